package io.clientele.segment;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.sumOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sums of money are of one currency; what is in another is left out, and shown. */
class CurrenciesTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final Segment VIP = Segment.named("vip")
            .purpose(Purpose.ANALYTICS)
            .when(sumOf(did(ORDER).within(Duration.ofDays(30)), "total")
                    .in("EUR")
                    .atLeast(100));

    private static Fact order(int day, int total, String currency) {
        var draft = Event.of(ORDER).set("total", total);
        if (!currency.isEmpty()) {
            draft.set("currency", currency);
        }
        return new Fact.Happened(draft.about(Identifier.userId("42"), START.plus(Duration.ofDays(day)), "m" + day));
    }

    private static Explanation.Part sum(List<Fact> facts, int day) {
        SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) -> {});
        engine.define(VIP);
        return engine.explain(VIP, facts, START.plus(Duration.ofDays(day)))
                .root()
                .parts()
                .get(1);
    }

    @Test
    void events_in_another_currency_or_in_none_do_not_count_and_are_named() {
        List<Fact> facts = List.of(
                new Fact.Permits(START, Set.of(Purpose.ANALYTICS)),
                order(1, 70, "EUR"),
                order(2, 500, "USD"),
                order(3, 900, ""));
        Explanation.Part sum = sum(facts, 4);

        assertThat(sum.holds()).isFalse();
        assertThat(sum.deciding()).extracting(Explanation.Deciding::id).containsExactly("m1");
        assertThat(sum.leftOut()).extracting(Explanation.Deciding::id).containsExactly("m2", "m3");
    }

    @Test
    void what_is_out_of_the_window_is_not_named() {
        List<Fact> facts = List.of(
                new Fact.Permits(START, Set.of(Purpose.ANALYTICS)), order(1, 500, "USD"), order(20, 120, "EUR"));
        Explanation.Part sum = sum(facts, 40);

        assertThat(sum.holds()).isTrue();
        assertThat(sum.leftOut()).isEmpty();
    }
}
