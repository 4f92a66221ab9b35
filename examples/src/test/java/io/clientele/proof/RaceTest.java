package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.consent.Consents;
import io.clientele.internal.pen.PenOptions;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Admission runs in every caller's thread at once; the pen decides. */
@Timeout(120)
class RaceTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 40;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<HeldStore> store = new AtomicReference<>();

    @AfterEach
    void end() {
        threads.shutdown();
    }

    private Cdp open() {
        return FaultyCdp.open(directory, clock, World.modules(), PenOptions.standard(), real -> {
            store.set(new HeldStore(real));
            return store.get().store();
        });
    }

    /** Runs all at the same moment. */
    private <T> List<T> together(List<Callable<T>> calls) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(calls.size());
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> call : calls) {
            running.add(threads.submit(() -> {
                barrier.await();
                return call.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : running) {
            results.add(future.get());
        }
        return results;
    }

    private static Event visit(String id, Identifier who) {
        return Event.named("Visited").id(id).about(who, World.START, "unused");
    }

    private void grant(Cdp cdp, Identifier who) {
        Consents.of(cdp).record(who, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void nothing_collected_under_a_purpose_is_left_once_its_withdrawal_returned() throws Exception {
        try (Cdp cdp = open()) {
            for (int round = 0; round < ROUNDS; round++) {
                Identifier who = Identifier.userId("u" + round);
                grant(cdp, who);
                List<Callable<Outcome.Kind>> calls = new ArrayList<>();
                calls.add(() -> {
                    Outcome.Kind kind = Consents.of(cdp)
                            .record(who, c -> c.withdraw(Purpose.ANALYTICS))
                            .get(0)
                            .kind();
                    assertThat(cdp.timeline(who)).isEmpty();
                    return kind;
                });
                for (int i = 1; i < THREADS; i++) {
                    String id = "e" + round + "-" + i;
                    calls.add(() -> cdp.accept(visit(id, who)).kind());
                }
                List<Outcome.Kind> kinds = together(calls);

                assertThat(kinds.get(0)).isEqualTo(Outcome.Kind.STORED);
                assertThat(kinds).as("round %d", round).isSubsetOf(Outcome.Kind.STORED, Outcome.Kind.WITHHELD);
                assertThat(cdp.timeline(who)).isEmpty();
            }
        }
        try (Cdp cdp = open()) {
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(cdp.timeline(Identifier.userId("u" + round))).isEmpty();
            }
        }
    }

    @Test
    void many_threads_end_with_the_persons_of_one() throws Exception {
        for (long seed = 1; seed <= 4; seed++) {
            World world = new World(seed);
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 160; i++) {
                events.add(world.stitching(World.START));
            }
            Map<String, String> alone = stitched(world, directory.resolve("one-" + seed), List.of(events));
            List<List<Event>> parts = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                parts.add(new ArrayList<>());
            }
            for (int i = 0; i < events.size(); i++) {
                parts.get(i % THREADS).add(events.get(i));
                parts.get((i + 1) % THREADS).add(events.get(i));
            }
            assertThat(stitched(world, directory.resolve("many-" + seed), parts))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderEntriesOf(alone);
        }
    }

    /** The state after each part was handed in by a thread of its own, all at once. */
    private Map<String, String> stitched(World world, Path folder, List<List<Event>> parts) throws Exception {
        try (Cdp cdp = FaultyCdp.open(folder, clock, World.modules(), PenOptions.standard(), real -> real)) {
            World.define(cdp);
            world.everybody()
                    .forEach(who -> Consents.of(cdp)
                            .record(
                                    who,
                                    c -> c.grant(Purpose.STITCHING, Purpose.DEVICE_LINKING, Purpose.ANALYTICS)
                                            .evidence("banner", "v1")));
            List<Callable<Boolean>> calls = new ArrayList<>();
            parts.forEach(part -> calls.add(() -> part.stream()
                    .map(cdp::accept)
                    .allMatch(outcome -> outcome.isStored() || outcome.kind() == Outcome.Kind.DUPLICATE)));
            assertThat(together(calls)).containsOnly(true);
            return world.state(cdp, false);
        }
    }

    @Test
    void of_many_deliveries_of_one_message_one_is_stored() throws Exception {
        Identifier who = Identifier.userId("42");
        try (Cdp cdp = open()) {
            grant(cdp, who);
            for (int round = 0; round < ROUNDS; round++) {
                String id = "e" + round;
                List<Callable<Outcome.Kind>> calls = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    calls.add(() -> cdp.accept(visit(id, who)).kind());
                }
                List<Outcome.Kind> kinds = together(calls);

                assertThat(kinds).as("round %d", round).containsOnly(Outcome.Kind.STORED, Outcome.Kind.DUPLICATE);
                assertThat(kinds).containsOnlyOnce(Outcome.Kind.STORED);
            }
            assertThat(cdp.timeline(who)).hasSize(ROUNDS);
            assertThat(cdp.profile(who).orElseThrow().activity().events()).isEqualTo(ROUNDS);
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void an_event_admitted_before_a_withdrawal_but_decided_after_it_is_withheld() throws Exception {
        Identifier who = Identifier.userId("42");
        try (Cdp cdp = open()) {
            grant(cdp, who);
            HeldStore.Hold hold = store.get().hold();
            Future<Outcome> other =
                    threads.submit(() -> cdp.track(Identifier.userId("44"), Event.of(EventType.IDENTIFY)));
            hold.awaitReached();
            Future<Outcome> withdrawal = threads.submit(() -> Consents.of(cdp)
                    .record(who, c -> c.withdraw(Purpose.ANALYTICS))
                    .get(0));
            awaitIntakes(cdp, 2);
            CompletionStage<Outcome> event = cdp.async().accept(visit("e", who));
            hold.release();

            assertThat(other.get().isStored()).isTrue();
            assertThat(withdrawal.get().isStored()).isTrue();
            assertThat(event.toCompletableFuture().get().kind()).isEqualTo(Outcome.Kind.WITHHELD);
            assertThat(cdp.timeline(who)).isEmpty();
        }
    }

    private static void awaitIntakes(Cdp cdp, int count) {
        while (cdp.flush(Duration.ZERO).intakes() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void waiting_and_staged_calls_of_many_threads_all_end_with_and_without_an_executor() throws Exception {
        for (boolean elsewhere : new boolean[] {false, true}) {
            PenOptions standard = PenOptions.standard();
            Optional<java.util.concurrent.Executor> executor = elsewhere ? Optional.of(threads) : Optional.empty();
            var pen = new PenOptions(standard.terms(), 5, 1 << 20, executor, Optional.empty());
            Path folder = directory.resolve("x" + elsewhere);
            try (Cdp cdp = FaultyCdp.open(folder, clock, World.modules(), pen, real -> real)) {
                List<Callable<Integer>> calls = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    int number = thread;
                    calls.add(() -> calls(cdp, number));
                }
                assertThat(together(calls).stream().mapToInt(n -> n).sum()).isEqualTo(THREADS * 60);
                assertThat(cdp.flush(Duration.ofDays(1)).isNothing()).isTrue();
                assertThat(cdp.counts().of(Outcome.Kind.STORED)).isEqualTo(THREADS * 60);
            }
        }
    }

    private static int calls(Cdp cdp, int thread) throws Exception {
        Identifier who = Identifier.userId("u" + thread);
        List<CompletionStage<Outcome>> stages = new ArrayList<>();
        int stored = 0;
        for (int i = 0; i < 30; i++) {
            stages.add(cdp.async().track(who, Event.of(EventType.IDENTIFY)));
            stored += cdp.track(who, Event.of(EventType.IDENTIFY)).isStored() ? 1 : 0;
            assertThat(cdp.profile(who).orElseThrow().activity().events()).isGreaterThan(i);
        }
        for (CompletionStage<Outcome> stage : stages) {
            stored += stage.toCompletableFuture().get().isStored() ? 1 : 0;
        }
        return stored;
    }
}
