package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.keys.FakeKms;
import io.clientele.keys.FakeVault;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.KeyProviderException;
import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.ModuleContext;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of a platform that runs on. */
class KeysTest {

    @TempDir
    private Path folder;

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final FakeVault vault = new FakeVault("cdp", false);

    @AfterEach
    void closed() {
        vault.close();
    }

    private Cdp open(KeyProvider provider) {
        return open(provider, new Readers(Duration.ofMinutes(1)));
    }

    private Cdp open(KeyProvider provider, Readers readers) {
        return Cdp.in(folder.resolve("cdp"))
                .clock(clock)
                .keys(provider)
                .keyLifetime(Duration.ofMinutes(10))
                .calls(call -> call.deadline(readers.deadline()))
                .with(new PermitEverything())
                .with(readers)
                .open();
    }

    private static Identifier person(int number) {
        return Identifier.userId("person-" + number);
    }

    private static Outcome visit(Cdp cdp, int person, String id) {
        return cdp.track(person(person), Event.named("Visited").id(id));
    }

    private static void untilDone(LongSupplier portion) {
        long remaining = portion.getAsLong();
        while (remaining > 0) {
            remaining = portion.getAsLong();
        }
    }

    private static void rotateMaster(Cdp cdp) {
        untilDone(() -> Keys.of(cdp).rotateMaster(2));
    }

    private long rotateLookups(Cdp cdp, int most) {
        return Keys.of(cdp).rotateLookups(clock.instant(), most);
    }

    @Nested
    class Rotation {

        @Test
        void of_all_keys_goes_on_beside_writers_and_loses_nothing() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(2);
            AtomicBoolean done = new AtomicBoolean();
            int written;
            try (Cdp cdp = open(vault.provider())) {
                Future<Integer> writing = threads.submit(() -> {
                    int n = 0;
                    while (!done.get() || n < 50) {
                        assertThat(visit(cdp, n % 30, "m" + n).kind()).isEqualTo(Outcome.Kind.STORED);
                        assertThat(visit(cdp, n % 30, "m" + n / 2).kind()).isEqualTo(Outcome.Kind.DUPLICATE);
                        n++;
                    }
                    return n;
                });
                for (int round = 1; round <= 2; round++) {
                    vault.rotate();
                    rotateMaster(cdp);
                    vault.minDecryptionVersion(round + 1);
                    clock.advance(Duration.ofMinutes(6));
                    untilDone(() -> Keys.of(cdp).rotateShards(clock.instant(), 1));
                    assertThat(Keys.of(cdp).rotateShards(Instant.MIN, 1)).isZero();
                    untilDone(() -> rotateLookups(cdp, 7));
                }
                done.set(true);
                written = writing.get(20, TimeUnit.SECONDS);
                threads.shutdown();
            }
            try (Cdp cdp = open(vault.provider())) {
                assertThat(cdp.timeline(person(0))).hasSize((written + 29) / 30);
                assertThat(visit(cdp, 0, "m0").kind()).isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(cdp.counts().of(Outcome.Kind.STORED)).isEqualTo(written);
            }
        }

        @Test
        void of_look_up_keys_is_taken_up_where_it_was_left() {
            try (Cdp cdp = open(vault.provider())) {
                for (int i = 0; i < 10; i++) {
                    visit(cdp, i, "m" + i);
                }
                clock.advance(Duration.ofDays(1));
                assertThat(rotateLookups(cdp, 4)).isEqualTo(6);
            }
            try (Cdp cdp = open(vault.provider())) {
                assertThat(rotateLookups(cdp, 4)).isEqualTo(2);
                assertThat(visit(cdp, 3, "m3").kind()).isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(rotateLookups(cdp, 4)).isZero();
                assertThat(cdp.timeline(person(9))).hasSize(1);
            }
        }

