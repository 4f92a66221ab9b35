package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.spi.ModuleContext;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever calls the platform from inside the platform is not made to wait for itself. */
@Timeout(60)
class ReentranceTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final Identifier BEN = Identifier.userId("43");

    private final ManualClock clock = ManualClock.at(World.START);
    private final Inside inside = new Inside();

    /** A module of a host: reads, and is asked to forget. */
    private static final class Inside implements CdpModule {

        private @Nullable ModuleContext context;
        private Consumer<Cdp> whenForgetting = cdp -> {};
        private @Nullable Cdp cdp;

        @Override
        public String name() {
            return "inside";
        }

        @Override
        public void install(ModuleContext given) {
            context = given;
            given.holder(identifiers -> whenForgetting.accept(Objects.requireNonNull(cdp)));
        }

        <T> T read(java.util.function.Supplier<T> reader) {
            return Objects.requireNonNull(context).read(reader);
        }
    }

    private Cdp open() {
        var builder = Cdp.inMemory().clock(clock).with(inside);
        World.modules().forEach(builder::with);
        Cdp cdp = builder.open();
        inside.cdp = cdp;
        return cdp;
    }

    private static Outcome track(Cdp cdp, Identifier who, String id) {
        return cdp.track(who, Event.of(EventType.IDENTIFY).id(id));
    }

    @Test
    void from_a_read_it_is_queued_and_done_when_the_read_is_over() {
        try (Cdp cdp = open()) {
            List<Boolean> seen = new ArrayList<>();
            Outcome outcome = inside.read(() -> {
                Outcome queued = track(cdp, ANN, "a");
                cdp.advance();
                seen.add(cdp.profile(ANN).isPresent());
                return queued;
            });

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.QUEUED);
            assertThat(seen).containsExactly(false);
            assertThat(cdp.timeline(ANN)).hasSize(1);
            assertThat(cdp.counts().toString()).isEqualTo("received 1, {STORED:stored=1}");
        }
    }

    @Test
    void from_a_holder_that_forgets_it_is_queued_behind_the_erasure() {
        try (Cdp cdp = open()) {
            track(cdp, ANN, "a");
            List<Outcome> outcomes = new ArrayList<>();
            inside.whenForgetting = again -> outcomes.add(track(again, BEN, "erased-somebody"));
            cdp.accept(SubjectRequest.erasure("r", ANN, clock.instant(), "login"));

            assertThat(outcomes).extracting(Outcome::kind).containsExactly(Outcome.Kind.QUEUED);
            assertThat(cdp.timeline(BEN)).hasSize(1);
            assertThat(cdp.timeline(ANN)).isEmpty();
        }
    }

    @Test
    void from_a_read_a_stage_is_completed_when_the_read_is_over() {
        try (Cdp cdp = open()) {
            List<Boolean> inTheRead = new ArrayList<>();
            CompletableFuture<Outcome> stage = inside.read(() -> {
                var queued = cdp.async()
                        .track(ANN, Event.of(EventType.IDENTIFY).id("a"))
                        .toCompletableFuture();
                inTheRead.add(queued.isDone());
                return queued;
            });

            assertThat(inTheRead).containsExactly(false);
            assertThat(stage.join().isStored()).isTrue();
        }
    }

    @Test
    void from_a_stage_it_is_a_call_like_any_other() {
        try (Cdp cdp = open()) {
            Outcome second = cdp.async()
                    .track(ANN, Event.of(EventType.IDENTIFY).id("a"))
                    .thenApply(first -> track(cdp, BEN, "b"))
                    .toCompletableFuture()
                    .join();

            assertThat(second.isStored()).isTrue();
            assertThat(cdp.timeline(BEN)).hasSize(1);
        }
    }

    @Test
    void from_a_handler_it_is_a_call_like_any_other() {
        try (Cdp cdp = open()) {
            Segment known = Segments.of(cdp)
                    .define(Segment.named("known").purpose(Purpose.SERVICE).when(did(EventType.IDENTIFY)));
            List<String> told = new ArrayList<>();
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("hello")
                                    .onEnter(known)
                                    .purpose(Purpose.SERVICE)
                                    .channel("house"),
                            firing -> {
                                told.add(track(cdp, BEN, "told-" + firing.id())
                                        .kind()
                                        .name());
                                cdp.advance();
                            });
            track(cdp, ANN, "a");

            assertThat(told).containsExactly("STORED", "STORED");
        }
    }

    @Test
    void a_position_is_not_waited_for_inside_a_read() {
        try (Cdp cdp = open()) {
            assertThat(inside.read(() -> cdp.awaitPosition(9, Duration.ofDays(1))))
                    .isFalse();
        }
    }

    @Test
    void closing_from_a_read_happens_when_the_read_is_over() {
        Cdp cdp = open();
        track(cdp, ANN, "a");
        int events = inside.read(() -> {
            cdp.close();
            return Objects.requireNonNull(inside.context).events(ANN).size();
        });

        assertThat(events).isEqualTo(1);
        assertThat(cdp.close(Duration.ofDays(1)).isNothing()).isTrue();
    }
}
