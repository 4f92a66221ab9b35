package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import io.clientele.keys.KeyProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where an {@link IngestRun} keeps its store, and its bounds beside it.
 *
 * @param kind the database
 * @param url how the database is reached, where it is not SQLite
 * @param directory of the files
 */
record IngestPlace(Kind kind, String url, Path directory) {

    private static final List<String> LIKE_THE_STORE = List.of(
            "PRAGMA auto_vacuum=INCREMENTAL",
            "PRAGMA journal_mode=WAL",
            "PRAGMA secure_delete=ON",
            "PRAGMA synchronous=FULL",
            "PRAGMA cache_size=-32768",
            "PRAGMA wal_autocheckpoint=4000");

    /** The databases, and none. */
    enum Kind {
        SQLITE,
        POSTGRES,
        H2,
        MEMORY;

        /** The kind of a name. */
        static Kind named(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** How a platform there is opened. */
    CdpBuilder builder() {
        return switch (kind) {
            case SQLITE -> Cdp.in(directory);
            case MEMORY -> Cdp.inMemory();
            case POSTGRES, H2 ->
                Cdp.over(new DriverSource(url), new DriverSource(url))
                        .keys(KeyProvider.passphrase("of a measurement".toCharArray()));
        };
    }

    /** Whether nothing is kept. */
    boolean inMemory() {
        return kind == Kind.MEMORY;
    }

    /** What is on disk, in bytes. */
    long size() throws SQLException {
        return kind == Kind.POSTGRES ? databaseSize() : inMemory() ? 0 : fileSize();
    }

    private long databaseSize() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            size.next();
            return size.getLong(1);
        }
    }

    private long fileSize() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows a second that the database itself takes. */
    double databaseBound(BareRows rows) throws SQLException, IOException {
        Path file = directory.resolve("bound.db");
        try (Connection connection = DriverManager.getConnection(boundUrl(file))) {
            if (kind == Kind.SQLITE) {
                settings(connection);
            }
            DatabaseBound.drop(connection);
            double rowsPerSecond = DatabaseBound.rowsPerSecond(connection, tables(), rows);
            DatabaseBound.drop(connection);
            return rowsPerSecond;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private String boundUrl(Path file) {
        return switch (kind) {
            case SQLITE -> "jdbc:sqlite:" + file;
            case MEMORY -> "jdbc:sqlite::memory:";
            case POSTGRES, H2 -> url;
        };
    }

    private DatabaseBound.Tables tables() {
        return switch (kind) {
            case SQLITE, MEMORY -> DatabaseBound.Tables.SQLITE;
            case POSTGRES -> DatabaseBound.Tables.POSTGRES;
            case H2 -> DatabaseBound.Tables.H2;
        };
    }

    private static void settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : LIKE_THE_STORE) {
                statement.execute(setting);
            }
        }
    }

    /** Rows a second that the disk itself takes. */
    double fileBound(BareRows rows) throws IOException {
        return FileBound.rowsPerSecond(directory.resolve("bound.log"), rows);
    }
}
