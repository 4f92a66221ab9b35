package io.clientele.internal.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

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

    /** The address by which any process of this machine reaches a database of it. */
    static String address(DataSource source) {
        return ((PGSimpleDataSource) source).getUrl();
    }

    /** Makes all that was written so far lie in files, and names those of a database and the logs written since one. */
    static List<Path> files(DataSource source, String sinceLog) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            Path data = Path.of(text(statement, "SHOW data_directory"));
            String oid = text(statement, "SELECT oid FROM pg_database WHERE datname = current_database()");
            String lastLog = log(statement);
            List<Path> files = new ArrayList<>(list(data.resolve("base").resolve(oid)));
            list(data.resolve("pg_wal")).stream()
                    .filter(file -> file.getFileName().toString().compareTo(sinceLog) >= 0)
                    .filter(file -> file.getFileName().toString().compareTo(lastLog) <= 0)
                    .forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** The name of the log that is written now. */
    static String log(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            return log(statement);
        }
    }

    private static String log(Statement statement) throws SQLException {
        return text(statement, "SELECT pg_walfile_name(pg_current_wal_lsn())");
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** A data source of it, without a pool. */
    public static DataSource source() {
        return SERVER.getPostgresDatabase();
    }
}
