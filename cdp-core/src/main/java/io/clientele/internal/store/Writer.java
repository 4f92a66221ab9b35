package io.clientele.internal.store;

import io.clientele.internal.index.Pending;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The statements of one commit; between begin and commit, by the pen alone. */
final class Writer {

    /** Rows that go are blanked where they lie: to delete them would move neighbours and leave copies of these behind. */
    private static final String BLANK =
            "UPDATE journal SET kind = 0, owner = 0, retention = 0, \"month\" = 0, dedup = NULL, sealed = NULL"
                    + " WHERE position IN "
                    + SideTables.MARKS;

    /** A key that a row has stands for it or, if it was given again since, for another one that has it too. */
    private static final String UNKNOW =
            "DELETE FROM dedup WHERE dedup IN " + SideTables.MARKS + " AND position IN " + SideTables.MARKS;

    private final Dialect dialect;
    private final Lease lease;

    Writer(Dialect dialect, Lease lease) {
        this.dialect = dialect;
        this.lease = lease;
    }

    /**
     * Writes a batch: index entries held back, then what goes, then what comes.
     *
     * @return positions whose rows went
     */
    List<Long> write(Session session, Batch batch, Move move, Pending pending) throws SQLException {
        moveHead(session, move);
        writeIndexes(session, move.portions);
        Months months = new Months();
        List<Long> gone = remove(session, batch, pending, months);
        insertOwners(session, batch.owners, move.lastOwnerBefore);
        SideTables.run(
                session,
                "INSERT INTO journal (position, kind, owner, retention, \"month\", dedup, sealed)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                batch.rows,
                Writer::arguments);
        batch.rows.forEach(months::came);
        months.write(session);
        SideTables.insert(session, batch);
        return gone;
    }

    private void moveHead(Session session, Move move) throws SQLException {
        int hit = session.update(
                """
                UPDATE meta SET head = ?, last_owner = ?, lease_until = ?, indexed_up_to = ?, blinds_up_to = ?
                WHERE one = 1 AND term = ? AND head = ?""",
                move.head,
                move.lastOwner,
                lease.until(),
                move.portions.rows.indexedUpTo(),
                move.portions.owners.indexedUpTo(),
                lease.term(),
                move.expectedHead);
        if (hit != 1) {
            throw lease.fenced(session);
        }
    }

    /** Writes index entries that were held back, and how far all is written now. */
    void flush(Session session, Portions portions) throws SQLException {
        int hit = session.update(
                "UPDATE meta SET indexed_up_to = ?, blinds_up_to = ? WHERE one = 1 AND term = ?",
                portions.rows.indexedUpTo(),
                portions.owners.indexedUpTo(),
                lease.term());
        if (hit != 1) {
            throw lease.fenced(session);
        }
        writeIndexes(session, portions);
    }

    private void writeIndexes(Session session, Portions portions) throws SQLException {
        if (!portions.rows.isEmpty()) {
            session.batch(
                    dialect.insertIfAbsent("owner_index", "owner {int}, position {long}", "owner, position"),
                    portions.rows.ownerEntries());
            session.batch(
                    dialect.insertIfAbsent("dedup", "dedup {bytes}, position {long}", "dedup"),
                    portions.rows.keyEntries());
        }
        if (!portions.owners.isEmpty()) {
            session.batch(
                    dialect.insertIfAbsent("blinds", "hash {long}, owner {int}", "hash, owner"),
                    portions.owners.hashEntries());
        }
    }

    private static List<Long> remove(Session session, Batch batch, Pending pending, Months months) throws SQLException {
        Map<Long, Entry> there = new TreeMap<>();
        List<Long> gone = new ArrayList<>(batch.removed);
        find(session, batch.removed, there);
        for (Map.Entry<Long, Entry> each : there.entrySet()) {
            session.update(
                    "DELETE FROM owner_index WHERE owner = ? AND position = ?", each.getValue().owner, each.getKey());
        }
        for (int owner : batch.erased) {
            gone.addAll(find(session, owner, pending, there));
        }
        removeRows(session, there, months);
        SideTables.forget(session, gone);
        for (int owner : batch.erased) {
            session.update("DELETE FROM owner_index WHERE owner = ?", owner);
            removeBlind(session, owner);
            session.update("UPDATE owners SET blind = NULL, sealed = NULL WHERE number = ?", owner);
        }
        SideTables.erase(session, batch.erased);
        return gone;
    }

    private static void removeBlind(Session session, int owner) throws SQLException {
        Optional<byte[]> blind = session.first(
                "SELECT blind FROM owners WHERE number = ? AND blind IS NOT NULL", r -> r.getBytes(1), owner);
        if (blind.isPresent()) {
            session.update("DELETE FROM blinds WHERE hash = ? AND owner = ?", hash(blind.get()), owner);
        }
    }

    private static long hash(byte[] blind) {
        return Pending.hash(Pending.blindKey(blind));
    }

    /** Finds the rows of an owner, and gives the positions at which one is or was. */
    private static Collection<Long> find(Session session, int owner, Pending pending, Map<Long, Entry> there)
            throws SQLException {
        Set<Long> all = new TreeSet<>();
        session.each(
                "SELECT i.position, j.owner, j.dedup, j.retention, j.\"month\" FROM owner_index i LEFT JOIN journal j"
                        + " ON j.position = i.position AND j.sealed IS NOT NULL WHERE i.owner = ?",
                r -> {
                    all.add(r.getLong(1));
                    if (r.getObject(2) != null) {
                        there.put(r.getLong(1), entry(r));
                    }
                },
                owner);
        List<Long> more = new ArrayList<>();
        for (long position : pending.positions(owner)) {
            if (all.add(position)) {
                more.add(position);
            }
        }
        find(session, more, there);
        return all;
    }

