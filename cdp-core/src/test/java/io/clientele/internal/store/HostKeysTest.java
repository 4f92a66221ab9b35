package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.Gcm;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.internal.store.AppendingChild.Database;
import io.clientele.model.CdpException;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys in each kind of database: versions, rotation and what of a destroyed key is left in bytes. */
class HostKeysTest {

    @TempDir
    private Path folder;

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final CountingProvider provider = new CountingProvider();
    private final Store store = JdbcStore.open(StoreOptions.inMemory());
    private final Draws draws = new Draws(3);

    @AfterEach
    void closed() {
        store.close();
    }

    private DataSource h2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + folder.resolve("keys"));
        return source;
    }

    private Dialect place(Database database) {
        return switch (database) {
            case SQLITE -> new SqliteDialect(folder.resolve("keys.db"));
            case H2 -> HostDialect.of(h2(), "clientele_keys");
            case POSTGRES -> HostDialect.of(Postgres.empty(), "clientele_keys");
        };
    }

    private KeyStore open(Dialect place) {
        return JdbcKeyStore.open(place, store, provider, new KeyStore.Lifetime(Duration.ofHours(1), clock));
    }

    @Nested
    class A_schema {

        @ParameterizedTest
        @CsvSource({
            "SQLITE, min_reader",
            "SQLITE, min_writer",
            "H2, min_reader",
            "H2, min_writer",
            "POSTGRES, min_reader",
            "POSTGRES, min_writer"
        })
        void of_a_newer_version_is_refused_and_left_alone(Database database, String least) throws SQLException {
            Dialect place = place(database);
            open(place).close();
            try (Session session = Sessions.writer(place)) {
                session.run("UPDATE key_meta SET version = 9, " + least + " = 9");
            }
            assertThatThrownBy(() -> open(place))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("was written by a newer version (schema 9, this one knows 2)")
                    .hasMessageNotContaining("\n");
            try (Session session = Sessions.writer(place)) {
                assertThat(session.number("SELECT version FROM key_meta")).isEqualTo(9);
                session.run("UPDATE key_meta SET " + least + " = 2");
            }
            open(place).close();
            try (Session session = Sessions.writer(place)) {
                assertThat(session.number("SELECT version FROM key_meta"))
                        .as("a newer one that we may still write")
                        .isEqualTo(9);
            }
        }

        @ParameterizedTest
        @EnumSource(Database.class)
        void of_the_first_version_is_read_on_and_its_keys_can_be_rotated(Database database) throws SQLException {
            byte[] lookup = draws.bytes(32);
            byte[] owners = draws.bytes(32_000);
            Dialect place = place(database);
            write(place, lookup, owners);
            try (KeyStore keys = open(place)) {
                assertThat(keys.storeKey("lookup")).isEqualTo(lookup);
                assertThat(keys.ownerKey(9)).isEqualTo(Arrays.copyOfRange(owners, 288, 320));
                provider.rotate();
                assertThat(keys.rewrap(10)).isZero();
                keys.renewStoreKeys(List.of("lookup"));
            }
            try (KeyStore keys = open(place)) {
                assertThat(keys.storeKeys("lookup").oldest().key()).isEqualTo(lookup);
                assertThat(keys.storeKeys("lookup").newest().number()).isEqualTo(2);
                assertThat(keys.ownerKey(9)).isEqualTo(Arrays.copyOfRange(owners, 288, 320));
            }
        }

        /** As version 1 made it. */
        private void write(Dialect place, byte[] lookup, byte[] owners) throws SQLException {
            String prefix = "clientele/" + HexFormat.of().formatHex(store.id()) + "/";
            byte[] shardKey = draws.bytes(32);
            byte[] bound =
                    ByteBuffer.allocate(28).put(store.id()).putInt(0).putLong(1).array();
            place.checkPlace();
            try (Session s = Sessions.writer(place)) {
                Schema.create(
                        s,
                        place,
                        List.of(
                                "CREATE TABLE key_meta (one INTEGER PRIMARY KEY, version {int} NOT NULL, min_reader {int} NOT NULL,"
                                        + " min_writer {int} NOT NULL, store_id {bytes} NOT NULL)",
                                "CREATE TABLE store_keys (purpose {text} PRIMARY KEY, wrapped {bytes} NOT NULL)",
                                "CREATE TABLE shards (shard {int} PRIMARY KEY, generation {long} NOT NULL,"
                                        + " wrapped {bytes} NOT NULL, sealed {bytes} NOT NULL)",
                                "CREATE TABLE register (place {place}, owner {int} NOT NULL UNIQUE, since {long} NOT NULL)",
                                "CREATE TABLE tombstones (blind {bytes} PRIMARY KEY, since {long} NOT NULL,"
                                        + " until {long} NOT NULL)"));
                s.update("INSERT INTO key_meta VALUES (1, 1, 1, 1, ?)", store.id());
                s.update("INSERT INTO store_keys VALUES ('lookup', ?)", provider.wrap(lookup, prefix + "lookup"));
                s.update(
                        "INSERT INTO shards VALUES (0, 1, ?, ?)",
                        provider.wrap(shardKey, prefix + "shard/0/1"),
                        new Gcm().seal(shardKey, owners, bound));
            }
        }
    }

    /** SQLite leaves nothing at once ({@link KeyRotationTest}); a host's database leaves former rows until it cleans up. */
    @Nested
    class Remnants {

        private final List<byte[]> raw = new ArrayList<>();

        private List<byte[]> forms(Dialect place) throws SQLException {
            try (Session session = Sessions.writer(place)) {
                List<byte[]> all = session.query("SELECT wrapped FROM shards", r -> r.getBytes(1));
                all.addAll(session.query("SELECT sealed FROM shards", r -> r.getBytes(1)));
                all.addAll(session.query("SELECT wrapped FROM key_versions", r -> r.getBytes(1)));
                return all;
            }
        }

        /** Destroys keys and rotates all others; gives the forms that are not in the tables any more. */
        private List<byte[]> rewrite(Dialect place) throws SQLException {
            List<byte[]> before = new ArrayList<>();
            try (KeyStore keys = open(place)) {
                for (int owner = 1; owner < 3_000; owner += 500) {
                    raw.add(keys.ownerKey(owner));
                }
                raw.add(keys.storeKey("dedup"));
                before.addAll(forms(place));
                keys.shred(List.of(1, 1_001), List.of(), 7);
                provider.rotate();
                keys.rewrap(100);
                before.addAll(forms(place));
                clock.advance(Duration.ofHours(2));
                keys.reseal(clock.millis(), 100);
                keys.renewStoreKeys(List.of("lookup"));
                keys.dropStoreKeys("lookup", 2);
            }
            List<byte[]> now = forms(place);
            return before.stream()
                    .filter(one -> now.stream().noneMatch(other -> Arrays.equals(one, other)))
                    .toList();
        }

        private static void run(DataSource source, String sql) throws SQLException {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        private List<Path> files() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.toList();
            }
        }

        @Test
        @Requirement("GDPR Art. 17")
        void of_raw_keys_are_never_in_h2_and_former_wrapped_ones_no_more_once_it_was_compacted() throws Exception {
            Dialect place = place(Database.H2);
            List<byte[]> former = rewrite(place);
            assertThat(former).hasSizeGreaterThan(6);
            assertThat(Bytes.of(raw).foundIn(files())).as("raw keys").isEmpty();
            assertThat(Bytes.of(forms(place)).foundIn(files())).as("control").isNotEmpty();
            run(h2(), "SHUTDOWN COMPACT");
            assertThat(Bytes.of(raw).foundIn(files())).as("raw keys, compacted").isEmpty();
            assertThat(Bytes.of(former).foundIn(files()))
                    .as("former forms, compacted")
                    .isEmpty();
        }

        @Test
        @Requirement("GDPR Art. 17")
        void of_raw_keys_are_never_in_postgres_and_former_wrapped_ones_no_more_in_its_tables_once_they_were_rewritten()
                throws Exception {
            DataSource source = Postgres.empty();
            Dialect place = HostDialect.of(source, "clientele_keys");
            String log = Postgres.log(source);
            List<byte[]> former = rewrite(place);
            assertThat(former).hasSizeGreaterThan(6);
            assertThat(Bytes.of(raw).foundIn(Postgres.files(source, log)))
                    .as("raw keys, logs included")
                    .isEmpty();
            assertThat(Bytes.of(forms(place)).foundIn(tables(source)))
                    .as("control")
                    .isNotEmpty();
            run(source, "VACUUM FULL");
            assertThat(Bytes.of(former).foundIn(tables(source)))
                    .as("former forms, rewritten")
                    .isEmpty();
        }

        /** Without logs, which the server keeps as long as it is told to. */
        private static List<Path> tables(DataSource source) throws SQLException {
            return Postgres.files(source, "G");
        }
    }
}
