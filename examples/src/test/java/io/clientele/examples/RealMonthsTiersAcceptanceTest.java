package io.clientele.examples;

import static io.clientele.segment.Conditions.did;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Intake;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.segment.shop.Rfm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real shop's seven months: who bought in the last days, and the tiers of customers, are those of one pass over the order files. */
@Tag("acceptance")
class RealMonthsTiersAcceptanceTest {

    private static final Path ORDERS =
            Path.of(System.getProperty("clientele.shared", "."), "data", "events", "online-retail");
    private static final List<Integer> DAYS = List.of(7, 30, 90);
    private static final int CALL = 200;

    private Instant now = Instant.EPOCH;

    @Test
    void buyers_of_the_last_days_and_tiers_are_those_of_a_one_pass_computation() throws IOException {
        OnePass expected = OnePass.over(ORDERS);
        RetailShop shop = RetailShop.read(ORDERS);
        Iterator<Moment> moments = shop.iterator();
        try (Cdp cdp = Cdp.inMemory()
                .clock(() -> now)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open()) {
            DAYS.forEach(days -> Segments.of(cdp).define(bought(days)));
            List<Moment> next = new ArrayList<>();
            for (Instant at :
                    List.of(shop.start().plus(ofDays(60)), shop.start().plus(ofDays(135)), shop.end())) {
                while (moments.hasNext()
                        && (next.isEmpty() || !next.get(next.size() - 1).time().isAfter(at))) {
                    next.add(moments.next());
                    if (next.size() == CALL && !next.get(CALL - 1).time().isAfter(at)) {
                        accept(cdp, next);
                        next.clear();
                    }
                }
                accept(
                        cdp,
                        next.stream()
                                .filter(moment -> !moment.time().isAfter(at))
                                .toList());
                next.removeIf(moment -> !moment.time().isAfter(at));
                now = at;
                cdp.advance();
                compareBuyers(cdp, expected, at);
            }
            assertThat(moments.hasNext()).isFalse();
            compareTiers(cdp, expected, shop.end());
        }
    }

    private static Segment bought(int days) {
        return Segment.named("bought-" + days)
                .purpose(Purpose.ANALYTICS)
                .when(did(CommerceEvents.ORDER_COMPLETED).within(ofDays(days)));
    }

    private static Segment tier(Rfm.Measure measure, int tier) {
        return Segment.named(measure + "-" + tier).purpose(Purpose.ANALYTICS).when(Rfm.tier(measure, tier));
    }

    private void accept(Cdp cdp, List<Moment> moments) {
        if (!moments.isEmpty()) {
            now = moments.get(moments.size() - 1).time();
            List<Intake> intakes = new ArrayList<>();
            moments.forEach(moment -> intakes.addAll(moment.intakes()));
            cdp.accept(intakes);
        }
    }

    private static void compareBuyers(Cdp cdp, OnePass expected, Instant at) {
        Segments segments = Segments.of(cdp);
        for (int days : DAYS) {
            assertThat((long) segments.count(bought(days)))
                    .as("bought in %d days before %s", days, at)
                    .isEqualTo(expected.bought(at, days))
                    .isPositive();
        }
    }

    private static void compareTiers(Cdp cdp, OnePass expected, Instant at) {
        Segments segments = Segments.of(cdp);
        Rfm.cutoffs(Purpose.ANALYTICS, "GBP").forEach(segments::freeze);
        for (Rfm.Measure measure : Rfm.Measure.values()) {
            List<Long> sizes = Stream.of(5, 4, 3, 2, 1)
                    .map(tier -> (long) segments.count(segments.define(tier(measure, tier))))
                    .toList();
            assertThat(sizes)
                    .as("%s at %s", measure, at)
                    .isEqualTo(expected.fifths(at, measure))
                    .anyMatch(size -> size > 0);
        }
    }
}
