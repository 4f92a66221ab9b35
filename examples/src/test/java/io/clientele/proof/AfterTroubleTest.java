package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Notice;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kill or a failing read in the middle of things leaves is what would have been without it. */
class AfterTroubleTest {

    private static final Identifier MAIL = Identifier.email("ann@example.org");
    private static final Identifier VISITOR = Identifier.anonymousId("a-81f2");
    private static final Identifier GUEST = Identifier.anonymousId("a-17c0");

    /** Whom time alone changes never. */
    private static final Segment BOUGHT =
            Segment.named("bought").purpose(Purpose.SERVICE).when(did(CommerceEvents.ORDER_COMPLETED));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private FaultyStore store;

    private Cdp open(long heap) {
        return open(heap, World.modules());
    }

    private Cdp open(long heap, List<CdpModule> modules) {
        return FaultyCdp.open(
                directory, clock, modules, new FaultyCdp.Limits(heap, 1_000, 1), real -> store = new FaultyStore(real));
    }

    private Intake act(Identifier who, Purpose purpose, ConsentAct.Decision decision) {
        String id = who.value() + purpose + decision + clock.instant();
        return ConsentAct.of(id, who, purpose, decision, clock.instant())
                .kind(ConsentAct.Kind.EXPLICIT)
                .by(Evidence.of("test", "v1"));
    }

    private void kill(Cdp cdp) {
        store.arm(FaultyStore.Fault.BEFORE, 1);
        assertThatExceptionOfType(StorageException.class).isThrownBy(cdp::close);
    }

    private static List<Optional<String>> ids(Cdp cdp) {
        return List.of(MAIL, VISITOR, GUEST).stream()
                .map(who -> cdp.profile(who).map(Profile::id))
                .toList();
    }

    @Nested
    class Pairs_that_are_judged_again_after_a_checkpoint {

        /** What has older records judged again. */
        enum Reason {
            WITHDRAWAL {
                @Override
                void happen(AfterTroubleTest test, Cdp cdp) {
                    cdp.accept(test.act(MAIL, Purpose.ANALYTICS, ConsentAct.Decision.WITHDRAW));
                }
            },
            SPLIT {
                @Override
                void happen(AfterTroubleTest test, Cdp cdp) {
                    Identities.of(cdp).block(VISITOR);
                }
            };

            abstract void happen(AfterTroubleTest test, Cdp cdp);
        }

