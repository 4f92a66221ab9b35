package io.clientele.trigger;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.lastDid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triggers of an open platform. */
class TriggersTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final Identifier ANN = Identifier.email("ann@example.org");
    private static final Segment ABANDONED = Segment.named("abandoned")
            .purpose(Purpose.ANALYTICS)
            .when(lastDid(CART).andThenNot(ORDER).forAtLeast(Duration.ofMinutes(30)));
    private static final Trigger REMINDER =
            Trigger.named("reminder").onEnter(ABANDONED).purpose(Purpose.EMAIL_MARKETING);

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final List<Firing> fired = new ArrayList<>();

    @TempDir
    private Path directory;

    private Cdp open() {
        return Cdp.in(directory)
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    private void abandon(Cdp cdp) {
        cdp.track(ANN, Event.of(CART));
        clock.advance(Duration.ofHours(1));
        cdp.advance();
    }

    private void buy(Cdp cdp) {
        cdp.track(ANN, Event.of(ORDER));
        clock.advance(Duration.ofMinutes(1));
    }

    @Test
    void an_enter_fires_at_its_exact_instant() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            Triggers.of(cdp).attach(REMINDER, fired::add);
            cdp.identify(ANN, facts -> facts.set(Trait.FIRST_NAME, "Ann"));
            abandon(cdp);
            assertThat(fired).hasSize(1);
            Firing firing = fired.get(0);
            assertThat(firing.boundary()).isEqualTo(Instant.parse("2026-03-01T09:30:00Z"));
            assertThat(firing.segment()).isEqualTo("abandoned");
            assertThat(firing.get(Trait.FIRST_NAME)).isEqualTo("Ann");
            assertThat(firing.find(Trait.LAST_NAME)).isEmpty();
            assertThatThrownBy(() -> firing.get(Trait.LAST_NAME))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the person's last_name is not known");
        }
    }

    @Test
    void a_leave_fires_by_what_somebody_does_and_by_time_alone() {
        try (Cdp cdp = open()) {
            Segment fresh = Segments.of(cdp)
                    .define(Segment.named("fresh")
                            .purpose(Purpose.ANALYTICS)
                            .when(did(CART).within(Duration.ofHours(2))));
            Segments.of(cdp).define(ABANDONED);
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("stale")
                                    .onLeave(fresh)
                                    .purpose(Purpose.EMAIL_MARKETING)
                                    .neverStale(),
                            fired::add);
            Triggers.of(cdp)
                    .attach(Trigger.named("back").onLeave(ABANDONED).purpose(Purpose.EMAIL_MARKETING), fired::add);
            abandon(cdp);
            assertThat(fired).isEmpty();
            buy(cdp);
            clock.advance(Duration.ofDays(1));
            cdp.advance();
            assertThat(fired).extracting(Firing::segment).containsExactly("abandoned", "fresh");
            assertThat(fired)
                    .extracting(Firing::boundary)
                    .containsExactly(Instant.parse("2026-03-01T10:00:00Z"), Instant.parse("2026-03-01T11:00:00Z"));
        }
    }

    @Test
    void who_was_in_before_the_trigger_was_attached_does_not_fire() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            abandon(cdp);
            Triggers.of(cdp).attach(REMINDER, fired::add);
            cdp.advance();
            assertThat(fired).isEmpty();
            buy(cdp);
            abandon(cdp);
            assertThat(fired).hasSize(1);
        }
    }

    @Test
    void one_person_is_left_in_peace_for_as_long_as_is_said() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            Triggers.of(cdp).attach(REMINDER.atMostOncePer(Duration.ofHours(3)), fired::add);
            for (int i = 0; i < 4; i++) {
                abandon(cdp);
                buy(cdp);
            }
            assertThat(fired)
                    .extracting(Firing::boundary)
                    .containsExactly(Instant.parse("2026-03-01T09:30:00Z"), Instant.parse("2026-03-01T12:33:00Z"));
        }
    }

    @Test
    void a_handler_that_fails_is_offered_the_same_firing_again() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            List<String> tried = new ArrayList<>();
            Triggers.of(cdp).attach(REMINDER.neverStale(), firing -> {
                tried.add(firing.id());
                if (tried.size() == 1) {
                    throw new java.io.IOException("no connection");
                }
            });
            abandon(cdp);
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            assertThat(tried).hasSize(2).containsOnly(tried.get(0));
        }
    }

    @Test
    void firings_planned_while_nobody_was_attached_reach_the_handler_after_a_restart() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            Triggers.of(cdp).attach(REMINDER, fired::add);
            cdp.track(ANN, Event.of(CART));
        }
        try (Cdp cdp = open()) {
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            assertThat(fired).isEmpty();
            Triggers.of(cdp).attach(REMINDER, fired::add);
            cdp.advance();
            assertThat(fired).hasSize(1);
        }
        try (Cdp cdp = open()) {
            Triggers.of(cdp).attach(REMINDER, fired::add);
            cdp.advance();
            assertThat(fired).hasSize(1);
        }
    }

    @Test
    void a_trigger_that_is_not_whole_is_refused_with_a_sentence() {
        try (Cdp cdp = open()) {
            Triggers triggers = Triggers.of(cdp);
            assertThatThrownBy(() -> triggers.attach(
                            Trigger.named("x").purpose(Purpose.ANALYTICS).channel("house"), fired::add))
                    .hasMessage("trigger x does not say when it fires: say onEnter(...), onLeave(...), onEvent(...) or"
                            + " onDate(...)");
            assertThatThrownBy(() -> triggers.attach(Trigger.named("x").onEnter(ABANDONED), fired::add))
                    .hasMessage("trigger x names no purpose: say purpose(...)");
            Segment unknown =
                    Segment.named("unknown").purpose(Purpose.ANALYTICS).when(did(CART));
            assertThatThrownBy(() -> triggers.attach(REMINDER.onEnter(unknown), fired::add))
                    .hasMessage("segment unknown is not defined");
        }
    }

    @Test
    void a_second_handler_under_the_same_name_is_refused() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            Triggers.of(cdp).attach(REMINDER, fired::add);
            assertThatThrownBy(() -> Triggers.of(cdp).attach(REMINDER, fired::add))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
