package io.clientele.segment;

import static io.clientele.segment.Conditions.lastDid;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A timer that was set for leaving must not hide the one for entering again. */
class ComingBackTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void whoever_starts_anew_while_a_member_enters_again_after_the_wait_and_not_after_the_window() {
        Segment left = Segment.named("left")
                .purpose(Purpose.SERVICE)
                .when(lastDid(EventType.named("Added"))
                        .within(Duration.ofDays(1))
                        .andThenNot(EventType.named("Ordered"))
                        .forAtLeast(Duration.ofMinutes(30)));
        SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) -> {});
        engine.define(left);
        engine.apply(1, new Fact.Permits(START, Set.of(Purpose.SERVICE)));
        added(engine, 0);
        engine.advance(at(31));
        assertThat(engine.contains(1, left)).isTrue();
        added(engine, 60);
        assertThat(engine.contains(1, left)).isFalse();
        engine.advance(at(91));
        assertThat(engine.contains(1, left)).isTrue();
    }

    private static Instant at(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    private static void added(SegmentEngine engine, int minutes) {
        Event event = Event.named("Added").about(Identifier.userId("u"), at(minutes), "e" + minutes);
        engine.apply(1, new Fact.Happened(event));
    }
}
