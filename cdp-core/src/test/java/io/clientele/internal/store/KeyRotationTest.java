package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.BlindIndex;
import io.clientele.internal.seal.KeyVersions;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.keys.KeyProviderException;
import io.clientele.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long unwrapped keys live, what is asked of the provider, and rotation while running. */
class KeyRotationTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final CountingProvider provider = new CountingProvider();
    private final Store store = JdbcStore.open(StoreOptions.inMemory());
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void counted() {
        provider.before(calls::incrementAndGet);
    }

    @AfterEach
    void closed() {
        threads.shutdownNow();
        store.close();
    }

    private JdbcKeyStore open() {
        return JdbcKeyStore.open(folder.resolve("keys.db"), store, provider, new KeyStore.Lifetime(HOUR, clock));
    }

    private static List<String> ownerKeys(KeyStore keys, int shards) {
        return IntStream.range(0, shards)
                .mapToObj(shard -> Draws.hex(keys.ownerKey(shard * 1_000 + 7)))
                .toList();
    }

    @Nested
    class Shards {

        @Test
        void are_written_again_without_another_call_if_that_was_foreseen() {
            try (KeyStore keys = open()) {
                List<String> before = ownerKeys(keys, 3);
                keys.foresee(List.of(7, 1_007));
                int foreseen = calls.get();
                keys.shred(List.of(7, 1_007), List.of(), 1);
                assertThat(calls).hasValue(foreseen);
                List<String> after = ownerKeys(keys, 3);
                assertThat(after.get(2)).isEqualTo(before.get(2));
                assertThat(after.subList(0, 2)).doesNotContainAnyElementsOf(before);
                assertThat(keys.ownerKey(8)).isNotEqualTo(keys.ownerKey(7));
            }
        }

        @Test
        void are_never_written_under_a_former_master_key_that_a_rotation_left_behind() {
            try (KeyStore keys = open()) {
                ownerKeys(keys, 1);
                keys.foresee(List.of(7));
                provider.rotate();
                assertThat(keys.rewrap(100)).isZero();
                keys.shred(List.of(7), List.of(), 1);
                assertThat(keys.rewrap(0)).isZero();
            }
        }

        @Test
        void that_changed_since_an_erasure_was_foreseen_are_asked_for_again() {
            byte[] other;
            byte[] kept;
            try (KeyStore keys = open()) {
                kept = keys.ownerKey(9);
                other = keys.ownerKey(8);
                keys.foresee(List.of(7));
                try (KeyStore another = open()) {
                    another.shred(List.of(8), List.of(), 1);
                }
                keys.shred(List.of(7), List.of(), 2);
                assertThat(keys.ownerKey(8)).isNotEqualTo(other);
                assertThat(keys.ownerKey(9)).isEqualTo(kept);
            }
        }

        @Test
        void are_loaded_when_they_are_needed_and_kept_in_bounded_number() {
            int shards = 1_100;
            List<String> made;
            try (KeyStore keys = open()) {
                made = ownerKeys(keys, shards);
            }
            provider.unwraps.set(0);
            try (KeyStore keys = open()) {
                assertThat(provider.unwraps).hasValue(2);
                assertThat(ownerKeys(keys, 3)).isEqualTo(made.subList(0, 3));
                assertThat(ownerKeys(keys, 3)).isEqualTo(made.subList(0, 3));
                assertThat(provider.unwraps).hasValue(4);
                assertThat(ownerKeys(keys, shards)).isEqualTo(made);
                assertThat(provider.unwraps).hasValue(1 + shards);
                keys.ownerKey(7);
                assertThat(provider.unwraps).as("the first went for the last").hasValue(2 + shards);
            }
        }

        @Test
        void are_made_ahead_and_asked_for_again_later_if_the_provider_is_away() {
            try (KeyStore keys = open()) {
                Batch batch = new Batch();
                batch.owners.add(new Draws(5).owner(600));
                store.append(store.head(), batch);
                provider.away(true);
                int asked = calls.get();
                keys.prepare();
                keys.prepare();
                assertThat(calls.get() - asked).isEqualTo(1);
                provider.away(false);
                clock.advance(Duration.ofSeconds(30));
                keys.prepare();
                provider.away(true);
                assertThat(keys.ownerKey(1_500)).hasSize(32);
            }
        }

        @Test
        void are_asked_for_once_however_many_threads_need_them() throws Exception {
            open().close();
            try (KeyStore keys = open()) {
                keys.ownerKey(5_000);
                clock.advance(HOUR);
                provider.unwraps.set(0);
                List<Future<byte[]>> all = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    all.add(threads.submit(() -> keys.ownerKey(5_000)));
                }
                for (Future<byte[]> one : all) {
                    assertThat(one.get(10, TimeUnit.SECONDS))
                            .isEqualTo(all.get(0).get());
                }
                assertThat(provider.unwraps).hasValue(1);
            }
        }

        @Test
        void at_hand_serve_while_the_provider_is_asked_for_another() throws Exception {
            try (KeyStore keys = open()) {
                byte[] known = keys.ownerKey(7);
                provider.before(() -> {
                    try {
                        byte[] meanwhile =
                                threads.submit(() -> keys.ownerKey(7)).get(10, TimeUnit.SECONDS);
                        assertThat(meanwhile).isEqualTo(known);
                    } catch (Exception e) {
                        throw new AssertionError("blocked by a call of the provider", e);
                    }
                });
                keys.ownerKey(9_000);
                keys.rewrap(100);
                keys.reseal(clock.millis() + 1, 100);
            }
        }
    }

    @Nested
    class A_provider_that_is_away {

        @Test
        void is_not_felt_until_a_keys_time_is_over_and_then_nothing_is_given_until_it_is_back() {
            try (KeyStore keys = open()) {
                byte[] key = keys.ownerKey(7);
                KeyVersions lookup = keys.storeKeys("lookup");
                provider.away(true);
                clock.advance(HOUR.minusMillis(1));
                assertThat(keys.ownerKey(7)).isEqualTo(key);
                assertThat(keys.storeKeys("lookup")).isSameAs(lookup);
                clock.advance(Duration.ofMillis(1));
                assertThatThrownBy(() -> keys.ownerKey(7))
                        .isInstanceOfSatisfying(
                                KeyProviderException.class,
                                e -> assertThat(e.passing()).isTrue())
                        .hasMessage("the test's provider is away");
                assertThatThrownBy(() -> keys.storeKeys("lookup")).isInstanceOf(KeyProviderException.class);
                provider.away(false);
                assertThat(keys.ownerKey(7)).isEqualTo(key);
                assertThat(keys.storeKey("lookup")).isEqualTo(lookup.newest().key());
            }
        }

        @Test
        void leaves_nothing_half_done_when_keys_should_be_destroyed_or_rotated() {
            try (KeyStore keys = open()) {
                byte[] key = keys.ownerKey(7);
                provider.rotate();
                provider.away(true);
                assertThatThrownBy(() -> keys.shred(List.of(7), List.of(), 1)).isInstanceOf(KeyProviderException.class);
                assertThatThrownBy(() -> keys.rewrap(10)).isInstanceOf(KeyProviderException.class);
                assertThatThrownBy(() -> keys.renewStoreKeys(List.of("lookup")))
                        .isInstanceOf(KeyProviderException.class);
                provider.away(false);
                assertThat(keys.register()).isEmpty();
                assertThat(keys.ownerKey(7)).isEqualTo(key);
            }
        }

        @Test
        void does_not_bring_old_keys_back_when_the_clock_goes_back() {
            try (KeyStore keys = open()) {
                keys.ownerKey(7);
                provider.away(true);
                clock.advance(Duration.ofDays(-1));
                assertThatThrownBy(() -> keys.ownerKey(7)).isInstanceOf(KeyProviderException.class);
            }
        }
    }

    @Nested
    class Rotation {

        @Test
        void of_the_master_key_goes_in_portions_and_is_taken_up_after_reopening() {
            List<String> made;
            try (KeyStore keys = open()) {
                made = ownerKeys(keys, 20);
                assertThat(keys.rewrap(5)).as("nothing is due").isZero();
                provider.rotate();
                assertThat(keys.rewrap(5)).isEqualTo(16);
            }
            try (KeyStore keys = open()) {
                assertThat(keys.rewrap(10)).isEqualTo(6);
                keys.ownerKey(90_000);
                assertThat(keys.rewrap(10)).isZero();
                assertThat(ownerKeys(keys, 20)).isEqualTo(made);
            }
        }

        @Test
        void of_shard_keys_takes_those_that_are_too_old() {
            try (KeyStore keys = open()) {
                List<String> made = ownerKeys(keys, 5);
                clock.advance(Duration.ofDays(10));
                keys.ownerKey(90_000);
                long now = clock.millis();
                assertThat(keys.reseal(now, 2)).isEqualTo(3);
                assertThat(keys.reseal(now, 2)).isEqualTo(1);
                assertThat(keys.reseal(now, 2)).isZero();
                clock.advance(HOUR);
                assertThat(ownerKeys(keys, 5)).isEqualTo(made);
            }
        }

        @Test
        void of_look_up_keys_adds_versions_that_are_all_tried_until_they_are_dropped() {
            byte[] value = "ann@example.org".getBytes(StandardCharsets.UTF_8);
            try (KeyStore keys = open()) {
                BlindIndex index = new BlindIndex(() -> keys.storeKeys("lookup"));
                byte[] first = index.of(value);
                clock.advance(Duration.ofDays(1));
                keys.renewStoreKeys(List.of("lookup", "dedup"));
                byte[] second = index.of(value);
                assertThat(index.all(value)).containsExactly(second, first);
                assertThat(second).isNotEqualTo(first);
                keys.dropStoreKeys("lookup", 2);
                assertThat(index.all(value)).containsExactly(second);
                assertThat(keys.storeKeys("dedup").all()).hasSize(2);
                assertThat(keys.storeKeys("lookup").newest().made()).isEqualTo(clock.millis());
            }
        }

        @Test
        void beside_readers_and_erasures_loses_no_key_and_brings_none_back() throws Exception {
            try (KeyStore keys = open()) {
                List<String> kept = ownerKeys(keys, 4);
                AtomicBoolean done = new AtomicBoolean();
                Future<?> reading = threads.submit(() -> {
                    while (!done.get()) {
                        assertThat(ownerKeys(keys, 4)).isEqualTo(kept);
                    }
                });
                Future<?> rotating = threads.submit(() -> {
                    while (!done.get()) {
                        provider.rotate();
                        keys.rewrap(3);
                        clock.advance(Duration.ofMinutes(7));
                        keys.reseal(clock.millis(), 3);
                    }
                });
                List<byte[]> gone = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    int owner = i % 4 * 1_000 + 100 + i;
                    gone.add(keys.ownerKey(owner));
                    keys.shred(List.of(owner), List.of(), i);
                    assertThat(keys.ownerKey(owner)).isNotEqualTo(gone.get(i));
                }
                done.set(true);
                reading.get(10, TimeUnit.SECONDS);
                rotating.get(10, TimeUnit.SECONDS);
                for (int i = 0; i < 40; i++) {
                    assertThat(keys.ownerKey(i % 4 * 1_000 + 100 + i)).isNotEqualTo(gone.get(i));
                }
            }
        }
    }

    @Nested
    class Remnants {

        private final List<byte[]> owners = new ArrayList<>();

        private void assertNone(List<byte[]> secrets, String when) throws IOException {
            assertThat(Bytes.of(secrets).foundIn(folder)).as(when).isEmpty();
        }

        /** What lies in the file now. */
        private List<byte[]> inTheFile() throws SQLException {
            try (Session session = new Session(new SqliteDialect(folder.resolve("keys.db")).reader())) {
                List<byte[]> all = session.query("SELECT wrapped FROM shards", r -> r.getBytes(1));
                all.addAll(session.query("SELECT sealed FROM shards", r -> r.getBytes(1)));
                all.addAll(session.query("SELECT wrapped FROM key_versions", r -> r.getBytes(1)));
                return all;
            }
        }

        private List<byte[]> notIn(List<byte[]> present, List<byte[]> all) {
            return all.stream()
                    .filter(one -> present.stream().noneMatch(other -> Arrays.equals(one, other)))
                    .toList();
        }

        private void check(Runnable change, String when) throws Exception {
            List<byte[]> before = inTheFile();
            assertThat(Bytes.of(before).foundIn(folder)).as("control %s", when).isNotEmpty();
            change.run();
            assertNone(notIn(inTheFile(), before), "former forms after " + when);
            List<byte[]> raw = new ArrayList<>(owners);
            raw.addAll(notIn(inTheFile(), provider.seen));
            assertNone(raw, "raw keys and former wrapped ones after " + when);
        }

        @Test
        void of_keys_raw_or_wrapped_are_in_no_byte_after_a_shard_was_rewritten() throws Exception {
            try (JdbcKeyStore keys = open()) {
                for (int owner = 1; owner < 4_000; owner += 500) {
                    owners.add(keys.ownerKey(owner));
                }
                keys.storeKey("dedup");
                for (int round = 0; round < 5; round++) {
                    int owner = 1 + round * 500;
                    long at = round;
                    check(() -> keys.shred(List.of(owner), List.of(), at), "an erasure");
                    provider.rotate();
                    check(() -> keys.rewrap(100), "a rotation of the master key");
                    clock.advance(HOUR);
                    check(() -> keys.reseal(clock.millis(), 100), "a rotation of shard keys");
                    check(() -> keys.renewStoreKeys(List.of("lookup")), "a new look-up key");
                    check(() -> keys.dropStoreKeys("lookup", Math.toIntExact(at) + 2), "a dropped look-up key");
                }
            }
            assertNone(owners, "closing");
        }
    }
}
