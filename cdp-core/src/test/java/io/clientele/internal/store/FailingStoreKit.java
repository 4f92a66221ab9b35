package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.sql.Dialect;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every store must do when its database fails, and how it is copied for the day that it fails for good. */
abstract class FailingStoreKit extends StoreCompatibilityKit {

    @TempDir
    private Path backups;

    /** What the driver throws where there is no room. */
    abstract SQLException full();

    @Nested
    class A_failing_database {

        @ParameterizedTest
        @CsvSource({"31, 3, 2", "32, 5, 4"})
        void leaves_the_store_as_it_was_or_says_that_the_outcome_is_unknown(long seed, int pending, int smallest) {
            FaultyDialect dialect = new FaultyDialect(place());
            StoreOptions options = StoreOptions.of(dialect).portions(pending, smallest);
            ModelStore model = new ModelStore();
            try (Store failing = JdbcStore.open(options)) {
                Faults faults = new Faults(dialect, failing, model, seed);
                for (int round = 0; round < faultRounds(); round++) {
                    faults.strikeEachStatement();
                }
                for (String statement : List.of(
                        "BEGIN",
                        "UPDATE meta",
                        "INSERT INTO journal",
                        "UPDATE journal",
                        "INSERT INTO snapshots",
                        "INSERT INTO audit",
                        "UPDATE months",
                        "COMMIT")) {
                    assertThat(faults.struck.keySet()).anyMatch(sql -> sql.startsWith(statement));
                }
                for (String table : List.of("owner_index", "dedup", "blinds")) {
                    assertThat(faults.struck.keySet()).anyMatch(sql -> sql.contains("INTO " + table));
                }
                assertThat(faults.unknown).as("commits of unknown outcome").isPositive();
            }
        }

        @Test
        void that_is_full_can_be_read_and_goes_on_when_there_is_room_again() {
            FaultyDialect dialect = new FaultyDialect(place());
            ModelStore model = new ModelStore();
            Histories histories = new Histories(61, model);
            try (Store full = JdbcStore.open(StoreOptions.of(dialect).portions(10, 5))) {
                for (int step = 0; step < 20; step++) {
                    Batch batch = histories.next();
                    boolean known = dialect.harden().isEmpty();
                    dialect.fill(step % 2 == 0 && known ? "COMMIT" : "UPDATE counters", full());
                    assertThatThrownBy(() -> full.append(model.head, batch))
                            .isInstanceOfSatisfying(
                                    StorageException.class,
                                    e -> assertThat(e.usable() && !e.outcomeUnknown())
                                            .isTrue())
                            .hasMessageContaining("no room left")
                            .hasMessageContaining("reading goes on");
                    model.assertSame(full, "full, step " + step);
                    dialect.heal();
                    full.append(model.head, batch);
                    model.apply(batch);
                }
                model.assertSame(full, "with room again");
            }
        }
    }

    int faultRounds() {
        return 12;
    }

    @Nested
    class A_backup {

        @Test
        void holds_one_state_in_full_although_it_is_taken_while_the_pen_writes() throws Exception {
            ModelStore model = new ModelStore();
            Histories histories = new Histories(71, model);
            List<Batch> batches = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Batch batch = histories.next();
                store.append(model.head, batch);
                model.apply(batch);
                batches.add(batch);
            }
            Path file = backups.resolve("backup.db");
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                Future<?> taken = other.submit(() -> store.backup(file));
                while (!taken.isDone() || batches.size() < 70) {
                    Batch batch = histories.next();
                    store.append(model.head, batch);
                    model.apply(batch);
                    batches.add(batch);
                }
                taken.get(60, TimeUnit.SECONDS);
            } finally {
                other.shutdown();
            }
            model.assertSame(store, "after the backup");
            assertIsPrefix(StoreOptions.at(file), batches);
            assertThatThrownBy(() -> store.backup(file)).isInstanceOf(CdpException.class);
        }

        /** Batches count themselves, so that a copy tells how many it holds. */
        private void assertIsPrefix(StoreOptions options, List<Batch> batches) {
            try (Store copy = JdbcStore.open(options)) {
                long entries = copy.auditSize();
                long head = copy.head();
                ModelStore then = new ModelStore();
                int held = 0;
                while (!(then.head == head
                        && then.audit.size() == entries
                        && copy.counters().equals(then.counters))) {
                    then.apply(batches.get(held++));
                }
                assertThat(held).isGreaterThanOrEqualTo(60);
                then.assertSame(copy, "the copy, batches " + held);
                assertThat(copy.id()).isEqualTo(store.id());
            }
        }

        @Test
        void can_be_brought_back_into_an_empty_place_and_no_other() {
            ModelStore model = new ModelStore();
            Histories histories = new Histories(72, model);
            for (int i = 0; i < 40; i++) {
                Batch batch = histories.next();
                store.append(model.head, batch);
                model.apply(batch);
            }
            Path file = backups.resolve("backup.db");
            store.backup(file);
            StoreOptions to = StoreOptions.of(restorable()).portions(4, 2);
            JdbcStore.restore(file, to);
            try (Store back = JdbcStore.open(to)) {
                model.assertSame(back, "brought back");
                for (int i = 0; i < 10; i++) {
                    Batch batch = histories.next();
                    back.append(model.head, batch);
                    model.apply(batch);
                }
                model.assertSame(back, "brought back, and written on");
                assertThatThrownBy(() -> JdbcStore.restore(file, to)).hasMessageContaining("holds a store already");
            }
        }
    }

    /** An empty place that outlives its connections. */
    Dialect restorable() {
        return place();
    }
}
