package io.clientele.internal.store;

import io.clientele.internal.sql.SqliteDialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A database that may not grow beyond a number of pages: a disk that is full, and is not any more. */
final class NarrowDialect extends SqliteDialect {

    private @Nullable Connection pen;

    NarrowDialect(Path file) {
        super(file);
    }

    @Override
    public Connection writer() throws SQLException {
        Connection connection = super.writer();
        pen = connection;
        return connection;
    }

    /** Lets the file grow to so many pages; if it has more, not at all. */
    void narrow(int pages) {
        try (Statement statement = Objects.requireNonNull(pen).createStatement()) {
            statement.execute("PRAGMA max_page_count=" + pages);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
