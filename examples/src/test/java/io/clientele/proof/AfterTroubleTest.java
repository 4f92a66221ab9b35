package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.commerce.Commerce;
import io.clientele.identity.Identities;
import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kill or a failing read in the middle of things leaves is what would have been without it. */
class AfterTroubleTest {

    private static final Identifier MAIL = Identifier.email("ann@example.org");
    private static final Identifier VISITOR = Identifier.anonymousId("a-81f2");
    private static final Identifier GUEST = Identifier.anonymousId("a-17c0");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private FaultyStore store;

    private Cdp open(long heap) {
        return FaultyCdp.open(
                directory,
                clock,
                World.modules(),
                new FaultyCdp.Limits(heap, 1_000, 1),
                real -> store = new FaultyStore(real));
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
