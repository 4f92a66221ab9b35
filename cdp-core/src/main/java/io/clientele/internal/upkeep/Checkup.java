package io.clientele.internal.upkeep;

import io.clientele.internal.audit.AuditCheck;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.store.OutboxRow;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.SnapshotRow;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.keys.WrongKeyException;
import io.clientele.model.CdpException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Goes through a whole store and stops at the first fault. Used once, while nothing is written. */
public final class Checkup {

    private static final int KEYS_AT_ONCE = 1_024;

    private final Store store;
    private final KeyStore keys;
    private final Opener opener;
    private final AuditCheck audit;
    private final Map<Integer, Sum> owners = new HashMap<>();
    private final Map<List<Integer>, Long> months = new HashMap<>();
    private final List<Row> keyed = new ArrayList<>();
    private long last;
    private long count;

    /** A checkup of a store and its keys whose records this opener can read. */
    public Checkup(Store store, KeyStore keys, Opener opener, AuditCheck audit) {
        this.store = store;
        this.keys = keys;
        this.opener = opener;
        this.audit = audit;
    }

    /** Reads sealed records, or throws what is wrong with one. */
    public interface Opener {

        /** A row of the journal. */
        void row(Row row);

        /** An owner. */
        void owner(OwnerRow row);

        /** What was saved of a profile. */
        void snapshot(SnapshotRow row);

        /** A firing. */
        void firing(OutboxRow row);
    }

    /** How many rows of an owner there are, and a sum of their positions by which two sets are told apart. */
    private static final class Sum {
        private long rows;
        private long positions;

        void add(long position) {
            rows++;
            positions += position * position;
        }

        boolean isSame(Sum other) {
            return rows == other.rows && positions == other.positions;
        }
    }

    private static final class Fault extends CdpException {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message);
        }
    }

    /** The first fault; empty if there is none. */
    public Optional<String> fault() {
        try {
            store.owners(this::owner);
            store.scan(this::row);
            places();
            dedup();
            owners.forEach(this::index);
            store.stray().ifPresent(Checkup::fail);
            erased();
            saved();
            store.outbox(row -> open("a firing", () -> opener.firing(row)));
            audit.end().ifPresent(Checkup::fail);
            counters();
            return Optional.empty();
        } catch (Fault fault) {
            return Optional.ofNullable(fault.getMessage());
        }
    }

    private static void fail(String message) {
        throw new Fault(message);
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            fail(otherwise);
        }
    }

    private static void open(String what, Runnable opening) {
        try {
            opening.run();
        } catch (CdpException | WrongKeyException | IllegalArgumentException unreadable) {
            fail(what + " cannot be read: " + unreadable.getMessage());
        }
    }

    private void owner(OwnerRow row) {
        require(row.number() <= store.lastOwner(), "owner " + row.number() + " has a number that was never given");
        open("owner " + row.number(), () -> opener.owner(row));
        require(
                store.ownersOf(List.of(row.blind()))[0] == row.number(),
                "owner " + row.number() + " is not found by its blind hash");
        owners.put(row.number(), new Sum());
    }

    private void row(Row row) {
        String name = "the record at position " + row.position();
        require(row.position() > last && row.position() <= store.head(), name + " is out of place");
        last = row.position();
        count++;
        months.merge(List.of(row.retention(), row.month()), 1L, Long::sum);
        open(name, () -> opener.row(row));
        if (row.owner() != 0) {
            Sum sum = owners.get(row.owner());
            require(sum != null, name + " belongs to nobody");
            Optional.ofNullable(sum).ifPresent(known -> known.add(row.position()));
        }
        if (row.key().length > 0) {
            keyed.add(row);
        }
        if (keyed.size() == KEYS_AT_ONCE) {
            dedup();
        }
        audit.row(row).ifPresent(Checkup::fail);
    }

    /** Every position was given to one row; rows that went are still there, empty. */
    private void places() {
        long places = store.places();
        require(
                places == store.head(),
                "the journal has " + places + " places where " + store.head() + " were written; " + count
                        + " are filled");
        require(months.equals(store.months()), "the store counted other records of some month than there are");
    }

    private void dedup() {
        var known = store.known(keyed.stream().map(Row::key).toList());
        int missing = known.nextClearBit(0);
        if (missing < keyed.size()) {
            fail("the record at position " + keyed.get(missing).position() + " is not found by its dedup key");
        }
        keyed.clear();
    }

    private void index(int owner, Sum expected) {
        Sum found = new Sum();
        store.read(owner).forEach(row -> found.add(row.position()));
        require(
                expected.isSame(found),
                "the index gives " + found.rows + " records of owner " + owner + ", who has " + expected.rows);
    }

    /** Who is erased is so on both sides, so that no old copy of either brings anybody back. */
    private void erased() {
        Set<Integer> register = new HashSet<>();
        keys.register().forEach(erasure -> register.add(erasure.owner()));
        store.owners(register).stream()
                .findFirst()
                .ifPresent(still ->
                        fail("owner " + still.number() + " is in the register of erased persons and still there"));
        store.erased().stream()
                .filter(owner -> !register.contains(owner))
                .findFirst()
                .ifPresent(owner -> fail("owner " + owner + " went and is not in the register of erased persons"));
        lost(keys.tombstones(), store.tombstones(), "the data");
        lost(store.tombstones(), keys.tombstones(), "the register of erased persons");
    }

    private static void lost(List<Tombstone> known, List<Tombstone> there, String where) {
        Map<ByteBuffer, Long> ends = new HashMap<>();
        there.forEach(each -> ends.put(ByteBuffer.wrap(each.blind()), each.until()));
        for (Tombstone each : known) {
            Long end = ends.get(ByteBuffer.wrap(each.blind()));
            require(
                    end != null && end >= each.until(),
                    "the tombstone of somebody who was erased at " + Instant.ofEpochMilli(each.at()) + " is missing in "
                            + where + ", or ends too early there");
        }
    }

    private void saved() {
        for (int first = 1; first <= store.lastOwner(); first += KEYS_AT_ONCE) {
            int end = Math.min(first + KEYS_AT_ONCE - 1, store.lastOwner());
            store.snapshots(IntStream.rangeClosed(first, end).boxed().toList())
                    .forEach(row ->
                            open("what was saved of the profile of owner " + row.owner(), () -> opener.snapshot(row)));
        }
    }

    private void counters() {
        Map<String, Long> counts = new HashMap<>(store.counters());
        Long received = counts.remove("received");
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        require(sum == (received == null ? 0 : received), "received is " + received + ", but all outcomes are " + sum);
    }
}
