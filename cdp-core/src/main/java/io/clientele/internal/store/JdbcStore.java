package io.clientele.internal.store;

import io.clientele.internal.index.KeyFilter;
import io.clientele.internal.index.Pending;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store in a database reached by JDBC. */
public final class JdbcStore extends Queries {

    /** A gap in the numbers of owners from which heap for the gap is not worth it. */
    private static final int GAP = 1 << 16;

    private final StoreOptions options;
    private final Dialect dialect;
    private final Lease lease;
    private final Writer writer;
    private final Sessions sessions;
    private final LogCopier copier;
    private final Object pen = new Object();
    private Session session;
    private boolean durable = true;
    private volatile Pending pending;
    private volatile Pending pendingOwners;
    private final KeyFilter written = new KeyFilter();
    private volatile long auditSize;
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
        this.copier = new LogCopier(dialect);
        this.pending = pending(0);
        this.pendingOwners = pending(0);
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
                        "SELECT term, head, last_owner, indexed_up_to, blinds_up_to FROM meta WHERE one = 1",
                        r -> new State(r.getLong(1), r.getLong(2), r.getInt(3), r.getLong(4), r.getLong(5)))
                .orElseThrow();
        if (state.term != lease.term()) {
            throw lease.fenced(session);
        }
        pending = tail(state.indexedUpTo);
        pendingOwners = tailOfOwners(state.blindsUpTo);
        auditSize = session.number("SELECT MAX(place) + 1 FROM audit");
        head = state.head;
        lastOwner = state.lastOwner;
    }

    private Pending pending(long upTo) {
        return new Pending(options.portions().pending(), options.portions().smallest(), upTo);
    }

    private Pending tail(long indexedUpTo) throws SQLException {
        Pending rebuilt = pending(indexedUpTo);
        session.each(
                "SELECT position, owner, dedup FROM journal WHERE position > ? AND sealed IS NOT NULL ORDER BY position",
                r -> rebuilt.add(r.getLong(1), r.getInt(2), r.getBytes(3)),
                indexedUpTo);
        return rebuilt;
    }

    private Pending tailOfOwners(long blindsUpTo) throws SQLException {
        Pending rebuilt = pending(blindsUpTo);
        session.each(
                "SELECT number, blind FROM owners WHERE number > ? AND blind IS NOT NULL ORDER BY number",
                r -> rebuilt.add(r.getLong(1), 0, Pending.blindKey(r.getBytes(2))),
                blindsUpTo);
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
            loadAlone();
            stale = false;
        } catch (SQLException e) {
            throw new StorageException(dialect.place() + " cannot be read after a failure: " + dialect.describe(e), e);
        }
    }

    /** Once whoever may still be committing for us has ended. */
    private void loadAlone() throws SQLException {
        boolean done = false;
        try {
            session.run(dialect.begin());
            load();
            session.run("ROLLBACK");
            done = true;
        } finally {
            if (!done) {
                Sessions.rollback(session);
            }
        }
    }

    @Override
    public void append(long expectedHead, Batch batch) {
        check(expectedHead, batch);
        synchronized (pen) {
            checkOpen();
            recover();
            checkAudit(batch);
            if (batch.owners.stream().anyMatch(o -> o.number() > lastOwner + GAP)) {
                flush();
            }
            commit(expectedHead, batch);
            formerDue |= !batch.removed.isEmpty() || !batch.erased.isEmpty();
            dropFormer();
        }
    }

    private void checkAudit(Batch batch) {
        long index = auditSize;
        for (AuditRow row : batch.audit) {
            if (row.index() != index++) {
                throw new IllegalArgumentException("batch: audit entries must follow the last one without a gap");
            }
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
        int before = lastOwner;
        int owners = batch.owners.stream().mapToInt(OwnerRow::number).reduce(before, Math::max);
        long entries = auditSize + batch.audit.size();
        Writer.Portions portions =
                new Writer.Portions(pending.next(batch.rows.size()), pendingOwners.next(batch.owners.size()));
        Writer.Move move = new Writer.Move(expectedHead, expectedHead + batch.rows.size(), before, owners, portions);
        portions.rows().eachKey(written::add);
        List<Long> gone = transact(!batch.lazy, s -> writer.write(s, batch, move, pending));
        gone.forEach(pending::remove);
        pending.written(portions.rows());
        batch.rows.forEach(r -> pending.add(r.position(), r.owner(), r.key()));
        batch.erased.forEach(pendingOwners::remove);
        pendingOwners.written(portions.owners());
        batch.owners.forEach(o -> addOwner(o, before));
        auditSize = entries;
        lastOwner = owners;
        head = move.head();
        copier.note(batch.rows.size());
    }

    @Override
    public void tend() {
        copier.copy();
    }

    private void addOwner(OwnerRow owner, int lastBefore) {
        if (owner.number() > lastBefore) {
            pendingOwners.add(owner.number(), 0, Pending.blindKey(owner.blind()));
        } else {
            pendingOwners.remove(owner.number());
        }
    }

    /** Runs work in a transaction. Heap is untouched if it fails. */
    private <T> T transact(boolean durably, Session.Work<T> work) {
        T result = attempt(durably, work);
        boolean done = false;
        try {
            Sessions.end(session, dialect, "COMMIT");
            done = true;
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
            throw Sessions.nothingStored(dialect, e);
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
            formerDue = !copier.alone(session, dialect::dropFormer);
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
    <T> T tables(Session.Work<T> work) {
        settle();
        return sessions.read(work);
    }

    @Override
    long[] fresh(int owner) {
        settle();
        return pending.positions(owner);
    }

    @Override
    public boolean contains(byte[] key) {
        return known(List.of(key)).get(0);
    }

    @Override
    public BitSet known(List<byte[]> keys) {
        settle();
        written.fill(after -> writtenKeys(after, options.portions().filled()));
        BitSet known = new BitSet(keys.size());
        List<byte[]> asked = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            known.set(i, pending.contains(keys.get(i)));
            if (!known.get(i) && !written.excludes(keys.get(i))) {
                asked.add(keys.get(i));
            }
        }
        Set<ByteBuffer> found = writtenKeys(asked);
        for (int i = 0; i < keys.size() && !found.isEmpty(); i++) {
            if (found.contains(ByteBuffer.wrap(keys.get(i)))) {
                known.set(i);
            }
        }
        return known;
    }

    @Override
    public int[] ownersOf(List<byte[]> blinds) {
        settle();
        int[] numbers = new int[blinds.size()];
        List<byte[]> asked = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.toIntExact(Math.max(0, pendingOwners.find(Pending.blindKey(blinds.get(i)))));
            if (numbers[i] == 0) {
                asked.add(blinds.get(i));
            }
        }
        Map<ByteBuffer, Integer> found = writtenOwners(asked);
        for (int i = 0; i < numbers.length && !found.isEmpty(); i++) {
            numbers[i] = numbers[i] != 0 ? numbers[i] : found.getOrDefault(ByteBuffer.wrap(blinds.get(i)), 0);
        }
        return numbers;
    }

    @Override
    public long auditSize() {
        settle();
        return auditSize;
    }

    @Override
    public void backup(Path file) {
        Backup.write(file, dialect, this::tables);
    }

    /**
     * Brings a backup back into an empty place.
     *
     * @throws CdpException if there is a store already
     */
    public static void restore(Path backup, StoreOptions to) {
        Backup.restore(backup, to.dialect());
    }

    @Override
    public void compact() {
        synchronized (pen) {
            checkOpen();
            recover();
            copier.compact(session);
        }
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
            copier.close();
            sessions.close();
            attempt(this::leave, failures);
            Sessions.closeQuietly(session);
            failures.stream()
                    .filter(e -> !(e instanceof FencedException))
                    .reduce((before, last) -> {
                        last.addSuppressed(before);
                        return last;
                    })
                    .ifPresent(last -> {
                        throw last;
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
        for (Writer.Portions rest = rest(); !rest.isEmpty(); rest = rest()) {
            Writer.Portions all = rest;
            all.rows().eachKey(written::add);
            transact(true, s -> {
                writer.flush(s, all);
                return all;
            });
            pending.written(all.rows());
            pendingOwners.written(all.owners());
        }
    }

    private Writer.Portions rest() {
        return new Writer.Portions(pending.rest(), pendingOwners.rest());
    }

    private void leave() {
        boolean released = false;
        try {
            commitsAre(true);
            lease.release(session);
            released = true;
            dialect.dropFormer(session);
        } catch (SQLException e) {
            String but = released ? "keeps traces of what went until it is next closed: " : lease.left();
            throw new StorageException(
                    dialect.place() + " is closed, but " + but + dialect.describe(e), e, false, false);
        }
    }

    private record State(long term, long head, int lastOwner, long indexedUpTo, long blindsUpTo) {}
}
