package io.clientele.internal.store;

import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A store in a database reached by JDBC. */
public final class JdbcStore implements Store {

    private static final String COLUMNS = "position, kind, owner, retention, month, dedup, sealed";
    private static final int PAGE = 1_000;
    private static final int KEYS_AT_ONCE = 16;
    private static final String FIND_KEYS = "SELECT dedup FROM dedup WHERE dedup IN ("
            + String.join(", ", Collections.nCopies(KEYS_AT_ONCE, "?")) + ")";

    private final StoreOptions options;
    private final Dialect dialect;
    private final Lease lease;
    private final Writer writer;
    private final Sessions sessions;
    private final Object pen = new Object();
    private Session session;
    private boolean durable = true;
    private volatile Pending pending;
    private volatile long head;
    private volatile int lastOwner;
    private volatile boolean stale;
    private volatile boolean formerDue;
    private volatile boolean closed;

    private JdbcStore(StoreOptions options, Session session, Lease lease) throws SQLException {
        this.options = options;
        this.dialect = options.dialect();
        this.session = session;
        this.lease = lease;
        this.writer = new Writer(dialect, lease);
        this.sessions = new Sessions(dialect, session, pen);
        this.pending = new Pending(options.portions(), 0);
        load();
    }

    /**
     * Opens a store, making it if there is none, and takes its lease.
     *
     * @throws CdpException if another holds it for longer than the options wait, or the place or file is not usable
     * @throws StorageException if the database fails
     */
    public static JdbcStore open(StoreOptions options) {
        Dialect dialect = options.dialect();
        dialect.checkPlace();
        Session session = Sessions.writer(dialect);
        boolean opened = false;
        try {
            JdbcStore store = new JdbcStore(options, session, Lease.take(options, session));
            opened = true;
            return store;
        } catch (SQLException e) {
            throw new StorageException(dialect.place() + " cannot be opened: " + dialect.describe(e), e, false, false);
        } finally {
            if (!opened) {
                Sessions.closeQuietly(session);
            }
        }
    }

    /** Reads what heap holds of the store: head, and index entries not written yet. */
    private void load() throws SQLException {
        State state = session.first(
                        "SELECT term, head, last_owner, indexed_up_to FROM meta WHERE one = 1",
                        r -> new State(r.getLong(1), r.getLong(2), r.getInt(3), r.getLong(4)))
                .orElseThrow();
        if (state.term != lease.term()) {
            throw lease.fenced(session);
        }
        pending = tail(state.indexedUpTo);
        head = state.head;
        lastOwner = state.lastOwner;
    }

    private Pending tail(long indexedUpTo) throws SQLException {
        Pending rebuilt = new Pending(options.portions(), indexedUpTo);
        session.each(
                "SELECT position, owner, dedup FROM journal WHERE position > ? AND sealed IS NOT NULL ORDER BY position",
                r -> rebuilt.add(r.getLong(1), r.getInt(2), r.getBytes(3)),
                indexedUpTo);
        return rebuilt;
    }

    @Override
    public byte[] id() {
        return lease.storeId();
    }

    @Override
    public long term() {
        return lease.term();
    }

    @Override
    public long head() {
        settle();
        return head;
    }

    @Override
    public int lastOwner() {
        settle();
        return lastOwner;
    }

    /** After a commit of unknown outcome: finds out. */
    private void settle() {
        if (stale) {
            synchronized (pen) {
                checkOpen();
                recover();
            }
        }
    }

    private void recover() {
        if (!stale) {
            return;
        }
        try {
            session = Sessions.renew(session, dialect);
            dialect.durability(session, true);
            durable = true;
            load();
            stale = false;
        } catch (SQLException e) {
            throw new StorageException(dialect.place() + " cannot be read after a failure: " + dialect.describe(e), e);
        }
    }

    @Override
    public void append(long expectedHead, Batch batch) {
        check(expectedHead, batch);
        synchronized (pen) {
            checkOpen();
            recover();
            commit(expectedHead, batch);
            formerDue |= !batch.removed.isEmpty() || !batch.erased.isEmpty();
            dropFormer();
        }
    }

    private static void check(long expectedHead, Batch batch) {
        long position = expectedHead;
        for (Row row : batch.rows) {
            if (row.position() != ++position) {
                throw new IllegalArgumentException("batch: rows must follow the expected head without a gap");
            }
            if (row.key().length != 0 && row.key().length != 16) {
                throw new IllegalArgumentException("batch: a dedup key has 16 bytes");
            }
        }
    }

