package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments of an open platform. */
class SegmentsTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BOB = Identifier.userId("bob");
    private static final Segment ABANDONED = Segment.named("abandoned")
            .purpose(Purpose.ANALYTICS)
            .when(lastDid(CART).andThenNot(ORDER).forAtLeast(Duration.ofMinutes(30)));

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private Cdp inMemory() {
        return Cdp.inMemory()
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    private static void track(Cdp cdp, Identifier who, EventType type) {
        assertThat(cdp.track(who, Event.of(type)).isStored()).isTrue();
    }

    @Nested
    class A_defined_segment {

        @Test
        void gets_its_members_at_the_boundary_without_an_event() {
            try (Cdp cdp = inMemory()) {
                Segments segments = Segments.of(cdp);
                segments.define(ABANDONED);
                track(cdp, ANN, CART);
                track(cdp, BOB, CART);
                clock.advance(Duration.ofMillis(1));
                track(cdp, BOB, ORDER);
                clock.advance(Duration.ofMinutes(30).minusMillis(2));
                cdp.advance();
                assertThat(segments.count(ABANDONED)).isZero();
                clock.advance(Duration.ofMillis(1));
                assertThat(segments.contains(ANN, ABANDONED)).isTrue();
                cdp.advance();
                assertThat(segments.count(ABANDONED)).isEqualTo(1);
                assertThat(segments.members(ABANDONED))
                        .containsExactly(cdp.profile(ANN).orElseThrow().id());
                assertThat(segments.segmentsOf(ANN)).containsExactly(ABANDONED);
                assertThat(segments.segmentsOf(BOB)).isEmpty();
                assertThat(segments.contains(Identifier.userId("nobody"), ABANDONED))
                        .isFalse();
            }
        }

        @Test
        void is_right_about_what_happened_before_it_was_defined() {
            try (Cdp cdp = inMemory()) {
                track(cdp, ANN, CART);
                clock.advance(Duration.ofHours(1));
                Segments.of(cdp).define(ABANDONED);
                assertThat(Segments.of(cdp).count(ABANDONED)).isEqualTo(1);
            }
        }

        @Test
        void defined_again_differently_means_the_new_condition() {
            try (Cdp cdp = inMemory()) {
                track(cdp, ANN, CART);
                Segments segments = Segments.of(cdp);
                segments.define(Segment.named("x").purpose(Purpose.ANALYTICS).when(did(ORDER)));
                Segment changed = Segment.named("x").purpose(Purpose.ANALYTICS).when(did(CART));
                segments.define(changed);
                assertThat(segments.all()).containsExactly(changed);
                assertThat(segments.count(changed)).isEqualTo(1);
            }
        }

        @Test
        void explains_itself() {
            try (Cdp cdp = inMemory()) {
                Segments.of(cdp).define(ABANDONED);
                cdp.track(ANN, Event.of(CART).id("cart-1"));
                Explanation waiting = Segments.of(cdp).explain(ANN, ABANDONED);
                assertThat(waiting.isMember()).isFalse();
                assertThat(waiting.nextChange()).contains(Instant.parse("2026-03-01T09:30:00Z"));
                clock.advance(Duration.ofMinutes(30));
                Explanation entered = Segments.of(cdp).explain(ANN, ABANDONED);
                assertThat(entered.isMember()).isTrue();
                assertThat(entered.nextChange()).isEmpty();
                assertThat(entered.root().parts().get(1).deciding())
                        .containsExactly(
                                new Explanation.Deciding("cart-1", CART, Instant.parse("2026-03-01T09:00:00Z")));
                assertThat(entered.describe()).isEqualTo("""
                        abandoned: yes
                          yes all
                            yes consented to analytics
                            yes last did Product Added and then not Order Completed for at least 30m
                                  2026-03-01T09:00:00Z Product Added
                        """);
            }
        }

        @Test
        void asked_for_before_it_is_defined_is_refused() {
            try (Cdp cdp = inMemory()) {
                assertThatThrownBy(() -> Segments.of(cdp).count(ABANDONED))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("segment abandoned is not defined");
            }
        }
    }

    @Nested
    class After_a_restart {

        private Cdp open(Path directory) {
            return Cdp.in(directory)
                    .with(new PermitEverything())
                    .with(SegmentModule.live())
                    .clock(clock)
                    .open();
        }

        @Test
        void segments_and_waits_go_on(@TempDir Path directory) {
            try (Cdp cdp = open(directory)) {
                Segments.of(cdp).define(ABANDONED);
                track(cdp, ANN, CART);
            }
            try (Cdp cdp = open(directory)) {
                assertThat(Segments.of(cdp).all()).containsExactly(ABANDONED);
                assertThat(Segments.of(cdp).count(ABANDONED)).isZero();
                clock.advance(Duration.ofMinutes(30));
                cdp.advance();
                assertThat(Segments.of(cdp).count(ABANDONED)).isEqualTo(1);
            }
        }
    }
}
