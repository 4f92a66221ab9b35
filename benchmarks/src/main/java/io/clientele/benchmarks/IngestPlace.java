package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where an {@link IngestRun} keeps its store, and its bounds beside it.
 *
 * @param inMemory whether nothing is kept
 * @param directory of the store, or of the bounds where nothing is kept
 */
record IngestPlace(boolean inMemory, Path directory) {

    CdpBuilder builder() {
        return inMemory ? Cdp.inMemory() : Cdp.in(directory);
    }

    /** What is on disk, in bytes. */
    long size() {
        if (inMemory) {
            return 0;
        }
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
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + (inMemory ? ":memory:" : file))) {
            try (Statement statement = connection.createStatement()) {
                for (String pragma : List.of(
                        "auto_vacuum=INCREMENTAL",
                        "journal_mode=WAL",
                        "secure_delete=ON",
                        "synchronous=FULL",
                        "cache_size=-32768",
                        "wal_autocheckpoint=4000")) {
                    statement.execute("PRAGMA " + pragma);
                }
            }
            return DatabaseBound.rowsPerSecond(connection, DatabaseBound.Tables.SQLITE, rows);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Rows a second that the disk itself takes. */
    double fileBound(BareRows rows) throws IOException {
        return FileBound.rowsPerSecond(directory.resolve("bound.log"), rows);
    }
}
