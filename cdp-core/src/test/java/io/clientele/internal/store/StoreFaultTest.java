package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.store.FaultyDialect.Side;
import io.clientele.model.StorageException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that fails at any statement leaves the store as it was, or says that the outcome is unknown. */
class StoreFaultTest {

    private static final InstantSource LATER = InstantSource.fixed(Instant.parse("2126-03-01T09:00:00Z"));

    @TempDir
    private Path folder;

    @Nested
    class A_store {

        @ParameterizedTest
        @CsvSource({"31, file, 3, 2", "32, file, 40, 6", "33, memory, 3, 2", "34, memory, 40, 6"})
        void equals_the_model_after_a_fault_at_each_statement_of_an_append(
                long seed, String where, int pending, int smallest) {
            FaultyDialect dialect = new FaultyDialect(where.equals("file") ? folder.resolve("data.db") : null);
            StoreOptions options = StoreOptions.of(dialect).portions(pending, smallest);
            ModelStore model = new ModelStore();
            try (Store store = JdbcStore.open(options)) {
                Faults faults = new Faults(dialect, store, model, seed);
                for (int round = 0; round < 40; round++) {
                    faults.strikeEachStatement();
                }
                assertThat(faults.struck.keySet())
                        .as("statements struck")
                        .anyMatch(sql -> sql.startsWith("BEGIN"))
                        .anyMatch(sql -> sql.startsWith("UPDATE meta"))
                        .anyMatch(sql -> sql.startsWith("INSERT INTO owner_index"))
                        .anyMatch(sql -> sql.startsWith("INSERT INTO dedup"))
                        .anyMatch(sql -> sql.startsWith("INSERT INTO journal"))
                        .anyMatch(sql -> sql.startsWith("UPDATE journal"))
                        .anyMatch(sql -> sql.equals("COMMIT"));
                assertThat(faults.unknown).as("commits of unknown outcome").isPositive();
            }
            if (where.equals("file")) {
                try (Store again = JdbcStore.open(options)) {
                    model.assertSame(again, "seed " + seed + " opened again");
                }
            }
        }

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

    /** Strikes an append at its first statement, then its second, and so on until it succeeds. */
    private static final class Faults {
        private final FaultyDialect dialect;
        private final Store store;
        private final ModelStore model;
        private final Histories histories;
        private final long seed;
        private final Map<String, Integer> struck = new HashMap<>();
        private int unknown;

        Faults(FaultyDialect dialect, Store store, ModelStore model, long seed) {
            this.dialect = dialect;
            this.store = store;
            this.model = model;
            this.seed = seed;
            this.histories = new Histories(seed, model);
        }

        void strikeEachStatement() {
            Batch batch = histories.next();
            boolean stored = false;
            for (int statement = 1; !stored; statement++) {
                Side side = statement % 2 == 0 ? Side.BEFORE : Side.AFTER;
                long before = model.head;
                stored = appended(batch, statement, side);
                if (stored) {
                    model.apply(batch);
                }
                model.assertSame(store, "seed %d after head %d, fault %s %s".formatted(seed, before, side, failed()));
            }
        }

        private String failed() {
            return dialect.failed();
        }

        private boolean appended(Batch batch, int statement, Side side) {
            dialect.failAt(statement, side);
            StorageException e = catchThrowableOfType(StorageException.class, () -> store.append(model.head, batch));
            dialect.heal();
            struck.merge(failed(), 1, Integer::sum);
            assertThat(e != null && e.outcomeUnknown())
                    .as("outcome unknown if and only if the commit failed: %s", failed())
                    .isEqualTo(failed().equals("COMMIT"));
            return e == null || (e.outcomeUnknown() && found(batch, side));
        }

        /** After a commit of unknown outcome the head tells, if rows were in the batch; here the side tells in any case. */
        private boolean found(Batch batch, Side side) {
            unknown++;
            boolean moved = store.head() > model.head;
            if (!batch.rows.isEmpty()) {
                assertThat(moved).isEqualTo(side == Side.AFTER);
            }
            return side == Side.AFTER;
        }
    }

    @Nested
    class A_key_store {

        @ParameterizedTest
        @CsvSource({"BEFORE", "AFTER"})
        void keeps_or_destroys_keys_wholly_when_a_statement_of_shredding_fails(Side side) {
            try (Store store = JdbcStore.open(StoreOptions.inMemory())) {
                FaultyDialect dialect = new FaultyDialect(folder.resolve("keys.db"));
                EphemeralKeys provider = new EphemeralKeys();
                try (SqliteKeyStore keys = SqliteKeyStore.open(dialect, store, provider)) {
                    int owner = 1;
                    for (boolean done = false; !done; owner++) {
                        done = shreddedWholly(keys, dialect, owner, side);
                    }
                    assertThat(owner).isGreaterThan(5);
                }
            }
        }

        private boolean shreddedWholly(SqliteKeyStore keys, FaultyDialect dialect, int owner, Side side) {
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
            assertThat(e == null).isEqualTo(dialect.failed().isEmpty());
            keys.shred(List.of(owner, 1_000 + owner), List.of(), owner);
            assertThat(keys.ownerKey(owner)).isNotEqualTo(first);
            return dialect.failed().isEmpty();
        }
    }
}
