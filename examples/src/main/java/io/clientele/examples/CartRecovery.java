package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.commerce.CommerceEvents.PRODUCT_ADDED;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.segment.Conditions.lastDid;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.trigger.ContactPolicy;
import io.clientele.trigger.Firing;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Carts that are left, reminders to those who permit them, and orders that come of it, in a shop drawn from a seed: prints the funnel.
 * More of those who are reminded come back than of those who may not be.
 */
public final class CartRecovery {

    private static final ZoneId ZONE = ZoneId.of("Europe/Vienna");
    private static final int DAYS = 14;
    private static final int VISITS_A_DAY = 40;
    private static final int CUSTOMERS = 400;

    private final ShopClock clock = new ShopClock(Instant.parse("2026-03-20T06:00:00Z"));
    private final SplittableRandom random;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final Funnel funnel = new Funnel();

    private CartRecovery(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * What somebody is about to do.
     *
     * @param at when
     * @param customer who
     * @param orders whether they order, or else fill a cart
     */
    private record Turn(Instant at, int customer, boolean orders) implements Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Integer.compare(customer, other.customer);
        }
    }

    /** What came of it. */
    private static final class Funnel {

        private final Set<Integer> open = new LinkedHashSet<>();
        private final Set<Integer> abandonedNow = new LinkedHashSet<>();
        private final Set<Integer> remindedNow = new LinkedHashSet<>();
        private int carts;
        private int abandoned;
        private int reminded;
        private int recovered;
        private int cameBack;

        private void ordered(int customer) {
            open.remove(customer);
            boolean wasReminded = remindedNow.remove(customer);
            if (abandonedNow.remove(customer)) {
                recovered += wasReminded ? 1 : 0;
                cameBack += wasReminded ? 0 : 1;
            }
        }
    }

    /** Runs it; the one argument, if there is one, is the seed. */
    public static void main(String[] args) {
        run(args.length == 0 ? 42 : Long.parseLong(args[0]), System.out);
    }

    static void run(long seed, PrintStream out) {
        new CartRecovery(seed).play(out);
    }

    private void play(PrintStream out) {
        try (Cdp cdp = Cdp.inMemory()
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .clock(clock)
                .open()) {
            attach(cdp);
            draw();
            while (!turns.isEmpty()) {
                Turn turn = turns.remove();
                pass(cdp, turn.at);
                take(cdp, turn);
            }
            pass(cdp, clock.instant().plus(Duration.ofDays(1)));
        }
        print(out);
    }

    /** Time goes on by minutes, as with a scheduler. */
    private void pass(Cdp cdp, Instant until) {
        while (clock.instant().isBefore(until)) {
            Duration left = Duration.between(clock.instant(), until);
            Duration minutes = Duration.ofMinutes(5);
            clock.advance(left.compareTo(minutes) < 0 ? left : minutes);
            cdp.advance();
        }
    }

    private void attach(Cdp cdp) {
        Segment left = Segments.of(cdp)
                .define(Segment.named("cart-left")
                        .purpose(ANALYTICS)
                        .when(lastDid(PRODUCT_ADDED)
                                .within(Duration.ofDays(2))
                                .andThenNot(ORDER_COMPLETED)
                                .forAtLeast(Duration.ofMinutes(30))));
        ContactPolicy polite = ContactPolicy.in(ZONE)
                .quiet(LocalTime.of(21, 0), LocalTime.of(8, 0))
                .atMost("email", 2, Duration.ofDays(7));
        Triggers triggers = Triggers.of(cdp, polite);
        triggers.attach(
                Trigger.named("cart-reminder")
                        .onEnter(left)
                        .purpose(EMAIL_MARKETING)
                        .cancelIf(ORDER_COMPLETED)
                        .whileTrue()
                        .atMostOncePer(Duration.ofDays(3)),
                this::remind);
        triggers.attach(
                Trigger.named("cart-count")
                        .onEnter(left)
                        .purpose(ANALYTICS)
                        .channel("none")
                        .exempt(),
                firing -> {
                    funnel.abandoned++;
                    funnel.abandonedNow.add(customer(firing));
                });
    }

    /** Where a shop would call its mailer; more of those who get a mail come back than of those who do not. */
    private void remind(Firing firing) {
        funnel.reminded++;
        funnel.remindedNow.add(customer(firing));
        if (random.nextInt(100) < 30) {
            turns.add(new Turn(later(180), customer(firing), true));
        }
    }

    private static int customer(Firing firing) {
        return Integer.parseInt(firing.profile().identifiers().get(0).value());
    }

    private Instant later(int minutes) {
        return clock.instant().plus(Duration.ofMinutes(1 + random.nextInt(minutes)));
    }

    private void draw() {
        List<Turn> drawn = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            Instant morning = clock.instant().plus(Duration.ofDays(day));
            for (int visit = 0; visit < VISITS_A_DAY; visit++) {
                Instant at = morning.plus(Duration.ofMinutes(random.nextInt(17 * 60)));
                drawn.add(new Turn(at, random.nextInt(CUSTOMERS), false));
            }
        }
        turns.addAll(drawn);
    }

    private void take(Cdp cdp, Turn turn) {
        Identifier who = Identifier.userId(String.valueOf(turn.customer));
        if (turn.orders) {
            cdp.track(
                    who,
                    Commerce.orderCompleted("o-" + turn.at.toEpochMilli() + "-" + turn.customer, "49.90", "EUR")
                            .product("SKU-1", 1, "49.90"));
            funnel.ordered(turn.customer);
            return;
        }
        permit(cdp, who, turn.customer);
        cdp.track(
                who,
                Commerce.productAdded("cart-" + turn.customer, "SKU-1")
                        .price("49.90", "EUR")
                        .quantity(1));
        funnel.carts += funnel.open.add(turn.customer) ? 1 : 0;
        int dice = random.nextInt(100);
        if (dice < 35) {
            turns.add(new Turn(later(25), turn.customer, true));
        } else if (dice < 45) {
            turns.add(new Turn(later(2_000), turn.customer, true));
        }
    }

    /** Four of five let themselves be measured, three of five of all want mail; each says so once. */
    private static void permit(Cdp cdp, Identifier who, int customer) {
        if (!Consents.of(cdp).history(who).isEmpty()) {
            return;
        }
        if (customer % 5 != 0) {
            Consents.of(cdp).record(who, c -> c.grant(ANALYTICS).evidence("banner", "v3"));
        }
        if (customer % 5 > 1) {
            Consents.of(cdp).record(who, c -> c.grant(EMAIL_MARKETING).evidence("checkout", "v3"));
        } else {
            Consents.of(cdp).record(who, c -> c.refuse(EMAIL_MARKETING).evidence("checkout", "v3"));
        }
    }

    private void print(PrintStream out) {
        out.printf("carts filled                 %5d%n", funnel.carts);
        out.printf("left for half an hour        %5d%n", funnel.abandoned);
        out.printf("  reminded, where permitted  %5d%n", funnel.reminded);
        out.printf("    ordered after all        %5d%n", funnel.recovered);
        out.printf("  ordered without a reminder %5d%n", funnel.cameBack);
    }
}
