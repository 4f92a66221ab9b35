package io.clientele.examples;

import io.clientele.Cdp;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Hands a shop's moments in at their own times and looks at the segments every midnight. The moments of one hour are
 * one durable act: the platform crosses every boundary between them just the same, and a disk that takes milliseconds
 * to make something durable is asked once, not a hundred times. A withdrawal stands alone, since it takes away what
 * came before it.
 */
final class Feed {

    private final Cdp cdp;
    private final ShopClock clock;
    private final Logbook logbook;
    private final Supplier<List<Long>> sizes;
    private final Set<Identifier> identifiers = new LinkedHashSet<>();
    private final List<Moment> group = new ArrayList<>();
    private Instant midnight = Instant.EPOCH;

    Feed(Cdp cdp, ShopClock clock, Logbook logbook, Supplier<List<Long>> sizes) {
        this.cdp = cdp;
        this.clock = clock;
        this.logbook = logbook;
        this.sizes = sizes;
    }

    /** Replays a shop to its end; what the logbook knows to be answered is not handed in again. */
    void replay(Shop shop, Progress progress) {
        midnight = next(shop.start());
        long place = 0;
        for (Moment moment : shop) {
            if (!fits(moment)) {
                handGroup();
            }
            while (!moment.time().isBefore(midnight)) {
                look(progress);
            }
            if (place >= logbook.moments()) {
                group.add(moment);
            }
            moment.intakes().forEach(intake -> identifiers.addAll(intake.identifiers()));
            place++;
        }
        handGroup();
        while (!midnight.isAfter(shop.end())) {
            look(progress);
        }
        progress.done();
    }

    private boolean fits(Moment moment) {
        if (group.isEmpty()) {
            return true;
        }
        boolean sameHour = hour(group.get(0)).equals(hour(moment));
        return sameHour && !withdraws(group.get(0)) && !withdraws(moment);
    }

    private static Instant hour(Moment moment) {
        return moment.time().truncatedTo(ChronoUnit.HOURS);
    }

    private static boolean withdraws(Moment moment) {
        return moment.intakes().stream()
                .anyMatch(i -> i instanceof ConsentAct act && act.decision() == ConsentAct.Decision.WITHDRAW);
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

    private void handGroup() {
        if (group.isEmpty()) {
            return;
        }
        List<Intake> intakes = group.stream().flatMap(m -> m.intakes().stream()).toList();
        Instant time = group.get(group.size() - 1).time();
        clock.moveTo(time);
        List<Outcome> outcomes = cdp.accept(intakes);
        Map<String, Long> answers = new TreeMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            answers.merge(answer(intakes.get(i), outcomes.get(i)), 1L, Long::sum);
        }
        logbook.fed(time, group.size(), answers);
        group.clear();
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
