package io.clientele.internal.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The statements of one commit; between begin and commit, by the pen alone. */
final class Writer {

    /** Rows that go are blanked where they lie: to delete them would move neighbours and leave copies of these behind. */
    private static final String BLANK = """
            UPDATE journal SET kind = 0, owner = 0, retention = 0, month = 0, dedup = NULL, sealed = NULL
            WHERE position = ?""";

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
        writeIndexes(session, move.portion);
        List<Long> gone = remove(session, batch, pending);
        insert(session, batch);
        insertOutbox(session, batch.outbox);
        insertTombstones(session, dialect, batch.tombstones);
        batch(
                session,
                dialect.upsert("counters", "name, count", 2, "name", "count = counters.count + excluded.count"),
                batch.counters.entrySet(),
                e -> new @Nullable Object[] {e.getKey(), e.getValue()});
        batch(
                session,
                dialect.upsert("facts", "name, fact", 2, "name", "fact = excluded.fact"),
                batch.facts.entrySet(),
                e -> new @Nullable Object[] {e.getKey(), e.getValue()});
        return gone;
    }

    private void moveHead(Session session, Move move) throws SQLException {
        int hit = session.update(
                """
                UPDATE meta SET head = ?, last_owner = ?, lease_until = ?, indexed_up_to = ?
                WHERE one = 1 AND term = ? AND head = ?""",
                move.head,
                move.lastOwner,
                lease.until(),
                move.portion.indexedUpTo(),
                lease.term(),
                move.expectedHead);
        if (hit != 1) {
            throw lease.fenced(session);
        }
    }

    /** Writes index entries that were held back, and how far all is written now. */
    void flush(Session session, Pending.Portion portion) throws SQLException {
        int hit = session.update(
                "UPDATE meta SET indexed_up_to = ? WHERE one = 1 AND term = ?", portion.indexedUpTo(), lease.term());
        if (hit != 1) {
            throw lease.fenced(session);
        }
        writeIndexes(session, portion);
    }

    private void writeIndexes(Session session, Pending.Portion portion) throws SQLException {
        if (!portion.isEmpty()) {
            session.batch(dialect.insertIfAbsent("owner_index", "owner, position", 2), portion.ownerEntries());
            session.batch(dialect.insertIfAbsent("dedup", "dedup, position", 2), portion.keyEntries());
        }
    }

    private List<Long> remove(Session session, Batch batch, Pending pending) throws SQLException {
        List<Long> gone = new ArrayList<>(batch.removed);
        for (int owner : batch.erased) {
            gone.addAll(positions(session, owner, pending));
        }
        for (long position : gone) {
            removeRow(session, position);
        }
        for (int owner : batch.erased) {
            session.update("UPDATE outbox SET id = NULL, owner = 0, sealed = NULL WHERE owner = ?", owner);
            session.update("UPDATE owners SET blind = NULL, sealed = NULL WHERE number = ?", owner);
        }
        return gone;
    }

    private static SortedSet<Long> positions(Session session, int owner, Pending pending) throws SQLException {
        SortedSet<Long> all = new TreeSet<>(
                session.query("SELECT position FROM owner_index WHERE owner = ?", r -> r.getLong(1), owner));
        for (long position : pending.positions(owner)) {
            all.add(position);
        }
        return all;
    }

    private static void removeRow(Session session, long position) throws SQLException {
        Optional<Entry> found = session.first(
                "SELECT owner, dedup FROM journal WHERE position = ? AND sealed IS NOT NULL",
                r -> new Entry(r.getInt(1), r.getBytes(2)),
                position);
        if (found.isPresent()) {
            Entry entry = found.get();
            session.update("DELETE FROM owner_index WHERE owner = ? AND position = ?", entry.owner, position);
            if (entry.key != null) {
                session.update("DELETE FROM dedup WHERE dedup = ? AND position = ?", entry.key, position);
            }
            session.update(BLANK, position);
        }
    }

    private static void insert(Session session, Batch batch) throws SQLException {
        batch(session, "INSERT INTO owners (number, blind, sealed) VALUES (?, ?, ?)", batch.owners, o ->
                new @Nullable Object[] {o.number(), o.blind(), o.sealed()});
        batch(
                session,
                "UPDATE owners SET blind = ?, sealed = ? WHERE number = ? AND sealed IS NOT NULL",
                batch.reentered,
                o -> new @Nullable Object[] {o.blind(), o.sealed(), o.number()});
        batch(
                session,
                "INSERT INTO journal (position, kind, owner, retention, month, dedup, sealed)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                batch.rows,
                Writer::arguments);
    }

    private static @Nullable Object[] arguments(Row row) {
        byte[] key = row.key().length == 0 ? null : row.key();
        return new @Nullable Object[] {
            row.position(), row.kind(), row.owner(), row.retention(), row.month(), key, row.sealed()
        };
    }

    private void insertOutbox(Session session, List<OutboxRow> rows) throws SQLException {
        String sql = dialect.upsert(
                "outbox",
                "id, owner, state, sealed",
                4,
                "id",
                "owner = excluded.owner, state = excluded.state, sealed = excluded.sealed");
        batch(session, sql, rows, o -> new @Nullable Object[] {o.id(), o.owner(), o.state(), o.sealed()});
    }

    /** Enters tombstones; of two for one identifier the later end holds. */
    static void insertTombstones(Session session, Dialect dialect, List<Tombstone> tombstones) throws SQLException {
        String sql = dialect.upsert("tombstones", "blind, since, until", 3, "blind", """
                since = excluded.since, until = CASE WHEN excluded.until > tombstones.until THEN excluded.until
                ELSE tombstones.until END""");
        batch(session, sql, tombstones, t -> new @Nullable Object[] {t.blind(), t.at(), t.until()});
    }

    private static <T> void batch(Session session, String sql, Iterable<T> values, Arguments<T> arguments)
            throws SQLException {
        List<@Nullable Object[]> all = new ArrayList<>();
        for (T value : values) {
            all.add(arguments.of(value));
        }
        if (!all.isEmpty()) {
            session.batch(sql, all);
        }
    }

    private interface Arguments<T> {
        @Nullable
        Object[] of(T value);
    }

    private record Entry(int owner, byte @Nullable [] key) {}

    /** From which head to which, and what else the description of the store then says. */
    record Move(long expectedHead, long head, int lastOwner, Pending.Portion portion) {}
}
