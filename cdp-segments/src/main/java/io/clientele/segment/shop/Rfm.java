package io.clientele.segment.shop;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.not;

import io.clientele.model.Purpose;
import io.clientele.segment.Aggregate;
import io.clientele.segment.Condition;
import io.clientele.segment.Cutoff;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Customers in five tiers by how recently, how frequently and for how much money they ordered. The tiers lie between cut-offs: have
 * them {@linkplain io.clientele.segment.Segments#freeze computed} as often as customers shall be compared anew; in between
 * each customer's tier follows the events.
 */
public final class Rfm {

    private static final int TIERS = 5;
    private static final int HUNDRED = 100;

    private Rfm() {}

    /** By what customers are compared. */
    public enum Measure {
        /** When the last order was. */
        RECENCY,
        /** How many orders there were. */
        FREQUENCY,
        /** What was ordered for, in one currency. */
        MONEY
    }

    /** The cut-offs to be computed, four a measure. */
    public static List<Cutoff> cutoffs(Purpose purpose, String currency) {
        List<Cutoff> cutoffs = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            for (int better = 1; better < TIERS; better++) {
                int percent = better * HUNDRED / TIERS;
                cutoffs.add(Cutoff.named(name(measure, better), purpose, percent, aggregate(measure, currency)));
            }
        }
        return cutoffs;
    }

    private static String name(Measure measure, int better) {
        return "rfm-" + measure.name().toLowerCase(Locale.ROOT) + "-" + better * HUNDRED / TIERS;
    }

    private static Aggregate aggregate(Measure measure, String currency) {
        return switch (measure) {
            case RECENCY -> ShopTraits.last(ShopEvents.ORDERED);
            case FREQUENCY -> ShopTraits.orders();
            case MONEY -> ShopTraits.lifetimeValue(currency);
        };
    }

    /**
     * A customer is in a tier.
     *
     * @param tier 5 for the best fifth, down to 1
     * @throws IllegalArgumentException if there is no such tier
     */
    public static Condition tier(Measure measure, int tier) {
        if (tier < 1 || tier > TIERS) {
            throw new IllegalArgumentException("tier must be 1 to 5");
        }
        if (tier == TIERS) {
            return Cutoff.reached(name(measure, 1));
        }
        Condition notBetter = not(Cutoff.reached(name(measure, TIERS - tier)));
        return tier == 1
                ? did(ShopEvents.ORDERED).and(notBetter)
                : Cutoff.reached(name(measure, TIERS - tier + 1)).and(notBetter);
    }
}