    private void commit(long expectedHead, Batch batch) {
        int owners = batch.owners.stream().mapToInt(OwnerRow::number).reduce(lastOwner, Math::max);
        Pending.Portion portion = pending.next(batch.rows.size());
        Writer.Move move = new Writer.Move(expectedHead, expectedHead + batch.rows.size(), owners, portion);
        List<Long> gone = transact(!batch.lazy, s -> writer.write(s, batch, move, pending));
        gone.forEach(pending::remove);
        pending.written(portion);
        pending.add(batch.rows);
        lastOwner = owners;
        head = move.head();
    }

    /** Runs work in a transaction. Heap is untouched if it fails. */
    private <T> T transact(boolean durably, Session.Work<T> work) {
        T result = attempt(durably, work);
        boolean done = false;
        try {
            session.run("COMMIT");
            done = true;
        } catch (SQLException e) {
            throw new StorageException(
                    "it is not known whether the last commit to " + dialect.place() + " became durable: "
                            + dialect.describe(e),
                    e,
                    true,
                    true);
        } finally {
            stale |= !done;
        }
        return result;
    }

    private <T> T attempt(boolean durably, Session.Work<T> work) {
        boolean done = false;
        try {
            commitsAre(durably);
            session.run(dialect.begin());
            T result = work.on(session);
            done = true;
            return result;
        } catch (FencedException e) {
            stale = true;
            throw e;
        } catch (SQLException e) {
            throw new StorageException(
                    "writing to " + dialect.place() + " failed, nothing was stored: " + dialect.describe(e), e);
        } finally {
            if (!done) {
                stale |= !Sessions.rollback(session);
            }
        }
    }

    private void commitsAre(boolean durably) throws SQLException {
        if (durable != durably) {
            dialect.durability(session, durably);
            durable = durably;
        }
    }

    /** Empties what the database keeps of rows that went; tried again with the next commit if a reader stood in the way. */
    private void dropFormer() {
        if (!formerDue) {
            return;
        }
        try {
            dialect.shrink(session);
            formerDue = !dialect.dropFormer(session);
        } catch (SQLException e) {
            formerDue = true;
        }
    }

    @Override
    public void renew() {
        synchronized (pen) {
            checkOpen();
            recover();
            try {
                commitsAre(true);
                lease.renew(session);
                dropFormer();
            } catch (SQLException e) {
                throw new StorageException(
                        "renewing the lease of " + dialect.place() + " failed: " + dialect.describe(e), e);
            }
        }
    }

    @Override
    public List<Row> read(int owner) {
        settle();
        long[] fresh = pending.positions(owner);
        return sessions.read(s -> {
            TreeMap<Long, Row> rows = new TreeMap<>();
            indexed(s, owner).forEach(row -> rows.put(row.position(), row));
            for (long position : fresh) {
                if (!rows.containsKey(position)) {
                    row(s, position).ifPresent(row -> rows.put(position, row));
                }
            }
            return List.copyOf(rows.values());
        });
    }

    private static List<Row> indexed(Session session, int owner) throws SQLException {
        return session.query("""
                SELECT j.position, j.kind, j.owner, j.retention, j.month, j.dedup, j.sealed
                FROM owner_index i JOIN journal j ON j.position = i.position WHERE i.owner = ? ORDER BY i.position""", JdbcStore::readRow, owner);
    }

    private static Optional<Row> row(Session session, long position) throws SQLException {
        return session.first(
                "SELECT " + COLUMNS + " FROM journal WHERE position = ? AND sealed IS NOT NULL",
                JdbcStore::readRow,
                position);
    }

    private static Row readRow(ResultSet r) throws SQLException {
        byte[] key = r.getBytes(6);
        return new Row(
                r.getLong(1),
                r.getInt(2),
                r.getInt(3),
                r.getInt(4),
                r.getInt(5),
                key == null ? new byte[0] : key,
                r.getBytes(7));
    }

    @Override
    public void scan(Consumer<Row> reader) {
        pages(
                "SELECT " + COLUMNS
                        + " FROM journal WHERE position > ? AND sealed IS NOT NULL ORDER BY position LIMIT ?",
                JdbcStore::readRow,
                Row::position,
                reader);
    }

    @Override
    public void owners(Consumer<OwnerRow> reader) {
        pages(
                "SELECT number, blind, sealed FROM owners WHERE number > ? AND sealed IS NOT NULL ORDER BY number LIMIT ?",
                r -> new OwnerRow(r.getInt(1), r.getBytes(2), r.getBytes(3)),
                OwnerRow::number,
                reader);
    }

