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
