package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.Matches;
import io.clientele.identity.match.Matching;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are learned again when a rule says so, on a host's executor. */
class RelearningTest {

    private static final Matching RULE = Matching.standard().relearn(1.5, Duration.ofDays(7));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START.plusSeconds(600));
    private final List<Event> guests = new Townsfolk(3, 90).guests(World.START.plusSeconds(60));
    /** What the host's executor was given and has not done yet. */
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private Cdp open(Matching matching) {
        return Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard().matching(matching))
                .open();
    }

    private void comes(Cdp cdp, List<Event> some) {
        for (Event guest : some) {
            cdp.accept(ConsentAct.of(
                            "act-" + guest.id(),
                            guest.identifiers().get(0),
                            Purpose.STITCHING,
                            ConsentAct.Decision.GRANT,
                            World.START)
                    .by(Evidence.of("test", "v1")));
            cdp.accept(guest);
        }
    }

    private Optional<CompletableFuture<MatchModel>> due(Cdp cdp) {
        return Matches.of(cdp).learnIfDue(waiting::add);
    }

    @Test
    void a_model_is_learned_again_after_growth_or_time_while_others_write() {
        try (Cdp cdp = open(RULE)) {
            assertThat(due(cdp)).as("nothing is known").isEmpty();
            comes(cdp, guests.subList(0, 40));
            CompletableFuture<MatchModel> first = due(cdp).orElseThrow();
            assertThat(due(cdp)).as("one is being learned").isEmpty();
            assertThat(Matches.of(cdp).model()).isEmpty();
            comes(cdp, guests.subList(40, 50));
            waiting.remove().run();
            assertThat(first).isCompletedWithValueMatching(model -> model.size() == 50);
            assertThat(Matches.of(cdp).version()).isEqualTo(1);

            comes(cdp, guests.subList(50, 74));
            assertThat(due(cdp)).as("fewer than half as many more").isEmpty();
            comes(cdp, guests.subList(74, 75));
            assertThat(due(cdp)).isPresent();
            waiting.remove().run();
            assertThat(Matches.of(cdp).version()).isEqualTo(2);

            clock.advance(Duration.ofDays(7).minusSeconds(1));
            assertThat(due(cdp)).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(due(cdp)).isPresent();
            waiting.remove().run();
            assertThat(Matches.of(cdp).version()).isEqualTo(3);
        }
        try (Cdp cdp = open(RULE)) {
            assertThat(Matches.of(cdp).version()).isEqualTo(3);
            assertThat(due(cdp)).isEmpty();
        }
    }

    @Test
    void a_platform_that_is_closed_while_a_model_is_learned_keeps_the_one_before() {
        String before;
        CompletableFuture<MatchModel> late;
        Cdp closing = open(RULE);
        try (closing) {
            comes(closing, guests.subList(0, 40));
            before = Matches.of(closing).learn().fingerprint();
            comes(closing, guests.subList(40, 90));
            late = due(closing).orElseThrow();
        }
        waiting.remove().run();
        assertThat(late).isCompletedExceptionally();
        try (Cdp cdp = open(RULE)) {
            assertThat(Matches.of(cdp).model().orElseThrow().fingerprint()).isEqualTo(before);
            assertThat(Matches.of(cdp).version()).isEqualTo(1);
            assertThat(due(cdp)).isPresent();
            waiting.remove().run();
            assertThat(Matches.of(cdp).version()).isEqualTo(2);
        }
    }

    @Test
    void an_executor_that_refuses_leaves_a_model_due_and_without_a_rule_none_ever_is() {
        try (Cdp cdp = open(RULE)) {
            comes(cdp, guests.subList(0, 40));
            assertThatThrownBy(() -> Matches.of(cdp).learnIfDue(work -> {
                        throw new RejectedExecutionException();
                    }))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(due(cdp)).isPresent();
        }
        try (Cdp cdp = open(Matching.standard())) {
            assertThat(due(cdp)).isEmpty();
        }
    }
}