        @Test
        void of_look_up_keys_does_not_let_erased_persons_back() {
            var erased = person(1);
            try (Cdp cdp = open(vault.provider())) {
                visit(cdp, 1, "m1");
                var before = Event.named("Visited").id("late").about(erased, clock.instant(), "x");
                clock.advance(Duration.ofHours(1));
                cdp.accept(SubjectRequest.erasure("r1", erased, clock.instant(), "letter"));
                clock.advance(Duration.ofHours(1));
                assertThat(rotateLookups(cdp, 100)).isZero();
                assertThat(cdp.accept(before).kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
            }
        }

        @Test
        @Requirement("GDPR Art. 17")
        void of_look_up_keys_that_began_and_broke_off_is_known_to_the_data() throws Exception {
            Path copy = folder.resolve("keys.copy");
            var readers = new Readers(Duration.ofSeconds(1));
            try (Cdp cdp = open(vault.provider(), readers)) {
                visit(cdp, 1, "m1");
                clock.advance(Duration.ofMinutes(5));
                Maintenance.of(cdp).backupKeys(copy);
                breakOff(readers, () -> rotateLookups(cdp, 10));
                assertThat(visit(cdp, 2, "m2").isStored()).isTrue();
            }
            for (String part : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(folder.resolve("cdp/keys/keys.db" + part));
            }
            Maintenance.restoreKeys(copy, folder.resolve("cdp"));
            assertThatThrownBy(() -> open(vault.provider()))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("older than the data, whose look-up key it lacks");
        }

        /** Somebody reads for longer than a call waits. */
        private void breakOff(Readers readers, LongSupplier portion) throws Exception {
            var reading = new CountDownLatch(1);
            var over = new CountDownLatch(1);
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<Boolean> reader = thread.submit(() -> readers.context().read(() -> {
                reading.countDown();
                try {
                    return over.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            }));
            reading.await();
            assertThatThrownBy(portion::getAsLong).isInstanceOf(CdpException.class);
            over.countDown();
            assertThat(reader.get(60, TimeUnit.SECONDS)).isTrue();
            thread.shutdown();
        }

        @Test
        void asks_for_sensible_arguments() {
            try (Cdp cdp = open(vault.provider())) {
                Keys keys = Keys.of(cdp);
                assertThatThrownBy(() -> keys.rotateMaster(0)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> keys.rotateShards(clock.instant().plusSeconds(1), 1))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> keys.rotateLookups(clock.instant().plusSeconds(1), 1))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Nested
    class A_key_of_aws_kms {

        private void live(FakeKms kms, Runnable rotation, int moved) {
            kms.point("shop", "one");
            try (Cdp cdp = open(kms.provider("alias/shop"))) {
                visit(cdp, 1, "m1");
                rotation.run();
                assertThat(visit(cdp, 2, "m2").kind()).isEqualTo(Outcome.Kind.STORED);
                rotateMaster(cdp);
                clock.advance(Duration.ofMinutes(11));
                assertThat(visit(cdp, 1, "m3").kind()).isEqualTo(Outcome.Kind.STORED);
            }
            assertThat(kms.calls("ReEncrypt")).isBetween(moved, 10 * moved);
        }

        private void isAllThere(FakeKms kms) {
            try (Cdp cdp = open(kms.provider("alias/shop"))) {
                assertThat(cdp.timeline(person(1))).hasSize(2);
                assertThat(cdp.timeline(person(2))).hasSize(1);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        @Test
        void whose_material_is_rotated_opens_everything_and_nothing_is_due() {
            try (FakeKms kms = new FakeKms(clock::instant).key("one")) {
                live(kms, () -> kms.rotate("one"), 0);
                isAllThere(kms);
            }
        }

        @Test
        void to_which_the_alias_points_no_more_is_left_behind_and_may_be_deleted() {
            try (FakeKms kms = new FakeKms(clock::instant).key("one").key("two")) {
                live(kms, () -> kms.point("shop", "two"), 4);
                kms.delete("one");
                isAllThere(kms);
            }
        }
    }

    @Nested
    class An_old_copy_of_the_data {

        @Test
        void from_before_a_rotation_of_look_up_keys_is_read_and_entered_anew() throws IOException {
            try (Cdp cdp = open(vault.provider())) {
                visit(cdp, 1, "m1");
            }
            copy("data", "backup");
            try (Cdp cdp = open(vault.provider())) {
                for (int i = 0; i < 2; i++) {
                    clock.advance(Duration.ofDays(1));
                    assertThat(rotateLookups(cdp, 10)).isZero();
                }
            }
            copy("backup", "data");
            try (Cdp cdp = open(vault.provider())) {
                assertThat(cdp.timeline(person(1))).hasSize(1);
                assertThat(visit(cdp, 1, "m1").kind()).isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(rotateLookups(cdp, 10)).isZero();
            }
        }

        private void copy(String from, String to) throws IOException {
            Path target = folder.resolve("cdp").resolve(to);
            if (Files.exists(target)) {
                try (Stream<Path> files = Files.list(target)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(target);
            try (Stream<Path> files = Files.list(folder.resolve("cdp").resolve(from))) {
                for (Path file : files.toList()) {
                    Files.copy(file, target.resolve(file.getFileName()));
                }
            }
        }
    }

    @Nested
    class A_key_service_that_is_away {

        @Test
        void is_not_felt_for_the_life_of_keys_then_stops_writing_and_nothing_is_lost() {
            try (Cdp cdp = open(vault.provider().timeout(Duration.ofMillis(500)))) {
                visit(cdp, 1, "m1");
                vault.away(true);
                clock.advance(Duration.ofMinutes(9));
                assertThat(visit(cdp, 1, "m2").kind()).isEqualTo(Outcome.Kind.STORED);
                clock.advance(Duration.ofMinutes(2));
                assertThatThrownBy(() -> visit(cdp, 1, "m3"))
                        .isInstanceOf(KeyProviderException.class)
                        .hasMessage("Vault is busy or failing (status 503)");
                assertThatThrownBy(() -> visit(cdp, 99, "m4")).isInstanceOf(KeyProviderException.class);
                vault.away(false);
                assertThat(visit(cdp, 1, "m3").kind()).isEqualTo(Outcome.Kind.STORED);
                assertThat(visit(cdp, 99, "m4").kind()).isEqualTo(Outcome.Kind.STORED);
                assertThat(cdp.timeline(person(1))).hasSize(3);
            }
        }
    }

    @Nested
    class A_key_service_that_is_slow {

        private final SlowProvider slow = new SlowProvider(KeyProvider.passphrase("some words".toCharArray()));
        private final ExecutorService threads = Executors.newFixedThreadPool(2);

        /** 2,500 people: three shards of keys, of which nobody asks for the second after an opening. */
        private Cdp openAgain() {
            try (Cdp cdp = open(slow)) {
                List<Event> visits = IntStream.range(0, 2_500)
                        .mapToObj(i -> Event.named("Visited").id("m" + i).about(person(i), clock.instant(), "x"))
                        .toList();
                assertThat(cdp.accept(visits)).allMatch(Outcome::isStored);
            }
            return open(slow);
        }

        private <T> T whileOthersWrite(Cdp cdp, Callable<T> asking) throws Exception {
            visit(cdp, 1, "before");
            slow.stop();
            Future<T> asked = threads.submit(asking);
            slow.awaitAsked();
            Future<Outcome> written = threads.submit(() -> visit(cdp, 1, "meanwhile"));
            assertThat(written.get(30, TimeUnit.SECONDS).isStored()).isTrue();
            assertThat(asked.isDone()).isFalse();
            slow.goOn();
            T answer = asked.get(30, TimeUnit.SECONDS);
            threads.shutdown();
            return answer;
        }

        @Test
        void holds_up_who_reads_somebody_whose_key_is_not_at_hand_and_nobody_else() throws Exception {
            try (Cdp cdp = openAgain()) {
                assertThat(whileOthersWrite(cdp, () -> cdp.timeline(person(1_500))))
                        .hasSize(1);
                assertThat(cdp.profile(person(1_500))).isPresent();
            }
        }

        @Test
        void does_not_have_a_call_made_twice_that_a_read_makes() throws Exception {
            var readers = new Readers(Duration.ofMinutes(1));
            openAgain().close();
            try (Cdp cdp = open(slow, readers)) {
                readers.context().read(() -> {
                    cdp.track(person(1), Event.named("Asked"));
                    return cdp.timeline(person(1_500)).size()
                            + cdp.timeline(person(2_400)).size();
                });
                assertThat(cdp.timeline(person(1))).hasSize(2);
            }
        }

        @Test
        @Requirement("GDPR Art. 17(1)")
        void lets_an_erasure_be_asked_for_inside_a_read() throws Exception {
            var request = SubjectRequest.erasure("r1", person(2), clock.instant(), "letter");
            var readers = new Readers(Duration.ofMinutes(1));
            openAgain().close();
            try (Cdp cdp = open(slow, readers)) {
                Future<Outcome> asked = readers.context()
                        .read(() -> cdp.async().accept(request))
                        .toCompletableFuture();
                assertThat(asked.get(30, TimeUnit.SECONDS).isStored()).isTrue();
                assertThat(cdp.profile(person(2))).isEmpty();
                assertThat(visit(cdp, 3, "after").isStored()).isTrue();
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        @Test
        @Requirement("GDPR Art. 17(1)")
        void holds_up_an_erasure_and_nobody_else() throws Exception {
            var request = SubjectRequest.erasure("r1", person(2), clock.instant(), "letter");
            try (Cdp cdp = openAgain()) {
                assertThat(whileOthersWrite(cdp, () -> cdp.accept(request)).isStored())
                        .isTrue();
                assertThat(cdp.profile(person(2))).isEmpty();
                assertThat(cdp.timeline(person(1))).hasSize(3);
            }
        }
    }

    /** What modules read with. */
    private static final class Readers implements CdpModule {

        private final Duration deadline;
        private @Nullable ModuleContext given;

        Readers(Duration deadline) {
            this.deadline = deadline;
        }

        Duration deadline() {
            return deadline;
        }

        @Override
        public String name() {
            return "readers";
        }

        @Override
        public void install(ModuleContext context) {
            given = context;
        }

        ModuleContext context() {
            return Objects.requireNonNull(given);
        }
    }

    @Nested
    class A_change_of_provider {

        @Test
        void leaves_the_former_behind_once_everything_is_wrapped_anew() {
            KeyProvider former = KeyProvider.passphrase("former words".toCharArray());
            try (Cdp cdp = open(former)) {
                visit(cdp, 1, "m1");
            }
            KeyProvider newer = KeyProvider.passphrase("newer words".toCharArray());
            try (Cdp cdp = open(newer.replacing(former))) {
                rotateMaster(cdp);
                assertThat(visit(cdp, 2, "m2").kind()).isEqualTo(Outcome.Kind.STORED);
            }
            try (Cdp cdp = open(KeyProvider.passphrase("newer words".toCharArray()))) {
                assertThat(cdp.timeline(person(1))).hasSize(1);
            }
            assertThatThrownBy(() -> open(former)).isInstanceOf(io.clientele.keys.WrongKeyException.class);
        }
    }
}
