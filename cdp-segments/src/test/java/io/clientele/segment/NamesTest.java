package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.spi.Fact;
import io.clientele.spi.ProfileEvaluator.History;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Segments that speak of other segments and of cut-offs; renaming and removing them. */
class NamesTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final Segment BUYERS = of("buyers", did(ORDER));
    private static final Segment IDLE =
            of("idle", memberOf("buyers").and(didNot(ORDER).within(Duration.ofDays(30))));

    private final List<String> heard = new ArrayList<>();
    private final SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) ->
            heard.add(profile + (entered ? " in " : " out of ") + segment + " " + at));
    private final List<List<Fact>> facts = new ArrayList<>();
    private final History history =
            visitor -> IntStream.range(0, facts.size()).forEach(i -> visitor.visit(i, facts.get(i)));

    private static Segment of(String name, Condition condition) {
        return Segment.named(name).purpose(Purpose.ANALYTICS).when(condition);
    }

    private void order(int profile, Instant time, int total) {
        while (facts.size() <= profile) {
            Fact permits = new Fact.Permits(START, Set.of(Purpose.ANALYTICS));
            engine.apply(facts.size(), permits);
            facts.add(new ArrayList<>(List.of(permits)));
        }
        happened(profile, Event.of(ORDER).set("total", total), time);
    }

    private void happened(int profile, PlainEventDraft draft, Instant time) {
        String id = profile + "-" + facts.get(profile).size();
        Fact fact = new Fact.Happened(draft.about(Identifier.userId("" + profile), time, id));
        engine.apply(profile, fact);
        facts.get(profile).add(fact);
    }

    @Nested
    class A_segment_of_a_segment {

        @Test
        void changes_with_it_and_on_its_own() {
            engine.define(BUYERS);
            engine.define(IDLE);
            order(0, START.plusSeconds(1), 10);
            engine.advance(START.plus(Duration.ofDays(40)));
            assertThat(heard).containsExactly("0 in buyers 2026-03-01T00:00:01Z", "0 in idle 2026-03-31T00:00:01Z");
        }

        @Test
        void follows_when_the_other_is_redefined() {
            engine.define(BUYERS);
            engine.define(IDLE);
            order(0, START.plusSeconds(1), 10);
            engine.advance(START.plus(Duration.ofDays(40)));
            engine.define(of("buyers", did(ORDER).atLeast(2)), history);
            assertThat(engine.contains(0, IDLE)).isFalse();
            engine.define(BUYERS, history);
            assertThat(engine.contains(0, IDLE)).isTrue();
        }

        @Test
        void that_is_not_defined_is_refused() {
            assertThatThrownBy(() -> engine.define(IDLE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("segment idle speaks of segment buyers, which is not defined");
            assertThat(engine.segments()).isEmpty();
        }

        @Test
        void in_a_circle_is_refused_by_whatever_way_round() {
            engine.define(BUYERS);
            engine.define(IDLE);
            engine.define(of("idler", memberOf("idle")));
            assertThatThrownBy(() -> engine.define(of("buyers", memberOf("idler")), history))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("segment buyers speaks of segment idler, which speaks of buyers in turn:"
                            + " nobody could say who is in");
            assertThatThrownBy(() -> engine.define(of("self", not(memberOf("self")))))
                    .hasMessageContaining("in turn");
            assertThat(engine.find("buyers")).contains(BUYERS);
        }

        @Test
        void shows_the_other_when_it_explains_itself() {
            engine.define(BUYERS);
            engine.define(IDLE);
            order(0, START.plusSeconds(1), 10);
            Explanation.Part part = engine.explain(IDLE, facts.get(0), START.plus(Duration.ofDays(40)))
                    .root()
                    .parts()
                    .get(1)
                    .parts()
                    .get(0);
            assertThat(part.condition()).isEqualTo("is in segment buyers");
            assertThat(part.parts().get(1).deciding()).hasSize(1);
        }
    }

    @Nested
    class A_removed_segment {

        @Test
        void has_no_members_and_its_name_can_be_used_again() {
            engine.define(BUYERS);
            order(0, START.plusSeconds(1), 10);
            engine.remove("buyers");
            assertThat(engine.segments()).isEmpty();
            assertThatThrownBy(() -> engine.count(BUYERS)).hasMessage("segment buyers is not defined");
            engine.define(of("carts", did(CART)), history);
            engine.define(BUYERS, history);
            assertThat(engine.segmentsOf(0)).containsExactly(BUYERS);
        }

        @Test
        void leaves_nothing_behind_that_another_stumbles_over() {
            Segment agreed = of("agreed", trait(Trait.text("country")).is("DE"));
            engine.define(BUYERS);
            engine.define(agreed);
            engine.define(of("carts", did(CART).within(Duration.ofHours(1))));
            order(0, START.plusSeconds(1), 10);
            happened(0, Event.of(CART), START.plusSeconds(2));
            engine.remove("carts");
            engine.advance(START.plusSeconds(3));
            engine.remove("agreed");
            engine.advance(START.plusSeconds(4));
            assertThat(engine.nextBoundary(0)).isEmpty();
            engine.define(of("carts again", did(CART).within(Duration.ofHours(2))), history);
            assertThat(engine.nextBoundary(0)).contains(START.plusSeconds(2).plus(Duration.ofHours(2)));
        }

        @Test
        void of_which_another_speaks_stays() {
            engine.define(BUYERS);
            engine.define(IDLE);
            assertThatThrownBy(() -> engine.remove("buyers"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("segment buyers cannot be removed: idle speaks of it");
        }
    }

    @Nested
    class A_renamed_segment {

        @Test
        void keeps_its_members_its_place_and_what_was_saved_of_them() {
            engine.define(BUYERS);
            engine.define(of("carts", did(CART)));
            order(0, START.plusSeconds(1), 10);
            byte[] saved = engine.save(0);
            engine.rename("buyers", "customers");
            Segment renamed = of("customers", did(ORDER));
            assertThat(engine.segments()).startsWith(renamed).hasSize(2);
            assertThat(engine.members(renamed)).containsExactly(0);
            assertThat(engine.restore(0, saved)).isTrue();
            assertThatThrownBy(() -> engine.rename("customers", "carts"))
                    .hasMessage("segment carts is defined already");
        }
    }

    @Nested
    class A_cutoff {

        private static final Cutoff TOP = Cutoff.named("top", Purpose.ANALYTICS, 10, sumOf(did(ORDER), "total"));
        private static final Segment BEST = of("best", Cutoff.reached("top"));

        @Test
        void is_the_value_that_the_best_reach() {
            IntStream.range(0, 20).forEach(i -> order(i, START.plusSeconds(i), i + 1));
            Cutoff.Frozen frozen =
                    engine.freeze(TOP, history, START.plusSeconds(60)).frozen().orElseThrow();
            assertThat(frozen.value()).contains(BigDecimal.valueOf(19));
            assertThat(frozen.people()).isEqualTo(20);
            engine.define(BEST, history);
            assertThat(engine.members(BEST)).containsExactly(18, 19);
        }

        @Test
        void stays_what_it_is_until_it_is_computed_again() {
            IntStream.range(0, 10).forEach(i -> order(i, START.plusSeconds(i), i + 1));
            engine.freeze(TOP, history, START.plusSeconds(60));
            engine.define(BEST, history);
            order(0, START.plusSeconds(61), 99);
            assertThat(engine.members(BEST)).containsExactly(0, 9);
            engine.freeze(TOP, history, START.plusSeconds(62));
            assertThat(engine.members(BEST)).containsExactly(0);
        }

        @Test
        void leaves_out_who_does_not_permit_its_purpose_and_of_whom_there_is_nothing() {
            order(0, START.plusSeconds(1), 5);
            order(1, START.plusSeconds(1), 7);
            facts.get(1).add(new Fact.Permits(START.plusSeconds(2), Set.of()));
            facts.add(List.of(new Fact.Permits(START, Set.of(Purpose.ANALYTICS))));
            Cutoff frozen = engine.freeze(TOP, history, START.plusSeconds(60));
            assertThat(frozen.frozen().orElseThrow().value()).contains(BigDecimal.valueOf(5));
            assertThat(frozen.frozen().orElseThrow().people()).isEqualTo(1);
            assertThat(Cutoff.of("top", frozen.body()).body()).isEqualTo(frozen.body());
        }

        @Test
        void that_was_not_computed_is_refused() {
            assertThatThrownBy(() -> engine.define(BEST))
                    .hasMessage("segment best speaks of cut-off top, which was not computed yet");
        }

        @Test
        void over_nobody_is_reached_by_nobody() {
            engine.freeze(TOP, history, START);
            engine.define(BEST);
            order(0, START.plusSeconds(1), 5);
            assertThat(engine.count(BEST)).isZero();
        }
    }
}
