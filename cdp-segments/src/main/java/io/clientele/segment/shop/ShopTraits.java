package io.clientele.segment.shop;

import static io.clientele.segment.Conditions.averageOf;
import static io.clientele.segment.Conditions.countOf;
import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.sumOf;

import io.clientele.model.EventType;
import io.clientele.segment.Aggregate;

/** Computed traits that most shops ask for: for {@link io.clientele.segment.Segments#amount} or, where said, {@code value}. */
public final class ShopTraits {

    private static final String TOTAL = "total";

    private ShopTraits() {}

    /** What a customer has ordered for, in one currency. */
    public static Aggregate lifetimeValue(String currency) {
        return sumOf(did(ShopEvents.ORDERED), TOTAL).in(currency);
    }

    /** What an order is worth on average, in one currency. */
    public static Aggregate averageOrder(String currency) {
        return averageOf(did(ShopEvents.ORDERED), TOTAL).in(currency);
    }

    /** How many orders there were. */
    public static Aggregate orders() {
        return countOf(did(ShopEvents.ORDERED));
    }

    /** The category most looked at: a value. */
    public static Aggregate favouriteCategory() {
        return Aggregate.favouriteOf(did(ShopEvents.VIEWED), "category");
    }

    /** When something of a kind was last done: seconds since 1970, or a value. */
    public static Aggregate last(EventType type) {
        return Aggregate.lastTimeOf(did(type));
    }

    /** How many seconds lie between an order and the next, on average. */
    public static Aggregate purchaseCadence() {
        return Aggregate.averageGapOf(did(ShopEvents.ORDERED));
    }
}
