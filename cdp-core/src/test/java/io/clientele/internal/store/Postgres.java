package io.clientele.internal.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** A PostgreSQL server of the tests' own, started once, as durable as a real one. It ends with the process. */
public final class Postgres {

    private static final EmbeddedPostgres SERVER = start();

    private Postgres() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(new File("target/postgres"))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException | IllegalStateException e) {
            throw new AssertionError(
                    "the tests need PostgreSQL and it does not start here: is there a Maven profile postgres-... for this platform?",
                    e);
        }
    }

    /** A data source of a database in it that is empty yet, without a pool. */
    public static DataSource empty() {
        String name = "empty_" + UUID.randomUUID().toString().replace('-', '_');
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return SERVER.getDatabase("postgres", name);
    }

    /** A data source of it, without a pool. */
    public static DataSource source() {
        return SERVER.getPostgresDatabase();
    }
}
