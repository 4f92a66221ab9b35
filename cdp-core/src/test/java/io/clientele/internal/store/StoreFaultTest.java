package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.store.FaultyDialect.Side;
import io.clientele.model.StorageException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
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
    class A_key_store {

        @ParameterizedTest
        @CsvSource({"BEFORE", "AFTER"})
        void keeps_or_destroys_keys_wholly_when_a_statement_of_shredding_fails(Side side) {
            try (Store store = JdbcStore.open(StoreOptions.inMemory())) {
                FaultyDialect dialect = new FaultyDialect(folder.resolve("keys.db"));
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
            assertThat(e == null).isEqualTo(dialect.failed().isEmpty());
            keys.shred(List.of(owner, 1_000 + owner), List.of(), owner);
            assertThat(keys.ownerKey(owner)).isNotEqualTo(first);
            return dialect.failed().isEmpty();
        }
    }
}
