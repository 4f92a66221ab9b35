package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.CallOptions;
import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.Remaining;
import io.clientele.internal.pen.PenOptions;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.StorageException;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that does not answer holds nobody longer than they want, and what it does in the end is not lost. */
@Timeout(60)
class SlowStoreTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final Identifier BEN = Identifier.userId("43");

    @TempDir
    Path directory;

    private static CallOptions briefly(CallOptions usual) {
        return usual.deadline(Duration.ofMillis(40));
    }

    private final ManualClock clock = ManualClock.at(World.START);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<HeldStore> store = new AtomicReference<>();

    @AfterEach
    void end() {
        threads.shutdown();
    }

    private Cdp open(int queue, Optional<Executor> executor) {
        PenOptions standard = PenOptions.standard();
        var pen = new PenOptions(standard.terms(), queue, 1 << 20, executor, Optional.empty());
        return FaultyCdp.open(directory, clock, World.modules(), pen, real -> {
            store.set(new HeldStore(real));
            return store.get().store();
        });
    }

    private Cdp open() {
        return open(100, Optional.empty());
    }

    private static Outcome track(Cdp cdp, Identifier who, String id) {
        return cdp.track(who, Event.of(EventType.IDENTIFY).id(id));
    }

    /** A call whose commit is held. */
    private FutureTask<Outcome> held(Cdp cdp, String id, HeldStore.Hold hold) throws InterruptedException {
        FutureTask<Outcome> call = started(cdp, id);
        hold.awaitReached();
        return call;
    }

    private FutureTask<Outcome> started(Cdp cdp, String id) {
        FutureTask<Outcome> call = new FutureTask<>(() -> track(cdp, ANN, id));
        threads.execute(call);
        return call;
    }

    private static void awaitIntakes(Cdp cdp, int count) {
        while (cdp.flush(Duration.ZERO).intakes() < count) {
            Thread.onSpinWait();
        }
    }

    @Nested
    class A_deadline {

        @Test
        void makes_a_call_busy_that_was_not_begun_and_leaves_nothing_of_it() throws Exception {
            try (Cdp cdp = open()) {
                HeldStore.Hold hold = store.get().hold();
                FutureTask<Outcome> leader = held(cdp, "a", hold);

                assertThat(track(cdp.calling(SlowStoreTest::briefly), BEN, "b"))
                        .isEqualTo(Outcome.of(Outcome.Kind.BUSY, "deadline"));
                hold.release();

                assertThat(leader.get().isStored()).isTrue();
                assertThat(cdp.timeline(BEN)).isEmpty();
                assertThat(cdp.counts().received()).isEqualTo(2);
                assertThat(cdp.counts().of(Outcome.Kind.BUSY)).isEqualTo(1);
                assertThat(track(cdp, BEN, "b").isStored()).isTrue();
            }
        }

        @Test
        void ends_a_call_that_was_begun_with_an_unknown_outcome_and_its_repetition_finds_out() throws Exception {
            try (Cdp cdp = open(100, Optional.of(threads))) {
                HeldStore.Hold hold = store.get().hold();

                assertThatThrownBy(() -> track(cdp.calling(SlowStoreTest::briefly), ANN, "a"))
                        .isInstanceOfSatisfying(StorageException.class, late -> {
                            assertThat(late.outcomeUnknown()).isTrue();
                            assertThat(late.usable()).isTrue();
                        });
                hold.release();

                assertThat(track(cdp, ANN, "a").kind()).isEqualTo(Outcome.Kind.DUPLICATE);
            }
        }

        @Test
        void holds_for_reads_but_a_profile_read_lately_waits_for_nobody() throws Exception {
            try (Cdp cdp = open()) {
                track(cdp, BEN, "b");
                assertThat(cdp.profile(BEN)).isPresent();
                HeldStore.Hold hold = store.get().hold();
                FutureTask<Outcome> leader = held(cdp, "a", hold);

                assertThat(cdp.calling(SlowStoreTest::briefly)
                                .profile(BEN)
                                .orElseThrow()
                                .activity()
                                .events())
                        .isEqualTo(1);
                assertThatThrownBy(() -> cdp.calling(SlowStoreTest::briefly).timeline(BEN))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("busy");
                hold.release();

                assertThat(leader.get().isStored()).isTrue();
                track(cdp, BEN, "c");
                assertThat(cdp.profile(BEN).orElseThrow().activity().events()).isEqualTo(2);
            }
        }

        @Test
        void is_kept_although_the_executor_waits_for_this_very_call() throws Exception {
            ExecutorService one = Executors.newSingleThreadExecutor();
            try (Cdp cdp = open(100, Optional.of(one))) {
                Cdp quick = cdp.calling(c -> c.deadline(Duration.ofMillis(200)));

                assertThat(one.submit(() -> track(quick, ANN, "a")).get().isStored())
                        .isTrue();
            } finally {
                one.shutdown();
            }
        }
    }

    @Nested
    class A_full_queue {

        @Test
        void is_busy_at_once_or_waited_for_as_the_caller_wants() throws Exception {
            try (Cdp cdp = open(2, Optional.empty())) {
                HeldStore.Hold hold = store.get().hold();
                FutureTask<Outcome> leader = held(cdp, "a", hold);
                FutureTask<Outcome> second = started(cdp, "b");
                awaitIntakes(cdp, 2);
                Outcome full = Outcome.of(Outcome.Kind.BUSY, "queue_full");

                assertThat(track(cdp.calling(CallOptions::busyWhenFull), ANN, "c"))
                        .isEqualTo(full);
                assertThat(track(cdp.calling(SlowStoreTest::briefly), ANN, "d")).isEqualTo(full);
                FutureTask<Outcome> third = started(cdp, "e");
                hold.release();

                assertThat(leader.get().isStored()).isTrue();
                assertThat(second.get().isStored()).isTrue();
                assertThat(third.get().isStored()).isTrue();
                assertThat(cdp.counts().received()).isEqualTo(5);
            }
        }

        @Test
        void lets_in_what_is_larger_than_itself_when_nothing_else_waits() {
            try (Cdp cdp = open(1, Optional.empty())) {
                Event a = Event.named("A").id("a").about(ANN, clock.instant(), "x");
                Event b = Event.named("B").id("b").about(ANN, clock.instant(), "y");

                assertThat(cdp.accept(java.util.List.of(a, b)))
                        .noneMatch(outcome -> outcome.kind() == Outcome.Kind.BUSY);
            }
        }
    }

    @Nested
    class Flushing_and_closing {

        @Test
        void tell_what_is_left_and_finish_it_later() throws Exception {
            Cdp cdp = open();
            HeldStore.Hold hold = store.get().hold();
            FutureTask<Outcome> leader = held(cdp, "a", hold);
            FutureTask<Outcome> follower = started(cdp, "b");
            awaitIntakes(cdp, 2);

            Remaining flushed = cdp.flush(Duration.ofMillis(20));
            assertThat(flushed.intakes()).isEqualTo(2);
            assertThat(flushed.isNothing()).isFalse();
            assertThat(cdp.close(Duration.ofMillis(20)).intakes()).isEqualTo(2);
            hold.release();

            assertThat(leader.get().isStored()).isTrue();
            assertThat(follower.get().isStored()).isTrue();
            assertThat(cdp.close(Duration.ofDays(1)).isNothing()).isTrue();
            try (Cdp again = open()) {
                assertThat(again.timeline(ANN)).extracting(Event::id).containsExactlyInAnyOrder("a", "b");
                assertThat(again.flush(Duration.ofDays(1)).isNothing()).isTrue();
            }
        }
    }

    @Nested
    class An_interrupt {

        @Test
        void neither_breaks_a_commit_nor_is_lost() throws Exception {
            try (Cdp cdp = open()) {
                HeldStore.Hold hold = store.get().hold();
                CompletableFuture<String> leader = new CompletableFuture<>();
                CompletableFuture<String> follower = new CompletableFuture<>();
                Thread leading = thread(cdp, "a", leader);
                hold.awaitReached();
                Thread following = thread(cdp, "b", follower);
                awaitIntakes(cdp, 2);
                leading.interrupt();
                following.interrupt();
                hold.release();

                assertThat(leader.get()).isEqualTo("STORED, interrupted");
                assertThat(follower.get()).isEqualTo("STORED, interrupted");
                assertThat(track(cdp, ANN, "a").kind()).isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(track(cdp, ANN, "c").isStored()).isTrue();
            }
        }

        private Thread thread(Cdp cdp, String id, CompletableFuture<String> end) {
            Thread thread = new Thread(() -> {
                Outcome outcome = track(cdp, ANN, id);
                end.complete(outcome.kind() + (Thread.interrupted() ? ", interrupted" : ""));
            });
            thread.start();
            return thread;
        }

        @Test
        void that_came_before_the_call_does_not_hinder_it() {
            try (Cdp cdp = open()) {
                Thread.currentThread().interrupt();
                assertThat(track(cdp, ANN, "a").isStored()).isTrue();
                assertThat(cdp.timeline(ANN)).hasSize(1);
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Nested
    class A_commit_nobody_heard_of {

        @Test
        void is_found_out_about_before_anything_else_is_done() throws ExecutionException, InterruptedException {
            String live;
            try (Cdp cdp = open()) {
                track(cdp, BEN, "b");
                store.get().cut();
                assertThatThrownBy(() -> track(cdp, ANN, "a"))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                cut -> assertThat(cut.outcomeUnknown()).isTrue());
                assertThatThrownBy(() -> track(cdp, ANN, "x")).isInstanceOf(StorageException.class);
                store.get().heal();

                assertThat(track(cdp, ANN, "a").kind()).isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(track(cdp, ANN, "x").isStored()).isTrue();
                live = cdp.timeline(ANN) + " " + cdp.counts();
            }
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(ANN) + " " + cdp.counts()).isEqualTo(live);
            }
        }
    }
}
