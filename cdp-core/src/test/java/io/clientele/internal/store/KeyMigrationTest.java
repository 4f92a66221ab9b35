package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.seal.Gcm;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.SqliteDialect;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key file of the first version, as it was written then. */
class KeyMigrationTest {

    @TempDir
    private Path folder;

    private final EphemeralKeys provider = new EphemeralKeys();
    private final Draws draws = new Draws(3);

    @Test
    void is_read_on_and_its_keys_can_be_rotated() throws Exception {
        byte[] lookup = draws.bytes(32);
        byte[] owners = draws.bytes(32_000);
        Path file = folder.resolve("keys.db");
        try (Store store = JdbcStore.open(StoreOptions.inMemory())) {
            write(file, store.id(), lookup, owners);
            try (KeyStore keys = JdbcKeyStore.open(file, store, provider, KeyStore.Lifetime.standard())) {
                assertThat(keys.storeKey("lookup")).isEqualTo(lookup);
                assertThat(keys.ownerKey(9)).isEqualTo(Arrays.copyOfRange(owners, 288, 320));
                assertThat(keys.reseal(1, 10)).isZero();
                assertThat(keys.rewrap(10)).isZero();
                keys.renewStoreKeys(List.of("lookup"));
            }
            try (KeyStore keys = JdbcKeyStore.open(file, store, provider, KeyStore.Lifetime.standard())) {
                assertThat(keys.storeKeys("lookup").oldest().key()).isEqualTo(lookup);
                assertThat(keys.storeKeys("lookup").newest().number()).isEqualTo(2);
                assertThat(keys.ownerKey(9)).isEqualTo(Arrays.copyOfRange(owners, 288, 320));
            }
        }
    }

    private void write(Path file, byte[] storeId, byte[] lookup, byte[] owners) throws Exception {
        String prefix = "clientele/" + HexFormat.of().formatHex(storeId) + "/";
        byte[] shardKey = draws.bytes(32);
        byte[] bound = ByteBuffer.allocate(28).put(storeId).putInt(0).putLong(1).array();
        try (Session s = new Session(new SqliteDialect(file).writer())) {
            s.run(
                    "CREATE TABLE key_meta (one INTEGER PRIMARY KEY, version INTEGER NOT NULL, min_reader INTEGER NOT NULL,"
                            + " min_writer INTEGER NOT NULL, store_id BLOB NOT NULL)");
            s.run("CREATE TABLE store_keys (purpose TEXT PRIMARY KEY, wrapped BLOB NOT NULL)");
            s.run("CREATE TABLE shards (shard INTEGER PRIMARY KEY, generation INTEGER NOT NULL, wrapped BLOB NOT NULL,"
                    + " sealed BLOB NOT NULL)");
            s.run("CREATE TABLE register (place INTEGER PRIMARY KEY, owner INTEGER NOT NULL UNIQUE,"
                    + " since INTEGER NOT NULL)");
            s.run("CREATE TABLE tombstones (blind BLOB PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL)");
            s.update("INSERT INTO key_meta VALUES (1, 1, 1, 1, ?)", storeId);
            s.update("INSERT INTO store_keys VALUES ('lookup', ?)", provider.wrap(lookup, prefix + "lookup"));
            s.update(
                    "INSERT INTO shards VALUES (0, 1, ?, ?)",
                    provider.wrap(shardKey, prefix + "shard/0/1"),
                    new Gcm().seal(shardKey, owners, bound));
        }
    }
}
