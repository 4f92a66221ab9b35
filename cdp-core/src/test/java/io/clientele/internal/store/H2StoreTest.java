package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;

/** The store in a host's H2, in a file. */
class H2StoreTest extends DurableStoreKit {

    private static final int NO_DISK_SPACE = 90100;

    @TempDir
    private static Path shared;

    @Override
    int steps() {
        return Integer.getInteger("clientele.steps", 40);
    }

    @Override
    int faultRounds() {
        return 10;
    }

    @Override
    Dialect place() {
        try {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL(
                    "jdbc:h2:file:" + Files.createTempDirectory(shared, "store").resolve("data"));
            return HostDialect.of(source, "clientele");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    SQLException full() {
        return new SQLException("injected", "HY000", NO_DISK_SPACE);
    }
}
