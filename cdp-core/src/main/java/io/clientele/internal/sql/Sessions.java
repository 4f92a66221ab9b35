package io.clientele.internal.sql;

import io.clientele.model.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connections for reading, shared by threads; where a database has but one connection, its use in turn. Thread-safe. */
public final class Sessions {

    private static final int KEPT = 4;

    private final Dialect dialect;
    private final Object lock;
    private final @Nullable Session only;
    private final Deque<Session> free = new ArrayDeque<>();
    private volatile boolean closed;

    /** For reading beside a pen, whose session is used under the lock where there is no other. */
    public Sessions(Dialect dialect, Session pen, Object lock) {
        this.dialect = dialect;
        this.lock = lock;
        this.only = dialect.manyConnections() ? null : pen;
    }

    /** Reads with a session of its own. */
    public <T> T read(Session.Work<T> work) {
        try {
            return only == null ? pooled(work) : inTurn(only, work);
        } catch (SQLException e) {
            throw new StorageException("reading " + dialect.place() + " failed: " + dialect.describe(e), e);
        }
    }

    private <T> T inTurn(Session session, Session.Work<T> work) throws SQLException {
        synchronized (lock) {
            checkOpen();
            return work.on(session);
        }
    }

    private <T> T pooled(Session.Work<T> work) throws SQLException {
        Optional<Session> kept = kept();
        if (kept.isPresent()) {
            try {
                return on(kept.get(), work);
            } catch (SQLException e) {
                if (dialect.isBusy(e)) {
                    throw e;
                }
            }
        }
        return on(new Session(dialect.reader(), dialect::giveBack), work);
    }

    /** Where a kept session fails, a new one may not: the server may have been away. */
    private <T> T on(Session session, Session.Work<T> work) throws SQLException {
        boolean sound = false;
        try {
            T result = work.on(session);
            sound = true;
            return result;
        } finally {
            giveBack(session, sound);
        }
    }

    private Optional<Session> kept() {
        synchronized (free) {
            checkOpen();
            return Optional.ofNullable(free.poll());
        }
    }

    private void giveBack(Session session, boolean sound) {
        synchronized (free) {
            if (sound && !closed && free.size() < KEPT) {
                free.push(session);
                return;
            }
        }
        closeQuietly(session);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    public void close() {
        synchronized (free) {
            closed = true;
            free.forEach(Sessions::closeQuietly);
            free.clear();
        }
    }

    /** Ends a transaction without effect; false if even that failed. */
    public static boolean rollback(Session session) {
        try {
            session.run("ROLLBACK");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** What is thrown where a statement before the commit failed: what there was stays, and a full disk is called one. */
    public static StorageException nothingStored(Dialect dialect, SQLException e) {
        String why = dialect.isFull(e)
                ? "there is no room left for " + dialect.place()
                        + "; nothing was stored, reading goes on, and so does writing once there is room: "
                : "writing to " + dialect.place() + " failed, nothing was stored: ";
        return new StorageException(why + dialect.describe(e), e);
    }

    /**
     * Ends a transaction for good, as durably as the database can.
     *
     * @param how {@code COMMIT}, or {@code ROLLBACK} where nothing is to be kept
     * @throws StorageException if that failed: of unknown outcome, unless the database had no room for it
     */
    public static void end(Session session, Dialect dialect, String how) {
        try {
            session.run(how);
            if (!dialect.harden().isEmpty()) {
                session.run(dialect.harden());
            }
        } catch (SQLException e) {
            if (dialect.isFull(e) && dialect.harden().isEmpty()) {
                rollback(session);
                throw nothingStored(dialect, e);
            }
            throw new StorageException(
                    "it is not known whether the last commit to " + dialect.place() + " became durable: "
                            + dialect.describe(e),
                    e,
                    true,
                    true);
        }
    }

    /** Closes what is of no use any more. */
    public static boolean closeQuietly(Session session) {
        try {
            session.close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** A new writing session, so that nothing half done is carried on; where there is only one, an end to what it does. */
    public static Session renew(Session session, Dialect dialect) throws SQLException {
        rollback(session);
        if (!dialect.manyConnections()) {
            return session;
        }
        closeQuietly(session);
        return new Session(dialect.writer(), dialect::giveBack);
    }

    /** A writing session; one clear line if the place does not give one. */
    public static Session writer(Dialect dialect) {
        try {
            Connection connection = dialect.writer();
            return new Session(connection, dialect::giveBack);
        } catch (SQLException e) {
            throw new StorageException(dialect.place() + " cannot be opened: " + dialect.describe(e), e, false, false);
        }
    }
}
