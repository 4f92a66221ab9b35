package io.clientele.internal.store;

import io.clientele.internal.Holder;
import io.clientele.internal.SystemTime;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.model.CdpException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Who may write. A row with a term: a higher term fences all lower ones. */
final class Lease {

    private static final Duration PAUSE = Duration.ofMillis(25);

    private final StoreOptions options;
    private final Dialect dialect;
    private final long term;
    private final byte[] storeId;

    private Lease(StoreOptions options, long term, byte[] storeId) {
        this.options = options;
        this.dialect = options.dialect();
        this.term = term;
        this.storeId = storeId;
    }

    /** Takes the lease, waiting for another holder as long as the options say. */
    static Lease take(StoreOptions options, Session session) throws SQLException {
        long start = SystemTime.nanos();
        while (true) {
            Attempt attempt = attempt(options, session);
            if (attempt.lease.isPresent()) {
                return attempt.lease.get();
            }
            if (SystemTime.nanos() - start >= options.patience().toNanos()) {
                throw new CdpException(attempt.refusal);
            }
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new CdpException("interrupted while waiting for the store");
        }
    }

    private static Attempt attempt(StoreOptions options, Session session) throws SQLException {
        Dialect dialect = options.dialect();
        try {
            session.run(dialect.begin());
        } catch (SQLException e) {
            Sessions.rollback(session);
            if (dialect.isBusy(e)) {
                return new Attempt(Optional.empty(), dialect.place() + " is in use: another process is writing to it");
            }
            throw e;
        }
        boolean done = false;
        try {
            Attempt attempt = inTransaction(options, session);
            session.run(attempt.lease.isPresent() ? "COMMIT" : "ROLLBACK");
            done = true;
            return attempt;
        } finally {
            if (!done) {
                Sessions.rollback(session);
            }
        }
    }

    private static Attempt inTransaction(StoreOptions options, Session session) throws SQLException {
        byte[] id = Schema.prepareData(session, options.dialect());
        Entry entry = entry(session);
        if (!entry.isFree(options)) {
            return new Attempt(
                    Optional.empty(),
                    options.dialect().place() + " is in use by "
                            + entry.holder
                                    .map(holder -> holder.named(options.holder()))
                                    .orElse("?")
                            + ", lease until " + Instant.ofEpochMilli(entry.until));
        }
        Lease lease = new Lease(options, entry.term + 1, id);
        return lease.enter(session, entry.term)
                ? new Attempt(Optional.of(lease), "")
                : new Attempt(Optional.empty(), options.dialect().place() + " is in use: another process was faster");
    }

    private boolean enter(Session session, long before) throws SQLException {
        Holder me = options.holder();
        return session.update("""
                UPDATE meta SET term = ?, holder_pid = ?, holder_host = ?, holder_started = ?, lease_until = ?
                WHERE one = 1 AND term = ?""", term, me.pid(), me.host(), me.started(), until(), before) == 1;
    }

    private static Entry entry(Session session) throws SQLException {
        return session.first(
                        "SELECT term, lease_until, holder_pid, holder_host, holder_started FROM meta WHERE one = 1",
                        Lease::readEntry)
                .orElseThrow();
    }

    private static Entry readEntry(ResultSet row) throws SQLException {
        String host = row.getString(4);
        Optional<Holder> holder =
                host == null ? Optional.empty() : Optional.of(new Holder(row.getLong(3), host, row.getLong(5)));
        return new Entry(row.getLong(1), row.getLong(2), holder);
    }

    /** Renews; inside no transaction. */
    void renew(Session session) throws SQLException {
        if (session.update("UPDATE meta SET lease_until = ? WHERE one = 1 AND term = ?", until(), term) != 1) {
            throw fenced(session);
        }
    }

    /** Gives the lease free, unless another has it already. Where there is no room for that there may be once the log is emptied. */
    void release(Session session) throws SQLException {
        try {
            free(session);
        } catch (SQLException full) {
            if (!dialect.isFull(full) || !dialect.keepsLog()) {
                throw full;
            }
            Sessions.rollback(session);
            dialect.dropFormer(session);
            free(session);
        }
    }

    private void free(Session session) throws SQLException {
        session.update(
                "UPDATE meta SET holder_pid = NULL, holder_host = NULL, holder_started = NULL, lease_until = 0"
                        + " WHERE one = 1 AND term = ?",
                term);
    }

    /** What becomes of a lease that could not be given free. */
    String left() {
        return "its lease could not be given free and ends by time, at the latest "
                + options.lease().toMillis()
                + " ms from now; an opening that waits so long takes it, one in a process that begins once this one has"
                + " ended need not wait: ";
    }

    /** Why an append or a renewal hit no row. */
    FencedException fenced(Session session) throws SQLException {
        Entry entry = entry(session);
        if (entry.term == term) {
            return new FencedException(dialect.place() + " has moved on: its head is not the expected one");
        }
        return new FencedException(dialect.place() + " was taken over by "
                + entry.holder.map(Holder::toString).orElse("another process that has closed it since") + " (term "
                + entry.term + ", ours was " + term + ")");
    }

    /** When a lease that begins now ends, epoch milliseconds. */
    long until() {
        return options.wall().instant().plus(options.lease()).toEpochMilli();
    }

    long term() {
        return term;
    }

    byte[] storeId() {
        return storeId.clone();
    }

    private record Entry(long term, long until, Optional<Holder> holder) {
        boolean isFree(StoreOptions options) {
            return holder.isEmpty()
                    || until <= options.wall().millis()
                    || holder.get().isGone(options.holder());
        }
    }

    private record Attempt(Optional<Lease> lease, String refusal) {}
}
