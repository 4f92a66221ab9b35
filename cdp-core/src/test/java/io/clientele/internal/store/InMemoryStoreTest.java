package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.SqliteDialect;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** The store in heap. */
class InMemoryStoreTest extends FailingStoreKit {

    @TempDir
    private Path folder;

    @Override
    int steps() {
        return Integer.getInteger("clientele.steps", 200);
    }

    @Override
    Dialect place() {
        return new SqliteDialect(null);
    }

    @Override
    Dialect restorable() {
        return new SqliteDialect(folder.resolve("back.db"));
    }

    @Override
    SQLException full() {
        return new SQLException("injected", "", SQLiteErrorCode.SQLITE_FULL.code);
    }
}
