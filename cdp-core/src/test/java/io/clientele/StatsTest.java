package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.spi.Stats;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsTest {

    private static final Identifier ANN = Identifier.userId("canary-42");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    @Test
    void counters_say_what_became_of_everything_handed_in() {
        try (Cdp cdp = Cdp.inMemory().clock(clock).with(new PermitEverything()).open()) {
            cdp.track(ANN, Event.named("Visited").id("m1"));
            cdp.track(ANN, Event.named("Visited").id("m1"));
            cdp.track(ANN, Event.named("Visited").at(Instant.MIN));

            assertThat(cdp.service(Stats.class).counters())
                    .isEqualTo(Map.of(
                            "received", 3L,
                            "outcome.stored.stored", 1L,
                            "outcome.duplicate.id_seen", 1L,
                            "outcome.rejected.time_out_of_range", 1L));
        }
    }

    @Test
    void timers_see_each_call_each_batch_and_each_stage() {
        try (Cdp cdp = Cdp.inMemory().clock(clock).with(new PermitEverything()).open()) {
            cdp.track(ANN, Event.named("Visited").id("m1"));
            cdp.track(ANN, Event.named("Visited").id("m2"));

            Map<String, Stats.Timing> timers = cdp.service(Stats.class).timers();
            assertThat(timers.keySet())
                    .containsExactly(
                            "call",
                            "batch",
                            "stage.admit",
                            "stage.seal",
                            "stage.decide",
                            "stage.stitch",
                            "stage.fold",
                            "stage.evaluate",
                            "stage.commit",
                            "stage.deliver");
            assertThat(timers.get("call").count()).isEqualTo(2);
            assertThat(timers.get("batch").count()).isEqualTo(2);
            assertThat(timers.get("stage.admit").count()).isEqualTo(2);
            assertThat(timers.get("stage.commit").nanos())
                    .isBetween(
                            timers.get("stage.commit").longest(),
                            timers.get("batch").nanos());
            assertThat(timers.get("batch").nanos())
                    .isLessThan(timers.get("call").nanos());
        }
    }

    @Test
    void gauges_show_what_is_now_and_no_name_speaks_of_a_person() {
        try (Cdp cdp = Cdp.inMemory().clock(clock).with(new PermitEverything()).open()) {
            cdp.track(ANN, Event.named("Visited"));

            Stats stats = cdp.service(Stats.class);
            assertThat(stats.gauges())
                    .containsOnlyKeys("pen.waiting", "profiles.restored", "profiles.folded", "saved.unreadable");
            assertThat(stats.gauges()).containsEntry("pen.waiting", 0L);
            assertThat(stats.counters() + " " + stats.timers() + stats.gauges()).doesNotContain("canary");
        }
    }
}