        @ParameterizedTest
        @EnumSource(Reason.class)
        @Requirement("GDPR Art. 6(1)(a)")
        void stay_apart_after_a_kill_if_nobody_permitted_to_join_them(Reason reason) {
            Cdp cdp = open(World.MANY);
            World.define(cdp);
            cdp.accept(act(MAIL, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
            cdp.accept(act(VISITOR, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
            cdp.accept(Commerce.productViewed("s").with(VISITOR).id("e1").about(MAIL, clock.instant(), "x"));
            clock.advance(Duration.ofHours(1));
            cdp.accept(Commerce.orderCompleted("o9", "5", "EUR")
                    .product("s", 1, "5")
                    .with(VISITOR)
                    .id("e2")
                    .about(MAIL, clock.instant(), "x"));
            cdp.close();
            cdp = open(World.MANY);
            clock.advance(Duration.ofHours(1));
            reason.happen(AfterTroubleTest.this, cdp);
            List<Optional<String>> before = ids(cdp);
            for (int kills = 0; kills < 3; kills++) {
                kill(cdp);
                cdp = open(World.MANY);
                assertThat(ids(cdp)).as("after kill %d", kills).isEqualTo(before);
            }
            cdp.close();
        }
    }

    @Nested
    class A_policy_that_is_tried_and_taken_back_after_kills {

        private final Identifier ben = Identifier.email("ben@example.org");

        private void meet(Cdp cdp, Identifier who, Identifier device) {
            cdp.accept(act(who, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
            cdp.accept(Commerce.productViewed("s")
                    .with(device)
                    .id("1" + who.value())
                    .about(who, clock.instant(), "x"));
            clock.advance(Duration.ofHours(1));
            cdp.accept(Commerce.orderCompleted("o9", "5", "EUR")
                    .product("s", 1, "5")
                    .with(device)
                    .id("2" + who.value())
                    .about(who, clock.instant(), "x"));
        }

        private void withdraw(Cdp cdp, Identifier who) {
            clock.advance(Duration.ofHours(1));
            cdp.accept(act(who, Purpose.ANALYTICS, ConsentAct.Decision.WITHDRAW));
        }

        @Test
        @Requirement("GDPR Art. 6(1)(a)")
        void joins_nobody_whom_nobody_permitted_to_join() {
            try (Cdp cdp = open(World.MANY)) {
                World.define(cdp);
                meet(cdp, MAIL, VISITOR);
                meet(cdp, ben, GUEST);
            }
            Cdp cdp = open(World.MANY);
            withdraw(cdp, MAIL);
            kill(cdp);
            cdp = open(
                    World.MANY,
                    List.of(
                            ConsentModule.optIn().notices(Notice.of("v9", "another text")),
                            IdentityModule.standard(),
                            SegmentModule.live()));
            withdraw(cdp, ben);
            List<Optional<String>> before = ids(cdp);
            kill(cdp);
            cdp = open(World.MANY);
            assertThat(ids(cdp)).isEqualTo(before);
            assertThat(before.get(0)).isNotEqualTo(before.get(1));
            cdp.close();
        }
    }

    @Nested
    class An_age_that_is_told_after_a_checkpoint {

        private Intake told(Evidence evidence) {
            return ConsentAct.of("told", MAIL, Purpose.ANALYTICS, ConsentAct.Decision.GRANT, World.START)
                    .kind(ConsentAct.Kind.EXPLICIT)
                    .by(evidence);
        }

        private Intake together(String id, Duration after) {
            return Commerce.productViewed("s").with(VISITOR).id(id).about(MAIL, World.START.plus(after), "x");
        }

        @Test
        @Requirement("GDPR Art. 8(1)")
        void parts_after_a_kill_whom_a_child_alone_had_joined() {
            Cdp cdp = open(World.MANY);
            World.define(cdp);
            cdp.accept(act(MAIL, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
            cdp.accept(act(MAIL, Purpose.STITCHING, ConsentAct.Decision.GRANT));
            clock.advance(Duration.ofHours(3));
            cdp.accept(together("e2", Duration.ofHours(2)));
            cdp.accept(together("e1", Duration.ofHours(1)));
            cdp.close();
            cdp = open(World.MANY);
            assertThat(ids(cdp).get(0)).isEqualTo(ids(cdp).get(1));
            cdp.accept(told(Evidence.of("test", "v1").age(12)));
            List<Optional<String>> before = ids(cdp);
            assertThat(before.get(0)).isNotEqualTo(before.get(1));
            kill(cdp);
            cdp = open(World.MANY);
            assertThat(ids(cdp)).isEqualTo(before);
            cdp.close();
        }
    }

    @Nested
    class What_an_event_ahead_of_the_clock_brought {

        private final List<Segments.Change> told = new ArrayList<>();

        private Cdp followed() {
            return followed(directory, clock);
        }

        private Cdp followed(Path where, InstantSource time) {
            Cdp cdp = FaultyCdp.open(where, time, World.modules(), real -> store = new FaultyStore(real));
            Segments.of(cdp).define(BOUGHT);
            Segments.of(cdp).subscribe("follower", List.of(BOUGHT), told::add);
            return cdp;
        }

        private Event order(Instant at) {
            return Commerce.orderCompleted("o9", "5", "EUR")
                    .product("s", 1, "5")
                    .id("e")
                    .about(MAIL, at, "x");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
        void is_told_once_although_its_time_came_between_the_call_and_the_batch(int ticks) {
            InstantSource ticking = () -> {
                clock.advance(Duration.ofSeconds(1));
                return clock.instant();
            };
            Path where = directory.resolve("ticks");
            Cdp cdp = followed(where, ticking);
            cdp.accept(order(clock.instant().plusMillis(1_000L * ticks + 500)));
            kill(cdp);
            try (Cdp again = followed(where, ticking)) {
                clock.advance(Duration.ofMinutes(1));
                again.advance();
            }
            assertThat(told)
                    .isNotEmpty()
                    .extracting(Segments.Change::id)
                    .containsOnly(told.get(0).id());
        }

        @Test
        void is_told_once_although_the_process_dies_before_anything_else_happens() {
            Cdp cdp = followed();
            Instant soon = clock.instant().plus(Duration.ofMinutes(2));
            cdp.accept(order(soon));
            assertThat(told).isEmpty();
            clock.advance(Duration.ofMinutes(3));
            cdp.advance();
            assertThat(told).extracting(Segments.Change::at).containsExactly(soon);
            kill(cdp);
            try (Cdp again = followed()) {
                again.advance();
            }
            assertThat(told)
                    .extracting(Segments.Change::id)
                    .containsOnly(told.get(0).id());
        }
    }

    @Nested
    class A_copy_older_than_an_erasure {

        private void bringBack(Path copy) throws IOException {
            try (Stream<Path> files = Files.list(directory.resolve("data"))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Maintenance.restore(copy, directory);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        @Requirement("GDPR Art. 17")
        void loses_who_was_erased_also_where_its_first_opening_is_killed(int write) throws IOException {
            Path copy = directory.resolve("copy");
            try (Cdp cdp = open(World.MANY)) {
                cdp.accept(act(MAIL, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
                cdp.accept(act(VISITOR, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
                cdp.accept(Commerce.productViewed("s").with(VISITOR).id("e1").about(MAIL, clock.instant(), "x"));
                Maintenance.of(cdp).backup(copy);
                SubjectRequests.of(cdp).erase(VISITOR, "login");
                assertThat(cdp.timeline(MAIL).get(0).identifiers()).containsExactly(MAIL);
            }
            bringBack(copy);
            try {
                FaultyCdp.open(directory, clock, World.modules(), new FaultyCdp.Limits(World.MANY, 1_000, 1), real -> {
                            store = new FaultyStore(real);
                            store.arm(FaultyStore.Fault.BEFORE, write);
                            return store;
                        })
                        .close();
            } catch (StorageException killed) {
                assertThat(killed).hasMessageContaining("injected");
            }
            try (Cdp cdp = open(World.MANY)) {
                assertThat(cdp.profile(VISITOR)).isEmpty();
                assertThat(cdp.timeline(MAIL).get(0).identifiers()).containsExactly(MAIL);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }
    }

    @Nested
    class A_read_that_fails_while_a_store_is_looked_through {

        @ParameterizedTest
        @ValueSource(longs = {World.NOBODY, World.MANY})
        void takes_nobody_from_whom_they_belong_with(long heap) {
            try (Cdp cdp = open(heap)) {
                World.define(cdp);
                cdp.accept(act(MAIL, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
                cdp.accept(act(MAIL, Purpose.STITCHING, ConsentAct.Decision.GRANT));
                cdp.accept(Commerce.productAdded("c", "sku")
                        .quantity(1)
                        .with(VISITOR)
                        .id("e")
                        .about(MAIL, clock.instant(), "x"));
                List<Optional<String>> before = ids(cdp);
                assertThat(before.get(0)).isPresent().isEqualTo(before.get(1));
                int failed = 0;
                for (int read = 1; read <= 20; read++) {
                    failed += looksThrough(cdp, read) ? 0 : 1;
                    assertThat(ids(cdp)).as("read %d", read).isEqualTo(before);
                }
                assertThat(failed).isGreaterThan(6);
                clock.advance(Duration.ofMinutes(40));
                cdp.advance();
                assertThat(Segments.of(cdp).members(World.SEGMENTS.get(0))).hasSize(1);
            }
        }

        private boolean looksThrough(Cdp cdp, int read) {
            store.arm(FaultyStore.Fault.READ, read);
            try {
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
                return true;
            } catch (StorageException failed) {
                assertThat(failed).hasMessageContaining("injected");
                return false;
            } finally {
                store.disarm();
            }
        }
    }

    @Nested
    class A_read_that_fails_while_time_passes {

        private void fail(Cdp cdp, int read) {
            clock.advance(Duration.ofMinutes(40));
            store.arm(FaultyStore.Fault.READ, read);
            try {
                cdp.advance();
            } catch (StorageException failed) {
                assertThat(failed).hasMessageContaining("injected");
            }
            store.disarm();
            cdp.advance();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5, 6})
        void takes_no_timer_of_somebody_out_of_heap_with_it(int read) {
            try (Cdp cdp = open(World.NOBODY)) {
                World.define(cdp);
                cdp.accept(act(MAIL, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
                cdp.accept(Commerce.productAdded("c", "sku").quantity(1).id("e").about(MAIL, clock.instant(), "x"));
                fail(cdp, read);
                assertThat(Segments.of(cdp).members(World.SEGMENTS.get(0))).hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5, 6})
        void takes_no_event_ahead_of_the_clock_with_it(int read) {
            try (Cdp cdp = open(World.MANY)) {
                World.define(cdp);
                cdp.accept(act(MAIL, Purpose.ANALYTICS, ConsentAct.Decision.GRANT));
                cdp.accept(Commerce.productAdded("c", "sku")
                        .quantity(1)
                        .id("e")
                        .about(MAIL, clock.instant().plus(Duration.ofMinutes(3)), "x"));
                fail(cdp, read);
                assertThat(cdp.profile(MAIL).orElseThrow().activity().events()).isEqualTo(1);
                assertThat(Segments.of(cdp).members(World.SEGMENTS.get(0))).hasSize(1);
            }
        }
    }
}
