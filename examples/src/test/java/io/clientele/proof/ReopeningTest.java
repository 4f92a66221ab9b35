package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.model.SubjectRequest;
import io.clientele.segment.Segments;
import io.clientele.segment.Segments.Change;
import io.clientele.segment.Segments.Subscriber;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that is closed, killed and opened again at random, with heap for many or for nobody and checkpoints every few
 * rows, is at every moment in the state of a twin that was never interrupted and keeps everybody in heap; and both sent the
 * same messages, unless events come late.
 */
class ReopeningTest {

    @TempDir
    Path directory;

    @Test
    void an_interrupted_store_equals_one_that_never_was() {
        LongStream.rangeClosed(1, 4).forEach(seed -> new Run(seed).live(40));
    }

    @Test
    @Tag("deep")
    void an_interrupted_store_equals_one_that_never_was_in_many_long_histories() {
        LongStream.rangeClosed(100, 400).forEach(seed -> new Run(seed).live(200));
    }

    private final class Run {

        private final long seed;
        private final World world;
        private final ManualClock clock = ManualClock.at(World.START);
        private final List<String> sent = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();
        private final Map<String, List<String>> told = new TreeMap<>();
        private final Map<String, List<String>> expectedToTell = new TreeMap<>();
        private final Set<String> known = new HashSet<>();
        private FaultyStore store;
        private Cdp cdp;

        Run(long seed) {
            this.seed = seed;
            this.world = new World(seed);
        }

        void live(int steps) {
            try (Cdp twin = prepared(twin(), expected, change -> add(change, expectedToTell))) {
                cdp = prepared(open(), sent, this::hear);
                for (int step = 0; step < steps; step++) {
                    step(twin);
                    if (world.below(4) == 0) {
                        interrupt();
                    }
                    if (world.below(3) == 0) {
                        compare(twin, step);
                    }
                }
                compare(twin, steps);
                cdp.close();
            }
        }

        /** Every other history has events that come late; what these announce depends on who is in heap. */
        private boolean comesLate() {
            return seed % 2 == 0;
        }

        private void step(Cdp twin) {
            clock.advance(Duration.ofMinutes(world.below(90)));
            if (world.below(25) == 0) {
                Identifier who = world.someone();
                String id = "request-" + world.below(1_000_000);
                var request = SubjectRequest.erasure(id, who, clock.instant(), "login");
                cdp.accept(request);
                twin.accept(request);
                return;
            }
            List<Intake> together = new ArrayList<>();
            for (int i = world.below(3); i >= 0; i--) {
                boolean late = comesLate() && world.below(5) == 0;
                Duration before = Duration.ofMinutes(late ? world.below(3000) : -world.below(5));
                together.add(world.something(clock.instant().minus(before)));
            }
            assertThat(answers(cdp.accept(together))).as("seed %d", seed).isEqualTo(answers(twin.accept(together)));
        }

        /** Without positions: what an interrupted store notes about hand-overs comes at other places. */
        private static List<String> answers(List<Outcome> outcomes) {
            return outcomes.stream()
                    .map(outcome -> outcome.kind() + " " + outcome.reason())
                    .toList();
        }

        private void interrupt() {
            if (world.below(2) == 0) {
                store.arm(FaultyStore.Fault.BEFORE, 1);
                try {
                    cdp.close();
                } catch (StorageException killed) {
                    assertThat(killed).hasMessageContaining("injected");
                }
            } else {
                cdp.close();
            }
            cdp = prepared(open(), sent, this::hear);
        }

        private void compare(Cdp twin, int step) {
            assertThat(world.state(cdp, true))
                    .as("seed %d, step %d", seed, step)
                    .containsExactlyInAnyOrderEntriesOf(world.state(twin, true));
            assertThat(Maintenance.of(cdp).verify())
                    .as("seed %d, step %d", seed, step)
                    .isEmpty();
            assertThat(sent).as("seed %d, step %d", seed, step).doesNotHaveDuplicates();
            if (!comesLate()) {
                assertThat(new TreeSet<>(sent))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(new TreeSet<>(expected));
                assertThat(told).as("seed %d, step %d", seed, step).isEqualTo(expectedToTell);
            }
        }

        private Cdp open() {
            long heap = List.of(World.NOBODY, 20_000L, World.MANY).get(world.below(3));
            return FaultyCdp.open(
                    directory.resolve("run-" + seed),
                    clock,
                    World.modules(),
                    new FaultyCdp.Limits(heap, 1 + world.below(30), 1 + world.below(6)),
                    real -> store = new FaultyStore(real));
        }

        private Cdp twin() {
            var builder = Cdp.inMemory().clock(clock);
            World.modules().forEach(builder::with);
            return builder.open();
        }

        private Cdp prepared(Cdp opened, List<String> into, Subscriber subscriber) {
            World.define(opened);
            for (int i = 0; i < 2; i++) {
                Triggers.of(opened)
                        .attach(
                                Trigger.named("hello-" + i)
                                        .onEnter(Segments.of(opened).all().get(i))
                                        .purpose(Purpose.SERVICE)
                                        .channel("house"),
                                firing -> into.add(firing.id()));
            }
            Segments.of(opened).subscribe("follower", World.SEGMENTS, subscriber);
            return opened;
        }

        /** Takes a change once, however often it is told. */
        private void hear(Change change) {
            if (known.add(change.id())) {
                add(change, told);
            }
        }

        private static void add(Change change, Map<String, List<String>> to) {
            to.computeIfAbsent(change.profile().id(), p -> new ArrayList<>())
                    .add(change.segment() + " " + change.at() + " " + change.entered());
        }
    }
}
