package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.StorageException;
import io.clientele.model.SubjectRequest;
import io.clientele.segment.Conditions;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.segment.Segments.Building;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Segments that are built in portions while others write, while the platform is closed, killed and opened again, equal in the
 * end those of a twin in which they were defined before anything happened; until then nobody sees anything of them.
 */
class BuildingTest {

    @TempDir
    Path directory;

    @Test
    void a_segment_built_while_others_write_equals_one_that_was_there_from_the_start() {
        LongStream.rangeClosed(1, 12).forEach(seed -> new Run(seed).live(40));
    }

    @Test
    @Tag("deep")
    void so_do_segments_in_many_long_histories() {
        LongStream.rangeClosed(100, 600).forEach(seed -> new Run(seed).live(150));
    }

    private final class Run {

        private final long seed;
        private final World world;
        private final ManualClock clock = ManualClock.at(World.START);
        private FaultyStore store;
        private Cdp cdp;

        Run(long seed) {
            this.seed = seed;
            this.world = new World(seed);
        }

        void live(int steps) {
            try (Cdp twin = twin()) {
                World.define(twin);
                cdp = open();
                for (int step = 0; step < steps; step++) {
                    step(twin);
                    if (world.below(3) == 0) {
                        build();
                    }
                    if (world.below(6) == 0) {
                        interrupt();
                    }
                }
                World.define(cdp);
                assertThat(Segments.of(cdp).building()).isEmpty();
                compare(twin);
                step(twin);
                interrupt();
                compare(twin);
                cdp.close();
            }
        }

        private void step(Cdp twin) {
            clock.advance(Duration.ofMinutes(world.below(90)));
            List<Intake> together = new ArrayList<>();
            for (int i = world.below(4); i >= 0; i--) {
                Duration before = Duration.ofMinutes(world.below(5) == 0 ? world.below(3000) : -world.below(5));
                together.add(world.something(clock.instant().minus(before)));
            }
            cdp.accept(together);
            twin.accept(together);
            if (world.below(25) == 0) {
                Identifier who = world.someone();
                String id = "request-" + world.below(1_000_000);
                var request = SubjectRequest.erasure(id, who, clock.instant(), "login");
                cdp.accept(request);
                twin.accept(request);
            }
        }

        /** Some portions of a segment, or of one that bears its name but means something else; what is in force stays so. */
        private void build() {
            Segments segments = Segments.of(cdp);
            Segment segment = World.SEGMENTS.get(world.below(World.SEGMENTS.size()));
            Segment other =
                    Segment.named(segment.name()).purpose(segment.purpose()).when(Conditions.not(segment.condition()));
            List<Segment> before = ofName(segment.name());
            Building building = segments.build(world.below(3) == 0 ? other : segment);
            for (int portions = world.below(4); portions > 0; portions--) {
                if (!building.isReady()) {
                    assertThat(ofName(segment.name())).as("seed %d", seed).isEqualTo(before);
                }
                building.await(Duration.ZERO);
            }
            if (world.below(4) == 0) {
                building.cancel();
            }
        }

        private List<Segment> ofName(String name) {
            return Segments.of(cdp).all().stream()
                    .filter(each -> each.name().equals(name))
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
            cdp = open();
        }

        private void compare(Cdp twin) {
            assertThat(world.state(cdp, true))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderEntriesOf(world.state(twin, true));
            assertThat(histories(cdp)).as("seed %d", seed).isEqualTo(histories(twin));
            assertThat(Maintenance.of(cdp).verify()).as("seed %d", seed).isEmpty();
        }

        private SortedMap<String, Map<String, List<Segments.Stay>>> histories(Cdp of) {
            var histories = new TreeMap<String, Map<String, List<Segments.Stay>>>();
            for (Identifier who : world.everybody()) {
                var stays = new TreeMap<String, List<Segments.Stay>>();
                World.SEGMENTS.forEach(
                        segment -> stays.put(segment.name(), Segments.of(of).history(who, segment)));
                histories.put(who.toString(), stays);
            }
            return histories;
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
    }
}
