package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.internal.store.FaultyDialect.Side;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;

/** A database that fails at any statement leaves the store as it was, or says that the outcome is unknown. */
class StoreFaultTest {

    private static final InstantSource LATER = InstantSource.fixed(Instant.parse("2126-03-01T09:00:00Z"));

    @TempDir
    private Path folder;

    @Nested
    class A_store {

        @Test
        void is_closed_and_complete_even_if_writing_behind_fails_at_closing() {
            for (int statement = 1; statement <= 8; statement++) {
                Path file = folder.resolve("close" + statement + ".db");
                FaultyDialect dialect = new FaultyDialect(file);
                ModelStore model = new ModelStore();
                Store store = JdbcStore.open(StoreOptions.of(dialect));
                Histories histories = new Histories(statement, model);
                for (int step = 0; step < 20; step++) {
                    Batch batch = histories.next();
                    store.append(model.head, batch);
                    model.apply(batch);
                }
                dialect.failAt(statement, Side.BEFORE);
                var unused = catchThrowableOfType(StorageException.class, store::close);
                try (Store again = JdbcStore.open(StoreOptions.at(file).wall(LATER))) {
                    model.assertSame(again, "fault at statement " + statement);
                }
            }
        }
    }

    @Nested
    class A_store_that_is_closed_on_a_full_disk {

        private final SQLException noRoom = new SQLException("injected", "", SQLiteErrorCode.SQLITE_FULL.code);
        private final ManualClock wall = ManualClock.at("2026-03-01T09:00:00Z");

        private StoreOptions options(Dialect dialect) {
            return StoreOptions.of(dialect).wall(wall).patience(Duration.ZERO).portions(5, 2);
        }

        private Batch row(Store store) {
            Batch batch = new Batch();
            batch.rows.add(new Draws(store.head()).row(store.head() + 1, 1));
            return batch;
        }

        @Test
        void gives_its_lease_free_in_the_room_of_the_log_that_was_copied() {
            Path file = folder.resolve("full.db");
            FaultyDialect dialect = new FaultyDialect(file);
            Store store = JdbcStore.open(options(dialect));
            store.append(0, row(store));
            dialect.fillUntilLogIsDropped("UPDATE meta", noRoom);
            assertThatThrownBy(() -> store.append(1, row(store))).hasMessageContaining("no room left");
            var unused = catchThrowableOfType(StorageException.class, store::close);
            try (Store again = JdbcStore.open(options(new SqliteDialect(file)))) {
                assertThat(again.head()).isEqualTo(1);
                assertThat(again.read(1)).hasSize(1);
            }
        }

        @Test
        void without_any_room_says_when_its_lease_ends_and_is_taken_then_and_not_before() {
            Path file = folder.resolve("stuck.db");
            FaultyDialect dialect = new FaultyDialect(file);
            Store store = JdbcStore.open(options(dialect));
            store.append(0, row(store));
            dialect.fill("UPDATE meta", noRoom);
            assertThatThrownBy(store::close)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is closed, but its lease could not be given free")
                    .hasMessageContaining("at the latest 30000 ms from now");
            assertThatThrownBy(() -> JdbcStore.open(options(new SqliteDialect(file))))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("this process")
                    .hasMessageContaining("lease until 2026-03-01T09:00:30Z");
            wall.advance(Duration.ofSeconds(30));
            try (Store again = JdbcStore.open(options(new SqliteDialect(file)))) {
                assertThat(again.read(1)).hasSize(1);
                assertThat(again.term()).isEqualTo(2);
            }
        }

        @Test
        void whose_log_cannot_be_emptied_is_free_all_the_same() {
            Path file = folder.resolve("log.db");
            FaultyDialect dialect = new FaultyDialect(file);
            Store store = JdbcStore.open(options(dialect));
            store.append(0, row(store));
            dialect.keepLog(noRoom);
            assertThatThrownBy(store::close)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("keeps traces of what went");
            JdbcStore.open(options(new SqliteDialect(file))).close();
        }
    }

    @Nested
    class A_key_store {

        private Dialect place(String database) {
            JdbcDataSource h2 = new JdbcDataSource();
            h2.setURL("jdbc:h2:file:" + folder.resolve("keys"));
            return switch (database) {
                case "SQLITE" -> new SqliteDialect(folder.resolve("keys.db"));
                case "H2" -> HostDialect.of(h2, "clientele_keys");
                default -> HostDialect.of(Postgres.empty(), "clientele_keys");
            };
        }

        @ParameterizedTest
        @CsvSource({"SQLITE, BEFORE", "SQLITE, AFTER", "H2, BEFORE", "H2, AFTER", "POSTGRES, BEFORE", "POSTGRES, AFTER"
        })
        void keeps_or_destroys_keys_wholly_when_a_statement_of_shredding_fails(String database, Side side) {
            try (Store store = JdbcStore.open(StoreOptions.inMemory())) {
                FaultyDialect dialect = new FaultyDialect(place(database));
                EphemeralKeys provider = new EphemeralKeys();
                try (JdbcKeyStore keys = JdbcKeyStore.open(dialect, store, provider, KeyStore.Lifetime.standard())) {
                    int owner = 1;
                    for (boolean done = false; !done; owner++) {
                        done = shreddedWholly(keys, dialect, owner, side);
                    }
                    assertThat(owner).isGreaterThan(5);
                }
            }
        }

        private boolean shreddedWholly(JdbcKeyStore keys, FaultyDialect dialect, int owner, Side side) {
            byte[] first = keys.ownerKey(owner);
            byte[] second = keys.ownerKey(1_000 + owner);
            byte[] kept = keys.ownerKey(900);
            dialect.failAt(owner, side);
            @Nullable
            StorageException e = catchThrowableOfType(
                    StorageException.class, () -> keys.shred(List.of(owner, 1_000 + owner), List.of(), owner));
            dialect.heal();
            boolean gone = !Arrays.equals(first, keys.ownerKey(owner));
            assertThat(!Arrays.equals(second, keys.ownerKey(1_000 + owner)))
                    .as(dialect.failed())
                    .isEqualTo(gone);
            assertThat(keys.register().contains(new KeyStore.Erasure(owner, owner)))
                    .as(dialect.failed())
                    .isEqualTo(gone);
            assertThat(keys.ownerKey(900)).isEqualTo(kept);
            assertThat(e != null || gone).as(dialect.failed()).isTrue();
            keys.shred(List.of(owner, 1_000 + owner), List.of(), owner);
            assertThat(keys.ownerKey(owner)).isNotEqualTo(first);
            return dialect.failed().isEmpty();
        }
    }
}
