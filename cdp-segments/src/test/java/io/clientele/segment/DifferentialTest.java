package io.clientele.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.spi.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random conditions, histories and steps of the clock: every announcement of the engine against the full scan. */
class DifferentialTest {

    @Test
    void ten_thousand_histories_change_exactly_as_the_full_scan_says() {
        run(1, 10_000);
    }

    @Test
    @Tag("deep")
    void histories_for_as_long_as_is_asked_change_exactly_as_the_full_scan_says() {
        run(Long.getLong("clientele.deep.seed", 1_000_000), Integer.getInteger("clientele.deep.cases", 1_000_000));
    }

    private static void run(long firstSeed, int cases) {
        for (long seed = firstSeed; seed < firstSeed + cases; seed++) {
            try {
                new Case(seed).run();
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
            }
        }
    }

    /** One engine with two profiles, driven as the pipeline drives it. */
    private static final class Case {

        private static final int PROFILES = 2;

        private final Draw draw;
        private final Map<String, List<FullScan.Change>> announced = new HashMap<>();
        private final Map<String, Base> bases = new HashMap<>();
        private final List<List<Fact>> facts = new ArrayList<>();
        private final List<Segment> segments = new ArrayList<>();
        private final SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) -> announced
                .computeIfAbsent(key(profile, segment), k -> new ArrayList<>())
                .add(new FullScan.Change(at, entered, 0, false)));
        private Instant clock = Draw.START;
        private Instant advanced = clock;

        /** From where on announcements are compared. */
        private record Base(Instant at, int facts) {
            private boolean before(FullScan.Change change) {
                return change.facts() > facts
                        || change.facts() == facts && change.at().isAfter(at);
            }
        }

        private Case(long seed) {
            draw = new Draw(seed);
        }

        private static String key(int profile, Segment segment) {
            return profile + " " + segment.name();
        }

        private void run() {
            engine.advance(clock);
            for (int profile = 0; profile < PROFILES; profile++) {
                facts.add(new ArrayList<>());
                if (draw.chance(70)) {
                    take(profile, draw.permits(clock));
                }
            }
            for (int i = draw.below(3); i >= 0; i--) {
                define();
            }
            for (int step = 6 + draw.below(draw.isSimple() ? 20 : 14); step > 0; step--) {
                step();
            }
            clock = clock.plusSeconds(60);
            advanceAndCompare();
        }

        private void step() {
            switch (draw.below(14)) {
                case 0 -> {
                    clock = clock.plus(draw.duration());
                    advanceAndCompare();
                }
                case 1 -> clock = clock.plus(draw.duration());
                case 2 -> late(draw.below(PROFILES));
                case 3 -> forget(draw.below(PROFILES));
                case 4 -> {
                    if (draw.chance(30)) {
                        redefine();
                    }
                }
                case 5 -> {
                    if (draw.chance(30)) {
                        merge(draw.below(PROFILES));
                    }
                }
                case 6 -> split(draw.below(PROFILES));
                default -> happen(draw.below(PROFILES));
            }
        }

        /** One profile is found to be the other. */
        private void merge(int from) {
            int into = (from + 1) % PROFILES;
            if (!facts.get(from).isEmpty()) {
                move(from, into, facts.get(from).size());
            }
        }

        /** Part of a profile is found to be somebody else, who is not known yet. */
        private void split(int from) {
            int into = (from + 1) % PROFILES;
            if (facts.get(from).size() > 1 && facts.get(into).isEmpty()) {
                move(from, into, 1 + draw.below(facts.get(from).size() - 1));
            }
        }

        private void move(int from, int into, int count) {
            advanceAndCompare();
            for (int i = 0; i < count; i++) {
                List<Fact> left = facts.get(from);
                facts.get(into).add(left.remove(draw.below(left.size())));
            }
            Collections.sort(facts.get(into));
            engine.inherit(from, into);
            refold(into);
            refold(from);
        }

        private void happen(int profile) {
            if (draw.chance(60)) {
                clock = clock.plusMillis(500L * draw.below(4));
            }
            take(profile, draw.fact(draw.chance(85) ? clock : clock.plusMillis(500L * draw.below(8))));
        }

        private void late(int profile) {
            take(profile, draw.fact(clock.minusMillis(500L * draw.below(8))));
        }

        private void take(int profile, Fact fact) {
            List<Fact> known = facts.get(profile);
            if (engine.inOrder(profile, fact)) {
                Instant taken = FullScan.end(known, advanced);
                assertThat(known.stream().filter(f -> !f.time().isAfter(taken))).allMatch(f -> f.compareTo(fact) <= 0);
                known.add(fact);
                Collections.sort(known);
                engine.apply(profile, fact);
            } else {
                advanceAndCompare();
                known.add(fact);
                Collections.sort(known);
                refold(profile);
            }
        }

        private void forget(int profile) {
            List<Fact> known = facts.get(profile);
            if (!known.isEmpty()) {
                advanceAndCompare();
                known.remove(draw.below(known.size()));
                refold(profile);
            }
        }

        private void refold(int profile) {
            List<Boolean> before =
                    segments.stream().map(s -> engine.contains(profile, s)).toList();
            announced.clear();
            List<Fact> known = facts.get(profile);
            engine.refold(profile, known, clock);
            for (Segment segment : segments) {
                boolean was = before.get(segments.indexOf(segment));
                boolean is = new FullScan(segment, known, segments).memberAt(clock);
                List<FullScan.Change> net = was == is ? List.of() : List.of(new FullScan.Change(clock, is, 0, false));
                assertThat(announced.getOrDefault(key(profile, segment), List.of()))
                        .as(() -> "net of " + segment.condition().json() + known)
                        .isEqualTo(net);
                rebase(profile, segment);
            }
            announced.clear();
        }

        private void rebase(int profile, Segment segment) {
            List<Fact> known = facts.get(profile);
            Instant end = FullScan.end(known, clock);
            int taken = (int) known.stream().filter(f -> !f.time().isAfter(end)).count();
            bases.put(key(profile, segment), new Base(end, taken));
        }

        private void define() {
            Segment segment = draw.segment("s" + segments.size());
            segments.add(segment);
            define(segment);
            draw.knows(segment.name());
        }

        private void define(Segment segment) {
            engine.define(segment, visitor -> {
                for (int profile = 0; profile < PROFILES; profile++) {
                    if (!facts.get(profile).isEmpty()) {
                        visitor.visit(profile, facts.get(profile));
                    }
                }
            });
            for (int profile = 0; profile < PROFILES; profile++) {
                for (Segment each : segments) {
                    if (!facts.get(profile).isEmpty()) {
                        rebase(profile, each);
                    }
                }
            }
        }

        private void redefine() {
            advanceAndCompare();
            if (draw.chance(50)) {
                define();
            } else {
                int i = draw.below(segments.size());
                draw.knowsOnly(
                        segments.subList(0, i).stream().map(Segment::name).toList());
                segments.set(i, draw.segment(segments.get(i).name()));
                define(segments.get(i));
                draw.knowsOnly(segments.stream().map(Segment::name).toList());
            }
            compare();
        }

        private void advanceAndCompare() {
            engine.advance(clock);
            advanced = clock;
            compare();
            announced.clear();
        }

        private void compare() {
            for (Segment segment : segments) {
                for (int profile = 0; profile < PROFILES; profile++) {
                    compare(profile, segment);
                }
            }
        }

        private void compare(int profile, Segment segment) {
            List<Fact> known = facts.get(profile);
            FullScan scan = new FullScan(segment, known, segments);
            Base base = bases.getOrDefault(key(profile, segment), new Base(Instant.MIN, 0));
            List<FullScan.Change> all = scan.changes(clock);
            List<FullScan.Change> expected = all.stream()
                    .filter(base::before)
                    .map(c -> new FullScan.Change(c.at(), c.entered(), 0, false))
                    .toList();
            assertThat(announced.getOrDefault(key(profile, segment), List.of()))
                    .as(() -> "changes of " + segment.condition().json() + known)
                    .isEqualTo(expected);
            assertThat(engine.contains(profile, segment))
                    .as(() -> "membership by " + segment.condition().json() + known)
                    .isEqualTo(!all.isEmpty() && all.get(all.size() - 1).entered());
            rebase(profile, segment);
        }
    }
}