    private static void find(Session session, List<Long> positions, Map<Long, Entry> there) throws SQLException {
        for (@Nullable Object[] some : SideTables.together(positions)) {
            session.each(
                    "SELECT position, owner, dedup, retention, \"month\" FROM journal WHERE sealed IS NOT NULL AND position IN "
                            + SideTables.MARKS,
                    r -> there.put(r.getLong(1), entry(r)),
                    some);
        }
    }

    private static Entry entry(ResultSet r) throws SQLException {
        byte[] key = r.getBytes(3);
        return new Entry(r.getInt(2), key == null ? new byte[0] : key, r.getInt(4), r.getInt(5));
    }

    /** Each statement for many rows, in the order of what it looks up. */
    private static void removeRows(Session session, Map<Long, Entry> there, Months months) throws SQLException {
        List<Map.Entry<Long, Entry>> keyed = new ArrayList<>();
        for (Map.Entry<Long, Entry> each : there.entrySet()) {
            Entry entry = each.getValue();
            months.went(entry.retention, entry.month);
            if (entry.key.length > 0) {
                keyed.add(each);
            }
        }
        keyed.sort((one, other) -> Arrays.compareUnsigned(one.getValue().key, other.getValue().key));
        List<@Nullable Object[]> keys = SideTables.together(
                keyed.stream().map(each -> each.getValue().key).toList());
        List<@Nullable Object[]> places =
                SideTables.together(keyed.stream().map(Map.Entry::getKey).toList());
        for (int i = 0; i < keys.size(); i++) {
            @Nullable Object[] some = keys.get(i);
            @Nullable Object[] both = Arrays.copyOf(some, 2 * some.length);
            System.arraycopy(places.get(i), 0, both, some.length, some.length);
            session.update(UNKNOW, both);
        }
        for (@Nullable Object[] some : SideTables.together(List.copyOf(there.keySet()))) {
            session.update(BLANK, some);
        }
    }

    /** New owners come, known ones change; the index of changed ones is not written behind. */
    private void insertOwners(Session session, List<OwnerRow> owners, int lastBefore) throws SQLException {
        List<OwnerRow> fresh = new ArrayList<>();
        for (OwnerRow o : owners) {
            if (o.number() > lastBefore) {
                fresh.add(o);
            } else {
                removeBlind(session, o.number());
                session.update(
                        "UPDATE owners SET blind = ?, sealed = ? WHERE number = ?", o.blind(), o.sealed(), o.number());
                session.update(
                        dialect.insertIfAbsent("blinds", "hash {long}, owner {int}", "hash, owner"),
                        hash(o.blind()),
                        o.number());
            }
        }
        SideTables.run(session, "INSERT INTO owners (number, blind, sealed) VALUES (?, ?, ?)", fresh, o ->
                new @Nullable Object[] {o.number(), o.blind(), o.sealed()});
    }

    private static @Nullable Object[] arguments(Row row) {
        byte[] key = row.key().length == 0 ? null : row.key();
        return new @Nullable Object[] {
            row.position(), row.kind(), row.owner(), row.retention(), row.month(), key, row.sealed()
        };
    }

    /** What is looked up of a row; its key is empty if it has none. */
    private record Entry(int owner, byte[] key, int retention, int month) {}

    /** From which state to which, and what else the description of the store then says. */
    record Move(long expectedHead, long head, int lastOwnerBefore, int lastOwner, Portions portions) {}

    /** What a commit writes of the indexes: of rows and of owners. */
    record Portions(Pending.Portion rows, Pending.Portion owners) {
        boolean isEmpty() {
            return rows.isEmpty() && owners.isEmpty();
        }
    }

    /** How many rows of each retention class and month there are, and between which positions. */
    private static final class Months {

        private final Map<List<Integer>, long[]> came = new LinkedHashMap<>();
        private final Map<List<Integer>, Long> gone = new LinkedHashMap<>();

        void came(Row row) {
            long[] sums =
                    came.computeIfAbsent(List.of(row.retention(), row.month()), k -> new long[] {row.position(), 0, 0});
            sums[1] = row.position();
            sums[2]++;
        }

        void went(int retention, int month) {
            gone.merge(List.of(retention, month), 1L, Long::sum);
        }

        void write(Session session) throws SQLException {
            SideTables.run(
                    session,
                    "UPDATE months SET row_count = row_count - ? WHERE retention = ? AND \"month\" = ?",
                    gone.entrySet(),
                    e -> new @Nullable Object[] {
                        e.getValue(), e.getKey().get(0), e.getKey().get(1)
                    });
            if (!gone.isEmpty()) {
                session.update("DELETE FROM months WHERE row_count <= 0");
            }
            for (Map.Entry<List<Integer>, long[]> e : came.entrySet()) {
                write(session, e.getKey().get(0), e.getKey().get(1), e.getValue());
            }
        }

        private static void write(Session session, int retention, int month, long[] sums) throws SQLException {
            int hit = session.update(
                    "UPDATE months SET last_position = ?, row_count = row_count + ? WHERE retention = ? AND \"month\" = ?",
                    sums[1],
                    sums[2],
                    retention,
                    month);
            if (hit == 0) {
                session.update(
                        "INSERT INTO months (retention, \"month\", first_position, last_position, row_count)"
                                + " VALUES (?, ?, ?, ?, ?)",
                        retention,
                        month,
                        sums[0],
                        sums[1],
                        sums[2]);
            }
        }
    }
}
