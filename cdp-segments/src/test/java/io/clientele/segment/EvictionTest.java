package io.clientele.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Profiles that leave the heap and come back. */
class EvictionTest {

    private static final Segment UNANSWERED = Segment.named("unanswered")
            .purpose(Purpose.ANALYTICS)
            .when(Conditions.did(Draw.A).andThenNot(Draw.B).forAtLeast(Duration.ofSeconds(5)));

    /** An engine and what it announced, by profile. */
    private static final class Heard {
        private final Map<Integer, List<String>> changes = new TreeMap<>();
        private final SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) ->
                changes.computeIfAbsent(profile, p -> new ArrayList<>()).add(at + " " + segment + " " + entered));

        private Map<Integer, List<String>> sorted() {
            changes.values().forEach(Collections::sort);
            return changes;
        }
    }

    /** The same history told to two engines, of which one loses its profiles at any time and gets them back in time. */
    private static final class Twins {

        private static final int PROFILES = 3;

        private final Draw draw;
        private final SplittableRandom random;
        private final Heard undisturbed = new Heard();
        private final List<String> before = new ArrayList<>();
        private final List<Segment> segments = new ArrayList<>();
        private final List<List<Fact>> facts = new ArrayList<>();
        private final Map<Integer, byte[]> away = new HashMap<>();
        private final Map<Integer, Instant> wakes = new HashMap<>();
        private Heard disturbed = new Heard();
        private Instant clock = Draw.START;
        private int restored;

        private Twins(long seed) {
            draw = new Draw(seed);
            random = new SplittableRandom(seed);
        }

        private int run() {
            for (int i = 0; i < PROFILES; i++) {
                facts.add(new ArrayList<>());
            }
            advance(clock);
            define();
            for (int step = 20; step > 0; step--) {
                step();
                disturb();
                compare();
            }
            advance(clock.plusSeconds(60));
            compare();
            return restored;
        }

        private void step() {
            int profile = random.nextInt(PROFILES);
            switch (random.nextInt(8)) {
                case 0, 1 -> advance(clock.plus(draw.duration()));
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        define();
                    }
                }
                case 3 -> reopen();
                default -> take(profile, draw.fact(clock.plusMillis(500L * random.nextInt(3))));
            }
        }

        private void take(int profile, Fact fact) {
            wake(profile);
            List<Fact> known = facts.get(profile);
            known.add(fact);
            Collections.sort(known);
            boolean inOrder = undisturbed.engine.inOrder(profile, fact);
            assertThat(disturbed.engine.inOrder(profile, fact)).isEqualTo(inOrder);
            for (SegmentEngine engine : List.of(undisturbed.engine, disturbed.engine)) {
                if (inOrder) {
                    engine.apply(profile, fact);
                } else {
                    engine.refold(profile, known, clock);
                }
            }
        }

        private void advance(Instant to) {
            List.copyOf(wakes.keySet()).stream()
                    .filter(profile -> !wakes.get(profile).isAfter(to))
                    .forEach(this::wake);
            undisturbed.engine.advance(to);
            disturbed.engine.advance(to);
            clock = to;
        }

        private void define() {
            Segment segment = draw.segment("s" + (segments.isEmpty() ? 0 : random.nextInt(segments.size() + 1)));
            segments.removeIf(each -> each.name().equals(segment.name()));
            segments.add(segment);
            undisturbed.engine.define(segment, visitor -> {
                for (int profile = 0; profile < PROFILES; profile++) {
                    if (!facts.get(profile).isEmpty()) {
                        visitor.visit(profile, facts.get(profile));
                    }
                }
            });
            disturbed.engine.define(segment, visitor -> {
                for (int profile = 0; profile < PROFILES; profile++) {
                    if (!facts.get(profile).isEmpty()) {
                        disturb();
                        wake(profile);
                        visitor.visit(profile, facts.get(profile));
                        disturb();
                    }
                }
            });
        }

        /** A new process: definitions, then memberships, then nobody is there until somebody is needed. */
        private void reopen() {
            for (int profile = 0; profile < PROFILES; profile++) {
                evict(profile);
            }
            byte[] memberships = disturbed.engine.memberships();
            before.addAll(heard(disturbed));
            List<Segment> inOrder = disturbed.engine.segments();
            disturbed = new Heard();
            inOrder.forEach(segment -> disturbed.engine.define(segment, visitor -> {}));
            disturbed.engine.memberships(memberships);
            disturbed.engine.advance(clock);
        }

        private void disturb() {
            for (int profile = 0; profile < PROFILES; profile++) {
                switch (random.nextInt(4)) {
                    case 0 -> evict(profile);
                    case 1 -> wake(profile);
                    case 2 -> again(profile);
                    default -> {}
                }
            }
        }

        /** Restores or folds again what is there anyway. */
        private void again(int profile) {
            if (away.containsKey(profile)) {
                return;
            }
            if (random.nextBoolean()) {
                assertThat(disturbed.engine.restore(profile, disturbed.engine.save(profile)))
                        .isTrue();
            } else {
                disturbed.engine.refold(profile, facts.get(profile), clock);
            }
        }

        private void evict(int profile) {
            if (!away.containsKey(profile)) {
                byte[] saved = disturbed.engine.save(profile);
                disturbed.engine.nextBoundary(profile).ifPresent(at -> wakes.put(profile, at));
                disturbed.engine.evict(profile);
                away.put(profile, saved);
            }
        }

        private void wake(int profile) {
            byte[] saved = away.remove(profile);
            wakes.remove(profile);
            if (saved == null) {
                return;
            }
            if (random.nextInt(3) > 0 && disturbed.engine.restore(profile, saved)) {
                restored++;
            } else {
                disturbed.engine.refold(profile, facts.get(profile), clock);
            }
        }

        private List<String> heard(Heard engine) {
            List<String> all = new ArrayList<>();
            engine.sorted().forEach((profile, changes) -> changes.forEach(change -> all.add(profile + " " + change)));
            return all;
        }

        private void compare() {
            List<String> all = new ArrayList<>(before);
            all.addAll(heard(disturbed));
            assertThat(all).containsExactlyInAnyOrderElementsOf(heard(undisturbed));
            for (Segment segment : segments) {
                assertThat(disturbed.engine.members(segment).toArray())
                        .isEqualTo(undisturbed.engine.members(segment).toArray());
            }
        }
    }

    @Test
    void a_profile_that_was_away_changes_as_one_that_stayed() {
        int restored = 0;
        for (long seed = 1; seed <= 3_000; seed++) {
            try {
                restored += new Twins(seed).run();
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
            }
        }
        assertThat(restored).isGreaterThan(15_000);
    }

    @Nested
    class An_evicted_profile {

        private final Heard heard = new Heard();
        private final SegmentEngine engine = heard.engine;

        An_evicted_profile() {
            engine.define(UNANSWERED);
            engine.apply(0, new Fact.Permits(Draw.START, Set.of(Purpose.ANALYTICS)));
            engine.apply(0, new Fact.Happened(Event.of(Draw.A).about(Identifier.userId("1"), Draw.START, "1")));
        }

        @Test
        void names_its_next_boundary_before_it_goes() {
            assertThat(engine.nextBoundary(0)).contains(Draw.START.plusSeconds(5));
            assertThat(engine.nextBoundary(7)).isEmpty();
        }

        @Test
        void rings_no_timer() {
            engine.evict(0);
            engine.advance(Draw.START.plusSeconds(60));
            assertThat(heard.changes).isEmpty();
        }

        @Test
        void that_came_back_rings_once() {
            byte[] saved = engine.save(0);
            for (int i = 0; i < 5; i++) {
                engine.evict(0);
                assertThat(engine.restore(0, saved)).isTrue();
            }
            engine.advance(Draw.START.plusSeconds(60));
            assertThat(heard.changes.get(0)).containsExactly(Draw.START.plusSeconds(5) + " unanswered true");
        }

        @Test
        void stays_a_member() {
            engine.advance(Draw.START.plusSeconds(5));
            engine.evict(0);
            assertThat(engine.contains(0, UNANSWERED)).isTrue();
            assertThat(engine.members(UNANSWERED)).containsExactly(0);
        }
    }

    @Nested
    class Saved_bytes {

        private final SegmentEngine engine = new Heard().engine;

        private byte[] saved() {
            engine.define(UNANSWERED);
            engine.apply(0, new Fact.Permits(Draw.START, Set.of(Purpose.ANALYTICS)));
            engine.apply(0, new Fact.Happened(Event.of(Draw.A).about(Identifier.userId("1"), Draw.START, "1")));
            return engine.save(0);
        }

        @Test
        void of_other_definitions_are_refused() {
            byte[] state = saved();
            byte[] memberships = engine.memberships();
            SegmentEngine other = new Heard().engine;
            other.define(Segment.named("unanswered").purpose(Purpose.ANALYTICS).when(Conditions.did(Draw.A)));
            assertThat(other.restore(0, state)).isFalse();
            assertThatThrownBy(() -> other.memberships(memberships)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void that_are_cut_off_or_of_another_version_are_refused_and_change_nothing() {
            byte[] state = saved();
            byte[] longer = Arrays.copyOf(state, state.length + 1);
            byte[] other = state.clone();
            other[0]++;
            assertThat(engine.restore(0, longer)).isFalse();
            assertThat(engine.restore(0, other)).isFalse();
            for (int length = 0; length < state.length; length++) {
                assertThat(engine.restore(0, Arrays.copyOf(state, length)))
                        .as("cut at %s", length)
                        .isFalse();
            }
            assertThat(engine.save(0)).isEqualTo(state);
        }

        @Test
        void of_a_small_history_are_small() {
            assertThat(saved()).hasSizeLessThan(90);
        }
    }
}
