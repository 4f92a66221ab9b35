package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.spi.Fact;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Conditions that can never be true. */
class ContradictionsTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final Duration DAY = Duration.ofDays(1);

    private static void never(Condition condition, String reason) {
        assertThat(Contradictions.find(condition)).contains(reason);
    }

    private static void possible(Condition condition) {
        assertThat(Contradictions.find(condition)).isEmpty();
    }

    @Nested
    class Nobody {

        @Test
        void does_something_more_often_than_seldom() {
            never(
                    did(CART).within(DAY).atLeast(3).and(did(CART).atMost(2)),
                    "it asks for Product Added at least 3 times within 1 day, and for at most 2");
            never(
                    didNot(ORDER).and(did(ORDER).where("total", atLeast(5))),
                    "it asks for Order Completed at least 1 times, and for at most 0");
            never(
                    not(did(CART).atLeast(2))
                            .and(any(did(CART).exactly(2), did(CART).exactly(2))
                                    .and(did(CART).exactly(2))),
                    "it asks for Product Added at least 2 times, and for at most 1");
            possible(did(CART)
                    .within(DAY.multipliedBy(2))
                    .and(did(CART).between(DAY, DAY.multipliedBy(2)).atMost(0)));
            never(
                    did(CART)
                            .between(DAY, DAY.multipliedBy(2))
                            .and(did(CART).within(DAY.multipliedBy(2)).atMost(0)),
                    "it asks for Product Added at least 1 times between 1 day and 2 days ago, and for at most 0 within 2 days");
            possible(did(CART).within(DAY).atMost(2).and(did(CART).atLeast(3)));
            possible(did(CART).atLeast(3).and(did(ORDER).atMost(2)));
        }

        @Test
        void satisfies_a_condition_and_its_opposite() {
            never(
                    not(trait(Trait.COUNTRY).exists()).and(trait(Trait.COUNTRY).exists()),
                    "it asks for something and for its opposite");
        }

        @Test
        void has_two_values_of_one_trait() {
            never(
                    trait(Trait.COUNTRY).is("DE").and(trait(Trait.COUNTRY).isOneOf("AT", "CH")),
                    "what it asks of the trait country excludes itself");
            possible(trait(Trait.COUNTRY).is("DE").and(trait(Trait.COUNTRY).isOneOf("AT", "DE")));
        }

        @Test
        void waits_longer_than_the_window_is() {
            never(
                    did(CART).within(DAY).andThenNot(ORDER).forAtLeast(DAY),
                    "Product Added counts for 1 day only, which is over before the wait of 1 day is");
            possible(did(CART).within(DAY).andThenNot(ORDER).forAtLeast(DAY.minusNanos(1)));
        }

        @Test
        void did_what_no_event_is_like() {
            String reason = "no Product Added is as it asks of price";
            never(did(CART).where("price", atLeast(5)).where("price", lessThan(5)), reason);
            never(did(CART).where("price", is(3)).where("price", moreThan(3)), reason);
            never(did(CART).where("price", is("a")).where("price", is("b")).then(ORDER), reason);
            never(did(CART).where("price", exists().negate()).where("price", contains("x")), reason);
            never(
                    sumOf(did(CART).where("price", is(1)).where("price", is(2)), "n")
                            .atMost(7),
                    reason);
            possible(did(CART).where("price", atLeast(5)).where("price", atMost(5)));
            possible(did(CART).where("items[*].price", is(1)).where("items[*].price", is(2)));
            possible(did(CART).where("price", is(1)).where("price", is("1")));
            possible(did(CART).where("price", is(1)).where("price", is(2)).atMost(0));
        }

        @Test
        void has_a_number_above_and_below() {
            never(
                    sumOf(did(ORDER), "total")
                            .moreThan(5)
                            .and(sumOf(did(ORDER), "total").atMost(5)),
                    "what it asks of the sum of total excludes itself");
            never(
                    distinctOf(did(ORDER), "sku").lessThan(1),
                    "the number of different values of sku is never less than 1 where there are any; say didNot");
            possible(sumOf(did(ORDER), "total")
                    .atLeast(5)
                    .and(sumOf(did(ORDER), "total").atMost(5)));
        }

        @Test
        void escapes_into_alternatives_that_are_none() {
            never(
                    any(
                            did(CART).and(didNot(CART)),
                            distinctOf(did(ORDER), "sku").lessThan(1)),
                    "it asks for Product Added at least 1 times, and for at most 0");
            never(not(any(did(CART).atLeast(0), did(ORDER))), "what it excludes is true of everybody");
            possible(any(did(CART).and(didNot(CART)), did(ORDER)));
        }
    }

    @Test
    void a_segment_that_nobody_can_be_in_is_refused_with_a_sentence() {
        try (Cdp cdp = Cdp.inMemory()
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(ManualClock.at("2026-03-01T09:00:00Z"))
                .open()) {
            Segment empty = Segment.named("empty")
                    .purpose(Purpose.ANALYTICS)
                    .when(did(CART).and(didNot(CART)));
            assertThatThrownBy(() -> Segments.of(cdp).define(empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("nobody can ever be in segment empty: it asks for Product Added at least 1 times,"
                            + " and for at most 0");
            assertThat(Segments.of(cdp).all()).isEmpty();
        }
    }

    @Test
    void whatever_is_refused_is_never_true_in_any_history() {
        int refused = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            Draw draw = new Draw(seed);
            Condition condition = all(draw.condition(1), draw.condition(1), draw.condition(1));
            if (Contradictions.find(condition).isPresent()) {
                refused++;
                Segment segment = Segment.named("s").purpose(Purpose.ANALYTICS).when(condition);
                assertThat(new FullScan(segment, history(draw)).changes(Draw.START.plusSeconds(60)))
                        .as("seed %s %s", seed, condition.json())
                        .isEmpty();
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    private static List<Fact> history(Draw draw) {
        List<Fact> facts = new ArrayList<>(List.of(draw.permits(Draw.START)));
        for (int i = 0; i < 25; i++) {
            Instant time = Draw.START.plusMillis(500L * draw.below(30));
            facts.add(draw.fact(time));
        }
        Collections.sort(facts);
        return facts;
    }
}
