package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.model.StorageException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Copies what is committed from a database's log into its file beside the pen, so that commits seldom have to. Whoever comes while
 * it copies goes on; where it fails, commits do it. Thread-safe.
 */
final class LogCopier {

    private static final int ROWS = 8_192;

    private final Dialect dialect;
    private final ReentrantLock copying = new ReentrantLock();
    private final AtomicLong since = new AtomicLong();
    private @Nullable Session session;
    private boolean closed;

    LogCopier(Dialect dialect) {
        this.dialect = dialect;
    }

    /** So many rows more were committed. */
    void note(int rows) {
        since.addAndGet(rows);
    }

    /** Copies, if it is worth it and nobody does. */
    void copy() {
        if (!dialect.keepsLog() || since.get() < ROWS || !copying.tryLock()) {
            return;
        }
        try {
            since.set(0);
            if (!closed) {
                dialect.copyLog(session());
            }
        } catch (SQLException | StorageException notNow) {
            leave();
        } finally {
            copying.unlock();
        }
    }

    /** Works on the log while nobody copies. */
    <T> T alone(Session given, Session.Work<T> work) throws SQLException {
        copying.lock();
        try {
            return work.on(given);
        } finally {
            copying.unlock();
        }
    }

    /** Writes the database anew without what is empty, while nobody copies. */
    void compact(Session pen) {
        if (!dialect.keepsLog()) {
            return;
        }
        try {
            alone(session(), s -> {
                dialect.compact(s);
                return dialect.dropFormer(pen);
            });
        } catch (SQLException e) {
            throw new StorageException("compacting " + dialect.place() + " failed: " + dialect.describe(e), e);
        }
    }

    private Session session() {
        Session known = session;
        if (known == null) {
            known = Sessions.writer(dialect);
            session = known;
        }
        return known;
    }

    /** Waits for a copy under way and makes no more. */
    void close() {
        copying.lock();
        try {
            closed = true;
            leave();
        } finally {
            copying.unlock();
        }
    }

    private void leave() {
        if (session != null) {
            Sessions.closeQuietly(session);
            session = null;
        }
    }
}
