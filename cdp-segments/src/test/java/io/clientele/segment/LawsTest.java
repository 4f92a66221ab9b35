package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The laws of segments, on random histories. */
class LawsTest {

    private static final int HISTORIES = 300;
    private static final Instant END = Draw.START.plusSeconds(60);

    /** What one engine hears of one profile. */
    private static final class Heard {

        private final Map<String, List<String>> changes = new HashMap<>();
        private final SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) ->
                changes.computeIfAbsent(segment.name(), n -> new ArrayList<>()).add(at + " " + entered));

        private Heard(List<Segment> segments, List<Fact> facts) {
            segments.forEach(engine::define);
            facts.forEach(fact -> engine.apply(0, fact));
            engine.advance(END);
        }

        private List<String> of(Segment segment) {
            return changes.getOrDefault(segment.name(), List.of());
        }
    }

    /** What is heard if the clock comes in small steps. */
    private static Heard inSteps(Segment segment, List<Fact> facts) {
        Heard steps = new Heard(List.of(segment), List.of());
        for (Fact fact : facts) {
            steps.engine.advance(fact.time().minusMillis(1));
            steps.engine.advance(fact.time());
            steps.engine.apply(1, fact);
        }
        for (Instant t = facts.get(facts.size() - 1).time(); t.isBefore(END); t = t.plusMillis(250)) {
            steps.engine.advance(t);
        }
        steps.engine.advance(END);
        return steps;
    }

    private static Segment segment(String name, Condition condition) {
        return Segment.named(name).purpose(Purpose.ANALYTICS).when(condition);
    }

    private static List<Fact> history(Draw draw) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.Permits(Draw.START, Set.of(Purpose.ANALYTICS)));
        for (int i = draw.below(25); i >= 0; i--) {
            facts.add(draw.fact(Draw.START.plusMillis(500L * draw.below(30))));
        }
        Collections.sort(facts);
        return facts;
    }

    /** Two conditions that must change at the very same instants. */
    private static void same(long seed, Condition a, Condition b, List<Fact> facts) {
        Segment first = segment("a", a);
        Segment second = segment("b", b);
        Heard heard = new Heard(List.of(first, second), facts);
        assertThat(heard.of(first)).as("seed %s", seed).isEqualTo(heard.of(second));
    }

    /** Whoever is in the first is in the second, after every fact and at every boundary. */
    private static void included(long seed, Condition a, Condition b, List<Fact> facts) {
        Segment onlyFirst = segment("x", a.and(not(b)));
        assertThat(new Heard(List.of(onlyFirst), facts).of(onlyFirst))
                .as("seed %s", seed)
                .isEmpty();
    }

    @Test
    void not_all_is_any_not() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Condition a = draw.condition(2);
            Condition b = draw.condition(2);
            List<Fact> facts = history(draw);
            same(seed, not(all(a, b)), any(not(a), not(b)), facts);
            same(seed, not(any(a, b)), all(not(a), not(b)), facts);
        }
    }

    @Test
    void a_shorter_window_lies_within_a_longer() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Duration a = draw.duration();
            included(
                    seed,
                    did(Draw.A).within(a).atLeast(2),
                    did(Draw.A).within(a.plus(draw.duration())).atLeast(2),
                    history(draw));
        }
    }

    @Test
    void at_least_more_lies_within_at_least_fewer() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Duration window = draw.duration();
            int n = draw.below(4);
            included(
                    seed,
                    did(Draw.A).within(window).atLeast(n + 1),
                    did(Draw.A).within(window).atLeast(n),
                    history(draw));
        }
    }

    @Test
    void folding_any_permutation_with_duplicates_removed_gives_the_same_memberships() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Segment segment = segment("s", draw.condition(3));
            List<Fact> facts = history(draw);
            Heard inOrder = new Heard(List.of(segment), facts);
            Heard late = new Heard(List.of(segment), List.of());
            List<Fact> shuffled = new ArrayList<>(facts);
            Collections.shuffle(shuffled, new Random(seed));
            List<Fact> known = new ArrayList<>();
            for (Fact fact : shuffled) {
                known.add(fact);
                known.sort(null);
                late.engine.refold(0, known, END);
                late.engine.refold(0, known, END);
            }
            assertThat(late.engine.contains(0, segment))
                    .as("seed %s", seed)
                    .isEqualTo(inOrder.engine.contains(0, segment));
        }
    }

    @Test
    void facts_fed_together_change_what_they_change_one_by_one() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Segment segment = segment("s", draw.condition(3));
            List<Fact> facts = history(draw);
            int[] profiles = facts.stream().mapToInt(fact -> draw.below(3)).toArray();
            List<String> alone = new ArrayList<>();
            SegmentEngine oneByOne = new SegmentEngine((profile, s, at, in) -> alone.add(profile + " " + at + in));
            oneByOne.define(segment);
            List<String> together = new ArrayList<>();
            SegmentEngine fed = new SegmentEngine((profile, s, at, in) -> together.add(profile + " " + at + in));
            fed.define(segment);
            for (int i = 0; i < facts.size(); i++) {
                oneByOne.advance(facts.get(i).time());
                oneByOne.apply(profiles[i], facts.get(i));
            }
            fed.feed(profiles, facts);
            oneByOne.advance(END);
            fed.advance(END);
            assertThat(together).as("seed %s", seed).isEqualTo(alone);
        }
    }

    @Test
    void a_segment_defined_now_is_as_one_defined_before_the_first_event() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Segment before = segment("before", draw.condition(3));
            Segment now = segment("now", before.condition());
            List<Fact> facts = history(draw);
            int half = draw.below(facts.size());
            Heard heard = new Heard(List.of(before), List.of());
            SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) -> heard.changes
                    .computeIfAbsent(segment.name(), n -> new ArrayList<>())
                    .add(at + " " + entered));
            engine.define(before);
            facts.subList(0, half).forEach(fact -> engine.apply(0, fact));
            heard.changes.clear();
            engine.define(now, visitor -> visitor.visit(0, facts.subList(0, half)));
            assertThat(engine.contains(0, now)).as("seed %s", seed).isEqualTo(engine.contains(0, before));
            facts.subList(half, facts.size()).forEach(fact -> engine.apply(0, fact));
            engine.advance(END);
            assertThat(heard.of(now)).as("seed %s", seed).isEqualTo(heard.of(before));
        }
    }

    @Test
    void a_condition_alone_changes_exactly_as_the_full_scan_says() {
        for (long seed = 0; seed < 10 * HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Segment segment = segment("s", draw.condition(0));
            List<Fact> facts = history(draw);
            assertThat(inSteps(segment, facts).of(segment))
                    .as("seed %s %s", seed, segment.condition().json())
                    .isEqualTo(new FullScan(segment, facts)
                            .changes(END).stream()
                                    .map(change -> change.at() + " " + change.entered())
                                    .toList());
        }
    }

    @Test
    void a_jump_of_the_clock_tells_what_small_steps_tell() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Segment segment = segment("s", draw.condition(3));
            List<Fact> facts = history(draw);
            Heard jump = new Heard(List.of(segment), facts);
            assertThat(inSteps(segment, facts).of(segment)).as("seed %s", seed).isEqualTo(jump.of(segment));
        }
    }

    @Test
    void an_explanation_agrees_with_the_full_scan_now_and_about_the_next_change() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Segment segment = segment("s", draw.condition(3));
            List<Fact> facts = history(draw);
            Instant now = facts.get(facts.size() - 1).time().plusMillis(draw.below(4000));
            Explanation explanation = new Heard(List.of(segment), List.of()).engine.explain(segment, facts, now);
            FullScan scan = new FullScan(segment, facts);
            assertThat(explanation.isMember()).as("seed %s", seed).isEqualTo(scan.memberAt(now));
            assertThat(explanation.nextChange().filter(at -> !at.isAfter(END.plusSeconds(60))))
                    .as("seed %s", seed)
                    .isEqualTo(scan.changes(END.plusSeconds(60)).stream()
                            .map(FullScan.Change::at)
                            .filter(now::isBefore)
                            .findFirst());
        }
    }

    @Test
    void the_events_that_decide_a_simple_condition_give_the_same_answer_alone() {
        int deciding = 0;
        for (long seed = 0; seed < 20 * HISTORIES; seed++) {
            Draw draw = new Draw(seed);
            Segment segment = segment("s", draw.condition(0));
            List<Fact> facts = history(draw);
            Instant now = facts.get(facts.size() - 1).time().plusMillis(draw.below(4000));
            Explanation.Part part = new Heard(List.of(segment), List.of())
                    .engine
                    .explain(segment, facts, now)
                    .root()
                    .parts()
                    .get(1);
            boolean whole = segment.condition() instanceof SequenceCondition
                    || segment.condition() instanceof AbsenceCondition
                    || segment.condition() instanceof EventCondition;
            if (whole && part.holds() && !part.deciding().isEmpty()) {
                List<String> ids =
                        part.deciding().stream().map(Explanation.Deciding::id).toList();
                List<Fact> few = facts.stream()
                        .filter(f -> !(f instanceof Fact.Happened h)
                                || ids.contains(h.event().id()))
                        .toList();
                List<Fact> permitted = new ArrayList<>(few);
                permitted.add(new Fact.Permits(now, Set.of(Purpose.ANALYTICS)));
                assertThat(new FullScan(segment, permitted).memberAt(now))
                        .as("seed %s %s", seed, segment.condition().json())
                        .isTrue();
                deciding++;
            }
        }
        assertThat(deciding).isGreaterThan(500);
    }

    @Nested
    class At_the_border_of_a_window {

        private static final Duration DAY = Duration.ofDays(1);
        private final Instant noon = Instant.parse("2026-03-29T12:00:00Z");
        private final List<String> heard = new ArrayList<>();
        private final SegmentEngine engine =
                new SegmentEngine((profile, segment, at, entered) -> heard.add((entered ? "in " : "out ") + at));

        private void happen(io.clientele.model.EventType type, Instant time, String id) {
            engine.apply(0, new Fact.Happened(Event.of(type).about(Identifier.userId("1"), time, id)));
        }

        private void permit() {
            engine.apply(0, new Fact.Permits(Instant.EPOCH, Set.of(Purpose.ANALYTICS)));
        }

        @Test
        void an_event_is_in_at_once_and_out_when_exactly_as_old() {
            engine.define(segment("s", did(Draw.A).within(DAY)));
            permit();
            happen(Draw.A, noon, "1");
            engine.advance(noon.plus(DAY).minusMillis(1));
            assertThat(heard).containsExactly("in " + noon);
            engine.advance(noon.plus(DAY));
            assertThat(heard).containsExactly("in " + noon, "out " + noon.plus(DAY));
        }

        @Test
        void what_was_not_answered_is_in_exactly_when_the_wait_ends_before_an_answer_of_that_instant() {
            engine.define(segment("s", did(Draw.A).andThenNot(Draw.B).forAtLeast(DAY)));
            permit();
            happen(Draw.A, noon, "1");
            happen(Draw.B, noon.plus(DAY), "2");
            assertThat(heard).containsExactly("in " + noon.plus(DAY), "out " + noon.plus(DAY));
        }

        @Test
        void an_answer_of_the_same_instant_counts_by_the_order_of_ids() {
            engine.define(segment("s", did(Draw.A).andThenNot(Draw.B)));
            permit();
            happen(Draw.B, noon, "1");
            happen(Draw.A, noon, "2");
            assertThat(heard).containsExactly("in " + noon);
        }

        @Test
        void only_the_last_counts_where_last_is_said() {
            engine.define(segment("s", lastDid(Draw.A).andThenNot(Draw.B).forAtLeast(DAY)));
            permit();
            happen(Draw.A, noon, "1");
            happen(Draw.A, noon.plusSeconds(1), "2");
            engine.advance(noon.plus(DAY).plusSeconds(5));
            assertThat(heard).containsExactly("in " + noon.plus(DAY).plusSeconds(1));
        }

        @Test
        void the_last_that_comes_again_while_its_forerunner_is_held_waits_anew() {
            engine.define(
                    segment("s", lastDid(Draw.A).within(DAY).andThenNot(Draw.B).forAtLeast(Duration.ofMinutes(30))));
            permit();
            happen(Draw.A, noon, "1");
            engine.advance(noon.plusSeconds(1800));
            happen(Draw.A, noon.plusSeconds(3600), "2");
            engine.advance(noon.plus(DAY).plusSeconds(3600));
            assertThat(heard)
                    .containsExactly(
                            "in " + noon.plusSeconds(1800),
                            "out " + noon.plusSeconds(3600),
                            "in " + noon.plusSeconds(5400),
                            "out " + noon.plus(DAY).plusSeconds(3600));
        }

        @Test
        void what_happened_between_two_ages_is_in_from_the_first_on_and_out_from_the_second_on() {
            engine.define(segment("s", did(Draw.A).between(DAY, DAY.multipliedBy(2))));
            permit();
            happen(Draw.A, noon, "1");
            engine.advance(noon.plus(DAY).minusMillis(1));
            assertThat(heard).isEmpty();
            engine.advance(noon.plus(DAY.multipliedBy(3)));
            assertThat(heard).containsExactly("in " + noon.plus(DAY), "out " + noon.plus(DAY.multipliedBy(2)));
        }

        @Test
        void several_boundaries_of_one_instant_are_one_position() {
            engine.define(segment(
                    "s",
                    any(did(Draw.A).within(DAY), did(Draw.A).andThenNot(Draw.B).forAtLeast(DAY))));
            permit();
            happen(Draw.A, noon, "1");
            engine.advance(noon.plus(DAY).plusSeconds(5));
            assertThat(heard).containsExactly("in " + noon);
        }

        @Test
        void a_permit_that_ends_in_the_future_ends_the_membership_then() {
            engine.define(segment("s", did(Draw.A)));
            engine.advance(noon);
            permit();
            engine.apply(0, new Fact.Permits(noon.plus(DAY), Set.of()));
            happen(Draw.A, noon, "1");
            assertThat(heard).containsExactly("in " + noon);
            engine.advance(noon.plus(DAY));
            assertThat(heard).containsExactly("in " + noon, "out " + noon.plus(DAY));
        }
    }
}