    @Override
    public void outbox(Consumer<OutboxRow> reader) {
        pages(
                "SELECT place, id, owner, state, sealed FROM outbox WHERE place > ? AND sealed IS NOT NULL ORDER BY place LIMIT ?",
                r -> new Placed(r.getLong(1), new OutboxRow(r.getBytes(2), r.getInt(3), r.getInt(4), r.getBytes(5))),
                Placed::place,
                placed -> reader.accept(placed.row));
    }

    /** Reads in pages, so that no host code runs while a connection is held. */
    private <T> void pages(String sql, Session.Reading<T> reading, ToLongFunction<T> place, Consumer<T> reader) {
        settle();
        long after = Long.MIN_VALUE;
        List<T> page;
        do {
            long start = after;
            page = sessions.read(s -> s.query(sql, reading, start, PAGE));
            page.forEach(reader);
            after = page.isEmpty() ? after : place.applyAsLong(page.get(page.size() - 1));
        } while (page.size() == PAGE);
    }

    @Override
    public boolean contains(byte[] key) {
        settle();
        return pending.contains(key)
                || sessions.read(s -> s.number("SELECT COUNT(*) FROM dedup WHERE dedup = ?", key)) > 0;
    }

    @Override
    public BitSet known(List<byte[]> keys) {
        settle();
        BitSet known = new BitSet(keys.size());
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            boolean pendingKey = pending.contains(keys.get(i));
            known.set(i, pendingKey);
            if (!pendingKey) {
                asked.add(i);
            }
        }
        for (int from = 0; from < asked.size(); from += KEYS_AT_ONCE) {
            findKeys(keys, asked.subList(from, Math.min(from + KEYS_AT_ONCE, asked.size())), known);
        }
        return known;
    }

    /** Asks for a fixed number of keys, the last one again where there are fewer, so that one statement serves. */
    private void findKeys(List<byte[]> keys, List<Integer> places, BitSet known) {
        @Nullable Object[] arguments = new @Nullable Object[KEYS_AT_ONCE];
        for (int i = 0; i < KEYS_AT_ONCE; i++) {
            arguments[i] = keys.get(places.get(Math.min(i, places.size() - 1)));
        }
        Set<ByteBuffer> found =
                new HashSet<>(sessions.read(s -> s.query(FIND_KEYS, r -> ByteBuffer.wrap(r.getBytes(1)), arguments)));
        if (!found.isEmpty()) {
            places.stream()
                    .filter(place -> found.contains(ByteBuffer.wrap(keys.get(place))))
                    .forEach(known::set);
        }
    }

    @Override
    public Optional<Tombstone> tombstone(byte[] blind) {
        settle();
        return sessions.read(s ->
                s.first("SELECT blind, since, until FROM tombstones WHERE blind = ?", JdbcStore::readTombstone, blind));
    }

    static Tombstone readTombstone(ResultSet r) throws SQLException {
        return new Tombstone(r.getBytes(1), r.getLong(2), r.getLong(3));
    }

    @Override
    public Map<String, Long> counters() {
        settle();
        Map<String, Long> counters = new LinkedHashMap<>();
        sessions.read(s -> s.query(
                "SELECT name, count FROM counters ORDER BY name", r -> counters.put(r.getString(1), r.getLong(2))));
        return counters;
    }

    @Override
    public Optional<byte[]> fact(String name) {
        settle();
        return sessions.read(s -> s.first("SELECT fact FROM facts WHERE name = ?", r -> r.getBytes(1), name));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    @Override
    public void close() {
        synchronized (pen) {
            if (closed) {
                return;
            }
            List<RuntimeException> failures = new ArrayList<>();
            attempt(this::recover, failures);
            attempt(this::flush, failures);
            closed = true;
            sessions.close();
            attempt(this::leave, failures);
            Sessions.closeQuietly(session);
            failures.stream().filter(e -> !(e instanceof FencedException)).forEach(e -> {
                throw e;
            });
        }
    }

    private static void attempt(Runnable step, List<RuntimeException> failures) {
        try {
            step.run();
        } catch (StorageException e) {
            failures.add(e);
        }
    }

    private void flush() {
        for (Pending.Portion rest = pending.rest(); !rest.isEmpty(); rest = pending.rest()) {
            Pending.Portion all = rest;
            transact(true, s -> {
                writer.flush(s, all);
                return all;
            });
            pending.written(all);
        }
    }

    private void leave() {
        try {
            commitsAre(true);
            lease.release(session);
            dialect.dropFormer(session);
        } catch (SQLException e) {
            throw new StorageException(
                    dialect.place() + " is closed, but its lease ends only by time: " + dialect.describe(e),
                    e,
                    false,
                    false);
        }
    }

    private record State(long term, long head, int lastOwner, long indexedUpTo) {}

    private record Placed(long place, OutboxRow row) {}
}
