package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.sql.HostDialect;
import io.clientele.model.CdpException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Connections of a host's pool are given back as they came. */
class HostConnectionTest {

    @TempDir
    private Path folder;

    private static List<String> show(DataSource source, String... queries) throws SQLException {
        List<String> shown = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String query : queries) {
                try (ResultSet row = statement.executeQuery(query)) {
                    row.next();
                    shown.add(row.getString(1));
                }
            }
            shown.add("auto-commit " + connection.getAutoCommit());
        }
        return shown;
    }

    private static void use(DataSource source, String schema) {
        try (Store store = JdbcStore.open(StoreOptions.of(HostDialect.of(source, schema)))) {
            Batch batch = new Batch();
            batch.rows.add(new Draws(1).row(1, 1));
            store.append(0, batch);
            assertThat(store.read(1)).hasSize(1);
        }
    }

    @Test
    void by_postgres_with_all_settings_as_they_were() throws SQLException {
        String[] queries = {
            "SHOW search_path", "SHOW synchronous_commit", "SHOW lock_timeout", "SHOW default_transaction_read_only"
        };
        try (SmallPool pool = new SmallPool(
                Postgres.source(),
                List.of(
                        "SET search_path TO pg_catalog, public",
                        "SET synchronous_commit TO off",
                        "SET lock_timeout TO '7s'"))) {
            List<String> before = show(pool, queries);
            use(pool, "given_back");
            assertThat(pool.taken()).as("connections still taken").isZero();
            assertThat(pool.made()).as("connections made").isBetween(2, 3);
            for (int i = 0; i < pool.made(); i++) {
                assertThat(show(pool, queries)).isEqualTo(before).contains("off", "7s", "auto-commit false");
            }
        }
    }

    @Test
    void by_h2_with_schema_and_isolation_as_they_were() throws SQLException {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("data"), "sa", "");
        try {
            String[] queries = {
                "SELECT SCHEMA()",
                "SELECT ISOLATION_LEVEL FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID = SESSION_ID()"
            };
            List<String> before = show(pool, queries);
            use(pool, "given_back");
            assertThat(show(pool, queries)).isEqualTo(before).contains("PUBLIC");
            assertThat(pool.getActiveConnections()).isZero();
        } finally {
            pool.dispose();
        }
    }

    @Test
    void of_an_unknown_product_are_refused_in_one_clear_line() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("other.db"));
        assertThatThrownBy(() -> HostDialect.of(source, "clientele"))
                .isInstanceOf(CdpException.class)
                .hasMessage(
                        "the data source is a SQLite database: PostgreSQL and H2 are known; for SQLite give a directory");
    }
}
