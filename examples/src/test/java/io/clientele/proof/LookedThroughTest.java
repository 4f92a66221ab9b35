package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who looks through a store in the middle of use changes nothing: not at once, not later, not after a kill. */
class LookedThroughTest {

    @TempDir
    Path directory;

    @Test
    void a_store_that_is_looked_through_now_and_then_equals_one_that_never_is() {
        LongStream.rangeClosed(1, 4).forEach(seed -> new Run(seed).live(40));
    }

    @Test
    @Tag("deep")
    void it_does_in_many_long_histories() {
        LongStream.rangeClosed(100, 300).forEach(seed -> new Run(seed).live(200));
    }

    /** One of the two shops. */
    private final class Shop {

        private final String name;
        private final ManualClock clock;
        private final FaultyCdp.Limits limits;
        private final List<String> sent = new ArrayList<>();
        private FaultyStore store;
        private Cdp cdp;

        Shop(String name, ManualClock clock, FaultyCdp.Limits limits) {
            this.name = name;
            this.clock = clock;
            this.limits = limits;
            open();
        }

        private void open() {
            cdp = FaultyCdp.open(
                    directory.resolve(name), clock, World.modules(), limits, real -> store = new FaultyStore(real));
            World.define(cdp);
            for (int i = 0; i < World.SEGMENTS.size(); i++) {
                var segment = World.SEGMENTS.get(i);
                Triggers.of(cdp)
                        .attach(
                                Trigger.named("hello-" + i)
                                        .onEnter(segment)
                                        .purpose(Purpose.SERVICE)
                                        .channel("house")
                                        .neverStale(),
                                firing -> sent.add(firing.id() + " " + firing.boundary()));
                Triggers.of(cdp)
                        .attach(
                                Trigger.named("bye-" + i)
                                        .onLeave(segment)
                                        .purpose(Purpose.SERVICE)
                                        .channel("house")
                                        .neverStale(),
                                firing -> sent.add(firing.id() + " " + firing.boundary()));
            }
        }

        void openAgain(boolean killed) {
            if (killed) {
                store.arm(FaultyStore.Fault.BEFORE, 1);
                assertThatExceptionOfType(StorageException.class).isThrownBy(cdp::close);
            } else {
                cdp.close();
            }
            open();
        }

        List<String> accept(List<Intake> intakes) {
            return cdp.accept(intakes).stream().map(Outcome::toString).toList();
        }
    }

    private final class Run {

        private final long seed;
        private final World world;
        private final SplittableRandom looks;
        private final ManualClock clock = ManualClock.at(World.START);
        private final Shop looked;
        private final Shop left;

        Run(long seed) {
            this.seed = seed;
            this.world = new World(seed);
            this.looks = new SplittableRandom(~seed);
            var limits = new FaultyCdp.Limits(
                    List.of(World.NOBODY, 20_000L, World.MANY).get((int) (seed % 3)),
                    1 + world.below(60),
                    1 + world.below(6));
            looked = new Shop("looked-" + seed, clock, limits);
            left = new Shop("left-" + seed, clock, limits);
        }

        void live(int steps) {
            for (int step = 0; step < steps; step++) {
                String when = "seed " + seed + ", step " + step;
                clock.advance(Duration.ofMinutes(world.below(90)));
                look(when);
                List<Intake> together = intakes();
                assertThat(looked.accept(together)).as(when).isEqualTo(left.accept(together));
                look(when);
                if (world.below(9) == 0) {
                    boolean killed = world.below(3) > 0;
                    looked.openAgain(killed);
                    left.openAgain(killed);
                    look(when);
                }
                if (world.below(4) == 0) {
                    same(when);
                }
            }
            clock.advance(Duration.ofDays(6));
            same("seed " + seed + ", at the end");
            looked.cdp.close();
            left.cdp.close();
        }

        private void look(String when) {
            int look = looks.nextInt(6);
            if (look == 0) {
                fail(when);
            } else if (look < 3) {
                assertThat(Maintenance.of(looked.cdp).verify()).as(when).isEmpty();
            }
        }

        /** Looks through it while the store cannot be read. */
        private void fail(String when) {
            looked.store.arm(FaultyStore.Fault.READ, 20 + looks.nextInt(40));
            try {
                assertThat(Maintenance.of(looked.cdp).verify()).as(when).isEmpty();
            } catch (StorageException unread) {
                assertThat(unread).hasMessageContaining("injected");
            }
            looked.store.disarm();
        }

        private List<Intake> intakes() {
            if (world.below(25) == 0) {
                Identifier who = world.someone();
                return List.of(
                        SubjectRequest.erasure("request-" + world.below(1_000_000), who, clock.instant(), "login"));
            }
            List<Intake> together = new ArrayList<>();
            for (int i = world.below(3); i >= 0; i--) {
                boolean late = world.below(5) == 0;
                Duration before = Duration.ofMinutes(late ? world.below(3000) : -world.below(5));
                together.add(world.something(clock.instant().minus(before)));
            }
            return together;
        }

        private void same(String when) {
            assertThat(world.state(looked.cdp, true))
                    .as(when)
                    .containsExactlyInAnyOrderEntriesOf(world.state(left.cdp, true));
            assertThat(looked.sent).as(when).isEqualTo(left.sent);
            assertThat(Segments.of(looked.cdp).all()).hasSameSizeAs(World.SEGMENTS);
        }
    }
}
