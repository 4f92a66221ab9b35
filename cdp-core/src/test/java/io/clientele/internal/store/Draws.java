package io.clientele.internal.store;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Seeded rows of every kind. */
final class Draws {

    private final SplittableRandom random;

    Draws(long seed) {
        this.random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    Row row(long position, int owner) {
        return row(position, owner, bytes(16));
    }

    Row row(long position, int owner, byte[] key) {
        return new Row(position, upTo(9), owner, upTo(3), 24_000 + upTo(24), key, bytes(64 + upTo(200)));
    }

    OwnerRow owner(int number) {
        return new OwnerRow(number, bytes(32), bytes(80));
    }

    OutboxRow firing(int owner) {
        return new OutboxRow(bytes(16), owner, upTo(2), bytes(120));
    }

    Tombstone tombstone() {
        return new Tombstone(bytes(32), upTo(1_000_000), upTo(1_000_000));
    }

    SnapshotRow snapshot(int owner, long position) {
        return new SnapshotRow(owner, position, oneIn(3) ? null : upTo(100), bytes(50 + upTo(400)));
    }

    DisclosureRow disclosure(int owner) {
        return new DisclosureRow(bytes(16), owner, upTo(1_000_000), bytes(70));
    }

    static String text(SnapshotRow s) {
        return "snapshot of %d at %d wakes %s %s".formatted(s.owner(), s.position(), s.wake(), digest(s.sealed()));
    }

    static String text(DisclosureRow d) {
        return "disclosure %s of %d at %d %s".formatted(hex(d.id()), d.owner(), d.at(), digest(d.sealed()));
    }

    static String text(AuditRow a) {
        return "audit %d %s".formatted(a.index(), digest(a.entry()));
    }

    static String text(Row r) {
        return "row %d kind %d owner %d class %d month %d key %s sealed %s"
                .formatted(
                        r.position(), r.kind(), r.owner(), r.retention(), r.month(), hex(r.key()), digest(r.sealed()));
    }

    static String text(OwnerRow o) {
        return "owner %d %s %s".formatted(o.number(), hex(o.blind()), digest(o.sealed()));
    }

    static String text(OutboxRow o) {
        return "firing %s owner %d state %d %s".formatted(hex(o.id()), o.owner(), o.state(), digest(o.sealed()));
    }

    static String text(Tombstone t) {
        return "tombstone %s %d %d".formatted(hex(t.blind()), t.at(), t.until());
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String digest(byte[] bytes) {
        return bytes.length + "/" + Integer.toHexString(Arrays.hashCode(bytes));
    }
}
