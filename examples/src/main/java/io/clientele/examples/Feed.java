package io.clientele.examples;

import io.clientele.Cdp;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Hands a shop's moments in, one after the other, each at its own time, and looks at the segments every midnight. */
final class Feed {

    private final Cdp cdp;
    private final ShopClock clock;
    private final Logbook logbook;
    private final Supplier<List<Long>> sizes;
    private final Set<Identifier> identifiers = new LinkedHashSet<>();
    private Instant midnight;

    Feed(Cdp cdp, ShopClock clock, Logbook logbook, Supplier<List<Long>> sizes) {
        this.cdp = cdp;
        this.clock = clock;
        this.logbook = logbook;
        this.sizes = sizes;
        this.midnight = Instant.EPOCH;
    }

    /** Replays a shop to its end; what the logbook knows to be answered is not handed in again. */
    void replay(Shop shop, Progress progress) {
        midnight = next(shop.start());
        long place = 0;
        for (Moment moment : shop) {
            while (!moment.time().isBefore(midnight)) {
                look(progress);
            }
            if (place >= logbook.moments()) {
                hand(moment);
            }
            moment.intakes().forEach(intake -> identifiers.addAll(intake.identifiers()));
            place++;
        }
        while (!midnight.isAfter(shop.end())) {
            look(progress);
        }
        progress.done();
    }

    private void look(Progress progress) {
        if (!logbook.sizes().containsKey(midnight)) {
            clock.moveTo(midnight);
            cdp.advance();
            logbook.sizes(midnight, sizes.get());
        }
        progress.at(midnight);
        midnight = next(midnight);
    }

    private static Instant next(Instant midnight) {
        return midnight.atZone(Shop.ZONE).plusDays(1).toInstant();
    }

    private void hand(Moment moment) {
        clock.moveTo(moment.time());
        List<Outcome> outcomes = cdp.accept(moment.intakes());
        Map<String, Long> answers = new TreeMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            answers.merge(answer(moment.intakes().get(i), outcomes.get(i)), 1L, Long::sum);
        }
        logbook.fed(moment.time(), answers);
    }

    /** A duplicate was stored by a run that ended before it could note so. */
    private static String answer(Intake intake, Outcome outcome) {
        return switch (outcome.kind()) {
            case STORED, DUPLICATE -> "stored";
            case BUSY -> throw new IllegalStateException("the store was too busy for " + intake);
            default -> outcome.kind().name().toLowerCase(java.util.Locale.ROOT) + ":" + outcome.reason();
        };
    }

    /** Every identifier of the shop's people. */
    Set<Identifier> identifiers() {
        return identifiers;
    }
}
