package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.keys.WrongKeyException;
import io.clientele.spi.Stats;
import io.clientele.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is only kept to save a fold is folded anew where it is damaged, and that is told; a damaged record is another matter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DerivedStateTest {

    private static final String LOGGER = "io.clientele.store";
    private static final String CHECKPOINT = "SELECT fact FROM facts WHERE name = 'checkpoint'";
    private static final String SET_CHECKPOINT = "UPDATE facts SET fact = ? WHERE name = 'checkpoint'";

    @TempDir
    static Path folder;

    /** A shop that lived for a while, by its heap: each test damages a copy. */
    private final Map<Long, Shop> shops = new HashMap<>();

    private ManualClock clock = ManualClock.at(World.START);
    private Path directory = Path.of("");
    private final List<String> told = new ArrayList<>();
    private final Handler hearing = new Handler() {
        @Override
        public void publish(LogRecord record) {
            told.add(record.getMessage() + Arrays.toString(record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        told.clear();
        Logger.getLogger(LOGGER).addHandler(hearing);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger(LOGGER).removeHandler(hearing);
    }

    /** What happens to the file of a store that is closed. */
    enum Damage {
        CHECKPOINT_CHANGED {
            @Override
            void happen(Connection store) throws SQLException {
                byte[] changed = bytes(store, CHECKPOINT);
                changed[changed.length / 2] ^= 1;
                set(store, SET_CHECKPOINT, changed);
            }
        },
        CHECKPOINT_CUT {
            @Override
            void happen(Connection store) throws SQLException {
                byte[] whole = bytes(store, CHECKPOINT);
                set(store, SET_CHECKPOINT, Arrays.copyOf(whole, whole.length - 9));
            }
        },
        CHECKPOINT_FROM_ELSEWHERE {
            @Override
            void happen(Connection store) throws SQLException {
                set(store, SET_CHECKPOINT, bytes(store, "SELECT sealed FROM journal WHERE position = 1"));
            }
        },
        MARKS_CUT {
            @Override
            void happen(Connection store) throws SQLException {
                assertThat(set(
                                store,
                                "INSERT INTO facts (name, fact) VALUES ('links', ?)"
                                        + " ON CONFLICT (name) DO UPDATE SET fact = excluded.fact",
                                new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 3}))
                        .isEqualTo(1);
            }
        },
        SAVED_CHANGED {
            @Override
            void happen(Connection store) throws SQLException {
                for (int place = 1; place <= number(store, "SELECT MAX(place) FROM snapshots"); place++) {
                    String saved = " WHERE length(sealed) > 0 AND place = " + place;
                    if (number(store, "SELECT COUNT(*) FROM snapshots" + saved) > 0) {
                        byte[] changed = bytes(store, "SELECT sealed FROM snapshots" + saved);
                        changed[changed.length - 1] ^= 1;
                        assertThat(set(store, "UPDATE snapshots SET sealed = ?" + saved, changed))
                                .isEqualTo(1);
                    }
                }
            }
        },
        SAVED_LOST {
            @Override
            void happen(Connection store) throws SQLException {
                each(store, "UPDATE snapshots SET sealed = NULL");
            }
        };

        abstract void happen(Connection store) throws SQLException;

        private static byte[] bytes(Connection store, String sql) throws SQLException {
            try (Statement statement = store.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                assertThat(result.next()).isTrue();
                return result.getBytes(1);
            }
        }

        private static int number(Connection store, String sql) throws SQLException {
            try (Statement statement = store.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                return result.getInt(1);
            }
        }

        private static int set(Connection store, String sql, byte[] bytes) throws SQLException {
            try (PreparedStatement statement = store.prepareStatement(sql)) {
                statement.setBytes(1, bytes);
                return statement.executeUpdate();
            }
        }

        private static void each(Connection store, String sql) throws SQLException {
            try (Statement statement = store.createStatement()) {
                assertThat(statement.executeUpdate(sql + " WHERE owner IS NOT NULL AND length(sealed) > 0"))
                        .isPositive();
            }
        }
    }

    private record Shop(Path directory, World world, Instant now, SortedMap<String, String> state) {}

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of(Damage.CHECKPOINT_CHANGED, World.MANY),
                Arguments.of(Damage.CHECKPOINT_CUT, World.NOBODY),
                Arguments.of(Damage.CHECKPOINT_FROM_ELSEWHERE, World.MANY),
                Arguments.of(Damage.MARKS_CUT, World.MANY),
                Arguments.of(Damage.SAVED_CHANGED, World.NOBODY),
                Arguments.of(Damage.SAVED_CHANGED, World.MANY),
                Arguments.of(Damage.SAVED_LOST, World.NOBODY));
    }

    private Cdp open(long heap) {
        return FaultyCdp.open(directory, clock, World.modules(), new FaultyCdp.Limits(heap, 30, 1), store -> store);
    }

    /** Takes a copy of the shop with this heap. */
    private Shop copy(long heap) throws IOException {
        Shop shop = shops.computeIfAbsent(heap, this::live);
        clock = ManualClock.at(shop.now);
        directory = Files.createTempDirectory(folder, "copy");
        for (String file : List.of("data/clientele.db", "keys/keys.db", "keys/passphrase")) {
            Path to = directory.resolve(file);
            Files.createDirectories(to.getParent());
            Files.copy(shop.directory.resolve(file), to);
        }
        return shop;
    }

    private Shop live(long heap) {
        World world = new World(17);
        directory = folder.resolve("shop-" + heap);
        clock = ManualClock.at(World.START);
        try (Cdp cdp = open(heap)) {
            World.define(cdp);
            for (int i = 0; i < 50; i++) {
                clock.advance(Duration.ofMinutes(world.below(60)));
                cdp.accept(world.something(clock.instant().minusSeconds(60L * world.below(90))));
            }
            return new Shop(directory, world, clock.instant(), world.state(cdp, true));
        }
    }

    private void damage(Damage damage) throws SQLException {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"))) {
            damage.happen(store);
        }
    }

    private static long unreadable(Cdp cdp) {
        return cdp.service(Stats.class).gauges().getOrDefault("saved.unreadable", -1L);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void is_told_and_folded_anew_from_the_records(Damage damage, long heap) throws Exception {
        Shop shop = copy(heap);
        assertThat(told).isEmpty();
        damage(damage);
        try (Cdp cdp = open(heap)) {
            assertThat(shop.world.state(cdp, true)).isEqualTo(shop.state);
            assertThat(unreadable(cdp)).isPositive();
            assertThat(told).anyMatch(line -> line.contains("folded anew"));
        }
        told.clear();
        try (Cdp cdp = open(heap)) {
            assertThat(shop.world.state(cdp, true)).isEqualTo(shop.state);
            assertThat(unreadable(cdp)).as("it was put right").isZero();
            assertThat(told).isEmpty();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    void that_is_damaged_is_found_by_whoever_looks_through_the_store() throws Exception {
        copy(World.MANY);
        damage(Damage.SAVED_CHANGED);
        try (Cdp cdp = open(World.MANY)) {
            assertThat(Maintenance.of(cdp).verify().orElse(""))
                    .startsWith("what was saved of the profile of owner ")
                    .contains("cannot be read");
        }
    }

    @Test
    void cannot_stand_in_for_a_damaged_record() throws Exception {
        copy(World.MANY);
        damage(Damage.CHECKPOINT_CUT);
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"));
                Statement sql = store.createStatement()) {
            assertThat(sql.executeUpdate("UPDATE journal SET sealed = zeroblob(99) WHERE position ="
                            + " (SELECT MAX(position) FROM journal WHERE kind = 1)"))
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> open(World.MANY)).isInstanceOf(WrongKeyException.class);
    }
}
