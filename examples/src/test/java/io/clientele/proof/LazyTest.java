package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.internal.pen.PenOptions;
import io.clientele.internal.pen.PenOptions.Ticking;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is stored lazily becomes durable when it was promised, and before anything that follows from it leaves the house. */
@Timeout(60)
class LazyTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final AtomicReference<HeldStore> store = new AtomicReference<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void end() {
        scheduler.shutdownNow();
    }

    private Cdp open(Optional<Ticking> ticking) {
        PenOptions standard = PenOptions.standard();
        var pen = new PenOptions(standard.terms(), 100, 1 << 20, Optional.empty(), ticking);
        return FaultyCdp.open(directory, clock, World.modules(), pen, real -> {
            store.set(new HeldStore(real));
            return store.get().store();
        });
    }

    private Cdp open() {
        return open(Optional.empty());
    }

    /** What was committed since the opening, which leaves an entry of its own. */
    private List<String> commits() {
        return store.get().commits().stream().skip(1).toList();
    }

    private static Outcome track(Cdp cdp, String id) {
        return cdp.track(ANN, Event.of(EventType.IDENTIFY).id(id));
    }

    @Test
    void behaviour_waits_for_the_next_durable_call_of_anybody() {
        try (Cdp cdp = open()) {
            Cdp lazily = cdp.calling(c -> c.lazy(HOUR));
            assertThat(track(lazily, "a").isStored()).isTrue();
            assertThat(track(lazily, "b").isStored()).isTrue();
            assertThat(track(cdp, "c").isStored()).isTrue();

            assertThat(commits()).containsExactly("lazy 1", "lazy 1", "durable 1");
            assertThat(cdp.flush(HOUR).records()).isZero();
        }
    }

    @Test
    void flush_and_advance_make_it_durable() {
        try (Cdp cdp = open()) {
            Cdp lazily = cdp.calling(c -> c.lazy(HOUR));
            track(lazily, "a");
            assertThat(cdp.flush(HOUR).isNothing()).isTrue();
            track(lazily, "b");
            cdp.advance();

            assertThat(commits()).containsExactly("lazy 1", "renew", "lazy 1", "renew");
        }
    }

    @Test
    void what_has_waited_long_enough_is_durable_before_the_next_call_returns() {
        try (Cdp cdp = open()) {
            Cdp lazily = cdp.calling(c -> c.lazy(Duration.ofNanos(1)));
            track(lazily, "a");
            track(lazily, "b");
            track(lazily, "c");
            track(lazily, "c");

            assertThat(commits()).containsExactly("lazy 1", "durable 1", "lazy 1", "renew");
        }
    }

    @Test
    void a_choice_is_durable_whatever_the_call_says() {
        try (Cdp cdp = open()) {
            Cdp lazily = cdp.calling(c -> c.lazy(HOUR));
            var act = ConsentAct.of("w", ANN, Purpose.ANALYTICS, Decision.WITHDRAW, clock.instant());
            lazily.accept(List.of(Event.of(EventType.IDENTIFY).id("a").about(ANN, clock.instant(), "-"), act));
            lazily.accept(act.about(Identifier.userId("43")));

            assertThat(commits()).first().isEqualTo("durable 2");
            assertThat(commits()).noneMatch(commit -> commit.startsWith("lazy"));
        }
    }

    @Test
    void a_position_is_waited_for_and_made_durable() throws Exception {
        try (Cdp cdp = open()) {
            long position =
                    track(cdp.calling(c -> c.lazy(HOUR)), "a").position().orElseThrow();
            assertThat(cdp.awaitPosition(position, Duration.ZERO)).isTrue();
            assertThat(commits()).containsExactly("lazy 1", "renew");
            assertThat(cdp.awaitPosition(position + 1, Duration.ofMillis(1))).isFalse();

            CompletableFuture<Boolean> reader =
                    CompletableFuture.supplyAsync(() -> cdp.awaitPosition(position + 1, HOUR));
            track(cdp, "b");
            assertThat(reader.get()).isTrue();
        }
    }

    @Test
    void a_scheduler_keeps_the_promise_without_traffic() throws InterruptedException {
        try (Cdp cdp = open(Optional.of(new Ticking(scheduler, HOUR)))) {
            track(cdp.calling(c -> c.lazy(HOUR)), "a");
            assertThat(commits()).containsExactly("lazy 1");
            track(cdp.calling(c -> c.lazy(Duration.ofMillis(5))), "b");
            store.get().awaitCommit("renew");

            assertThat(cdp.flush(HOUR).records()).isZero();
        }
    }

    @Test
    void a_scheduler_moves_time_on() throws InterruptedException {
        try (Cdp cdp = open(Optional.of(new Ticking(scheduler, Duration.ofMillis(5))))) {
            store.get().awaitCommit("renew");
            assertThat(cdp.flush(HOUR).isNothing()).isTrue();
        }
    }

    @Test
    void nothing_is_handed_over_before_its_cause_is_durable() {
        List<String> before = new ArrayList<>();
        try (Cdp cdp = open()) {
            Segment known = Segments.of(cdp)
                    .define(Segment.named("known").purpose(Purpose.SERVICE).when(did(EventType.IDENTIFY)));
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("hello")
                                    .onEnter(known)
                                    .purpose(Purpose.SERVICE)
                                    .channel("house"),
                            firing -> before.addAll(store.get().commits()));
            store.get().forgetCommits();
            track(cdp.calling(c -> c.lazy(HOUR)), "a");
        }
        assertThat(before).hasSize(2);
        assertThat(before.get(0)).startsWith("lazy");
        assertThat(before.get(1)).isEqualTo("renew");
    }
}
