package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.WrongKeyException;
import io.clientele.model.CdpException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys apart from the data. */
class KeyStoreTest {

    @TempDir
    private Path folder;

    private final KeyProvider provider = new EphemeralKeys();
    private final Draws draws = new Draws(5);
    private Store store = JdbcStore.open(StoreOptions.inMemory());

    @BeforeEach
    void renewed() {
        store.close();
        store = JdbcStore.open(StoreOptions.inMemory());
    }

    @AfterEach
    void closed() {
        store.close();
    }

    private Path file() {
        return folder.resolve("keys.db");
    }

    private JdbcKeyStore open() {
        return JdbcKeyStore.open(file(), store, provider, KeyStore.Lifetime.standard());
    }

    private void giveOwners(int last) {
        Batch batch = new Batch();
        batch.owners.add(draws.owner(last));
        store.append(store.head(), batch);
    }

    @Nested
    class Owner_keys {

        @Test
        void are_different_for_each_owner_and_the_same_after_opening_again() {
            Set<String> before = new HashSet<>();
            try (KeyStore keys = open()) {
                for (int owner : new int[] {0, 1, 2, 999, 1_000, 1_001, 123_456}) {
                    assertThat(keys.ownerKey(owner)).hasSize(32).isEqualTo(keys.ownerKey(owner));
                    before.add(Draws.hex(keys.ownerKey(owner)));
                }
            }
            assertThat(before).hasSize(7);
            try (KeyStore keys = open()) {
                assertThat(before).contains(Draws.hex(keys.ownerKey(999)), Draws.hex(keys.ownerKey(123_456)));
            }
        }

        @Test
        void are_durable_before_they_are_given() throws Exception {
            try (KeyStore keys = open()) {
                byte[] key = keys.ownerKey(5_000);
                Path copy = Files.createDirectory(folder.resolve("copy"));
                Files.copy(file(), copy.resolve("keys.db"));
                Files.copy(folder.resolve("keys.db-wal"), copy.resolve("keys.db-wal"));
                try (KeyStore restored =
                        JdbcKeyStore.open(copy.resolve("keys.db"), store, provider, KeyStore.Lifetime.standard())) {
                    assertThat(restored.ownerKey(5_000)).isEqualTo(key);
                }
            }
        }

        @Test
        void are_never_in_the_files_in_the_clear() throws Exception {
            try (KeyStore keys = open()) {
                Bytes wanted = Bytes.of(List.of(keys.ownerKey(3), keys.ownerKey(2_500), keys.storeKey("dedup")));
                assertThat(wanted.foundIn(folder)).isEmpty();
            }
        }
    }

    @Nested
    class Store_keys {

        @Test
        void differ_by_use_and_stay() {
            byte[] lookup;
            try (KeyStore keys = open()) {
                lookup = keys.storeKey("lookup");
                assertThat(lookup).hasSize(32).isNotEqualTo(keys.storeKey("dedup"));
            }
            try (KeyStore keys = open()) {
                assertThat(keys.storeKey("lookup")).isEqualTo(lookup);
            }
        }
    }

    @Nested
    class Shredding {

        @Test
        void destroys_these_keys_and_no_others_for_good() {
            byte[] gone;
            byte[] kept;
            try (KeyStore keys = open()) {
                gone = keys.ownerKey(1_007);
                kept = keys.ownerKey(1_008);
                keys.shred(List.of(1_007, 3), List.of(), 77);
                assertThat(keys.ownerKey(1_007)).isNotEqualTo(gone);
                assertThat(keys.ownerKey(1_008)).isEqualTo(kept);
            }
            try (KeyStore keys = open()) {
                assertThat(keys.ownerKey(1_007)).isNotEqualTo(gone);
                assertThat(keys.ownerKey(1_008)).isEqualTo(kept);
                assertThat(keys.register())
                        .containsExactly(new KeyStore.Erasure(1_007, 77), new KeyStore.Erasure(3, 77));
            }
        }

        @Test
        void leaves_no_old_wrapped_or_sealed_shard_in_any_file() throws Exception {
            try (JdbcKeyStore keys = open()) {
                for (int owner = 0; owner < 4_000; owner += 1_000) {
                    keys.ownerKey(owner);
                }
                for (int round = 0; round < 12; round++) {
                    Bytes old = Bytes.of(shardBytes());
                    assertThat(old.foundIn(folder)).as("control").isNotEmpty();
                    keys.shred(List.of(17 + round, 1_500 + round, 2_700, 3_001 + round), List.of(), round);
                    assertThat(old.foundIn(folder)).as("round %d", round).isEmpty();
                }
            }
        }

        private List<byte[]> shardBytes() throws SQLException {
            try (Session session = new Session(new SqliteDialect(file()).reader())) {
                List<byte[]> all = session.query("SELECT wrapped FROM shards", r -> r.getBytes(1));
                all.addAll(session.query("SELECT sealed FROM shards", r -> r.getBytes(1)));
                return all;
            }
        }

        @Test
        void enters_tombstones_with_the_register() {
            Tombstone tombstone = draws.tombstone();
            try (KeyStore keys = open()) {
                keys.shred(List.of(1), List.of(tombstone), 5);
                keys.shred(List.of(1), List.of(), 6);
                assertThat(keys.tombstones()).extracting(Draws::text).containsExactly(Draws.text(tombstone));
                assertThat(keys.register()).containsExactly(new KeyStore.Erasure(1, 5));
            }
        }

        @Test
        void of_the_store_itself_is_refused() {
            try (KeyStore keys = open()) {
                byte[] own = keys.ownerKey(0);
                assertThatThrownBy(() -> keys.shred(List.of(0), List.of(), 1))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThat(keys.ownerKey(0)).isEqualTo(own);
            }
        }
    }

    @Nested
    class A_key_file_that_does_not_fit {

        @Test
        void is_missing_although_there_is_data() {
            giveOwners(1);
            assertRefused("restore the key file");
        }

        @Test
        void is_another_stores() {
            open().close();
            renewed();
            assertRefused("holds the keys of another store");
        }

        @Test
        void is_older_than_the_data() {
            open().close();
            giveOwners(1_000);
            assertRefused("is older than the data");
        }

        @Test
        void is_under_another_master_key() {
            open().close();
            assertThatThrownBy(
                            () -> JdbcKeyStore.open(file(), store, new EphemeralKeys(), KeyStore.Lifetime.standard()))
                    .isInstanceOf(WrongKeyException.class);
        }

        private void assertRefused(String line) {
            assertThatThrownBy(KeyStoreTest.this::open)
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining(line);
        }
    }
}
