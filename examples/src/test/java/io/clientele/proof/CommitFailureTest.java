package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.internal.pipeline.Settings;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.proof.FaultyStore.Fault;
import io.clientele.segment.Segments;
import io.clientele.spi.Stats;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A commit that fails at any step leaves the state that the journal gives, and what is sent again is taken once. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class CommitFailureTest {

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private Cdp open(Path folder, AtomicReference<FaultyStore> store) {
        return FaultyCdp.open(
                folder,
                clock,
                World.modules(),
                new FaultyCdp.Limits(heap, heap == World.NOBODY ? 10 : Settings.INTERVAL, 3),
                real -> {
                    store.set(new FaultyStore(real));
                    return store.get();
                });
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void state_equals_a_replay_after_a_failure_at_any_step(Fault fault) {
        World world = new World(fault.ordinal() + 7L);
        AtomicReference<FaultyStore> store = new AtomicReference<>();
        List<String> fired = new ArrayList<>();
        List<LawTest.Call> calls = new ArrayList<>();
        Map<String, String> live;
        int failures = 0;
        try (Cdp cdp = open(directory.resolve("faulty"), store)) {
            prepare(cdp, fired);
            for (int step = 0; step < 150; step++) {
                clock.advance(Duration.ofMinutes(world.below(60)));
                List<Intake> together = List.of(
                        world.something(clock.instant()),
                        world.something(clock.instant().minus(Duration.ofMinutes(world.below(600)))));
                calls.add(new LawTest.Call(clock.instant(), together));
                failures += send(world, cdp, store.get(), new Call(together, fault, 1 + world.below(4)));
            }
            live = world.state(cdp, true);
        }
        assertThat(failures).as("faults that hit").isGreaterThan(fault == Fault.UNKNOWN_LANDED ? -1 : 20);
        try (Cdp cdp = open(directory.resolve("faulty"), store)) {
            assertThat(world.state(cdp, true)).as("fault %s", fault).containsExactlyInAnyOrderEntriesOf(live);
            assertSameAsUndisturbed(world, calls, cdp, fired);
        }
    }

    /**
     * A twin that nothing ever failed under: same state, same counts, as many messages. (A boundary may differ: what is folded
     * again announces as of now.)
     */
    private void assertSameAsUndisturbed(World world, List<LawTest.Call> calls, Cdp disturbed, List<String> fired) {
        List<String> expected = new ArrayList<>();
        clock.set(World.START);
        try (Cdp cdp = open(directory.resolve("twin"), new AtomicReference<>())) {
            prepare(cdp, expected);
            for (LawTest.Call call : calls) {
                clock.set(call.at());
                cdp.advance();
                cdp.accept(call.intakes());
            }
            assertThat(world.state(disturbed, true)).containsExactlyInAnyOrderEntriesOf(world.state(cdp, true));
            assertThat(disturbed.counts().toString()).isEqualTo(cdp.counts().toString());
        }
        assertThat(fired).isNotEmpty().doesNotHaveDuplicates().hasSameSizeAs(expected);
    }

    private static void prepare(Cdp cdp, List<String> fired) {
        World.define(cdp);
        Triggers.of(cdp)
                .attach(
                        Trigger.named("hello")
                                .onEnter(Segments.of(cdp).all().get(1))
                                .purpose(Purpose.SERVICE)
                                .channel("house"),
                        firing -> fired.add(firing.id()));
    }

    /** Sends with a fault armed; if it hit, the state must be the one before, and what is sent again is taken. */
    private int send(World world, Cdp cdp, FaultyStore store, Call call) {
        Map<String, String> before = world.state(cdp, true);
        store.arm(call.fault(), call.at());
        try {
            cdp.accept(call.intakes());
            store.disarm();
            return 0;
        } catch (StorageException injected) {
            store.disarm();
            assertThat(injected.usable()).isTrue();
            assertThat(world.state(cdp, true)).containsExactlyInAnyOrderEntriesOf(before);
            assertThat(cdp.accept(call.intakes())).noneMatch(o -> o.kind() == Outcome.Kind.DUPLICATE);
            return 1;
        }
    }

    private record Call(List<Intake> intakes, Fault fault, int at) {}

    @Test
    void a_definition_that_could_not_be_applied_is_never_journaled() {
        AtomicReference<FaultyStore> store = new AtomicReference<>();
        try (Cdp cdp = open(directory, store)) {
            World world = new World(1);
            assertThatThrownBy(() -> cdp.accept(new io.clientele.spi.Definition(
                            "x", clock.instant(), "segments", "broken", io.clientele.model.Properties.empty())))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(cdp.accept(world.act(clock.instant())).isStored()).isTrue();
            assertThat(cdp.service(Stats.class).timers()).containsKey("stage.commit");
        }
    }
}
