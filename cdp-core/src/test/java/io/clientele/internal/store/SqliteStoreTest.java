package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import io.clientele.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;

/** The store in a file: what comes on top of the kit. */
class SqliteStoreTest extends DurableStoreKit {

    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private final ManualClock wall = ManualClock.at("2026-03-01T09:00:00Z");

    @Override
    int steps() {
        return Integer.getInteger("clientele.steps", 80);
    }

    @Override
    Dialect place() {
        try {
            return new SqliteDialect(Files.createTempDirectory(shared, "store").resolve("data.db"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    SQLException full() {
        return new SQLException("injected", "", SQLiteErrorCode.SQLITE_FULL.code);
    }

    private StoreOptions options(Path file) {
        return StoreOptions.at(file)
                .wall(wall)
                .lease(LEASE)
                .patience(Duration.ZERO)
                .portions(5, 2);
    }

    private Path data() {
        return folder.resolve("data.db");
    }

    /** Copies the files as a crash would leave them: without the shared memory. */
    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : new String[] {"data.db", "data.db-wal"}) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
        return to.resolve("data.db");
    }

    @Nested
    class Opening_again {

        @ParameterizedTest
        @CsvSource({"21, 1, 1", "22, 7, 2", "23, 40, 5", "24, 100000, 256"})
        void gives_the_same_after_closing_and_after_a_crash(long seed, int pending, int smallest) throws IOException {
            ModelStore model = new ModelStore();
            Histories histories = new Histories(seed, model);
            for (int round = 0; round < 12; round++) {
                String when = "seed " + seed + " round " + round;
                try (Store store = JdbcStore.open(options(data()).portions(pending, smallest))) {
                    model.assertSame(store, when + " after closing");
                    for (int step = 0; step < 15; step++) {
                        Batch batch = histories.next();
                        store.append(model.head, batch);
                        model.apply(batch);
                    }
                    assertCrashed(model, folder.resolve("crash" + round), when);
                }
            }
        }

        private void assertCrashed(ModelStore model, Path to, String when) throws IOException {
            Path file = copy(folder, to);
            ManualClock later = ManualClock.at("2026-03-02T09:00:00Z");
            try (Store store = JdbcStore.open(options(file).wall(later))) {
                model.assertSame(store, when + " after a crash");
            }
        }

        @Test
        void keeps_the_id_and_takes_the_next_term() {
            byte[] id;
            try (Store store = JdbcStore.open(options(data()))) {
                id = store.id();
            }
            try (Store store = JdbcStore.open(options(data()))) {
                assertThat(store.id()).isEqualTo(id);
                assertThat(store.term()).isEqualTo(2);
            }
        }
    }

    @Nested
    class A_full_disk {

        @Test
        void refuses_with_a_known_outcome_and_lets_go_on_when_there_is_room_again() {
            NarrowDialect dialect = new NarrowDialect(data());
            StoreOptions options = StoreOptions.of(dialect).portions(30, 10);
            ModelStore model = new ModelStore();
            Histories histories = new Histories(61, model);
            int refusals = 0;
            try (Store store = JdbcStore.open(options)) {
                for (int step = 0; step < 60; step++) {
                    Batch batch = histories.next();
                    dialect.narrow(step % 3 == 0 ? 1 : 1_000_000);
                    StorageException full =
                            catchThrowableOfType(StorageException.class, () -> store.append(model.head, batch));
                    if (full == null) {
                        model.apply(batch);
                    } else {
                        refusals++;
                        assertThat(full).hasMessageContaining("SQLITE_FULL");
                        assertThat(full.usable() && !full.outcomeUnknown()).isTrue();
                    }
                }
                assertThat(refusals).as("refusals").isPositive();
                model.assertSame(store, "after a full disk");
            }
            try (Store again = JdbcStore.open(options)) {
                model.assertSame(again, "after a full disk, opened again");
            }
        }
    }

    @Nested
    class A_place_that_does_not_serve {

        @Test
        void is_a_folder_below_a_file() throws IOException {
            Path file = Files.writeString(folder.resolve("file"), "text");
            assertRefused(file.resolve("data.db"), file + " is not a directory");
        }

        @Test
        void is_a_directory() throws IOException {
            assertRefused(Files.createDirectory(data()), "is a directory, not a file");
        }

        @Test
        void is_a_file_that_is_no_database() throws IOException {
            Files.writeString(data(), "this was never a database ".repeat(100));
            assertRefused(data(), "cannot be opened: it is not a database of ours");
            assertThat(Files.readString(data())).startsWith("this was never");
        }

        @Test
        void is_a_database_of_something_else() throws SQLException {
            try (Session session = new Session(new SqliteDialect(data()).writer())) {
                session.run("CREATE TABLE others (id INTEGER)");
            }
            assertRefused(data(), "is a database of something else");
        }

        @Test
        void was_written_by_a_newer_version() throws SQLException {
            JdbcStore.open(options(data())).close();
            try (Session session = new Session(new SqliteDialect(data()).writer())) {
                session.run("UPDATE meta SET version = 9, min_writer = 9");
            }
            assertRefused(data(), "was written by a newer version");
        }

        private void assertRefused(Path file, String line) {
            assertThatThrownBy(() -> JdbcStore.open(options(file)))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining(line)
                    .hasMessageNotContaining("\n");
        }
    }
}
