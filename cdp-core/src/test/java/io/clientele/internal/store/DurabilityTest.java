package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.sql.SqliteDialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch that is lazy is committed without a sync of the log, any other with one. What SQLite does under each setting is
 * its own documented promise (the pragma {@code synchronous} in WAL mode); this shows that the setting is right.
 */
class DurabilityTest {

    private static final int NORMAL = 1;
    private static final int FULL = 2;

    @TempDir
    private Path folder;

    /** The real database, with a look at the setting of the connection that writes. */
    private static final class Watched extends SqliteDialect {

        private @Nullable Connection pen;

        Watched(Path file) {
            super(file);
        }

        @Override
        public Connection writer() throws SQLException {
            Connection connection = super.writer();
            pen = connection;
            return connection;
        }

        int synchronous() throws SQLException {
            try (Statement statement = Objects.requireNonNull(pen).createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA synchronous")) {
                return result.getInt(1);
            }
        }

        String journalMode() throws SQLException {
            try (Statement statement = Objects.requireNonNull(pen).createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA journal_mode")) {
                return result.getString(1);
            }
        }
    }

    private static void append(Store store, boolean lazy) {
        Batch batch = new Batch();
        batch.lazy = lazy;
        batch.counters.put("rows", 1L);
        store.append(store.head(), batch);
    }

    @Test
    void a_batch_is_synced_unless_it_is_lazy_and_so_is_a_renewal() throws SQLException {
        Watched dialect = new Watched(folder.resolve("data.db"));
        try (Store store = JdbcStore.open(StoreOptions.of(dialect))) {
            assertThat(dialect.journalMode()).isEqualTo("wal");
            append(store, false);
            assertThat(dialect.synchronous()).isEqualTo(FULL);
            append(store, true);
            assertThat(dialect.synchronous()).isEqualTo(NORMAL);
            append(store, false);
            assertThat(dialect.synchronous()).isEqualTo(FULL);
            append(store, true);
            store.renew();
            assertThat(dialect.synchronous()).isEqualTo(FULL);
        }
    }

    @Test
    void a_store_closed_after_a_lazy_batch_has_it() {
        StoreOptions options = StoreOptions.at(folder.resolve("data.db"));
        try (Store store = JdbcStore.open(options)) {
            append(store, true);
        }
        try (Store store = JdbcStore.open(options)) {
            assertThat(store.counters()).containsEntry("rows", 1L);
        }
    }
}
