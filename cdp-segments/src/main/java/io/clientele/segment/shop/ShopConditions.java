package io.clientele.segment.shop;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.didNot;
import static io.clientele.segment.Conditions.distinctOf;
import static io.clientele.segment.Conditions.lastDid;
import static io.clientele.segment.Conditions.sumOf;

import io.clientele.model.EventType;
import io.clientele.segment.Aggregate;
import io.clientele.segment.Condition;
import java.math.BigDecimal;
import java.time.Duration;

/** Conditions on customers that most shops ask for. Give each a name and a purpose to make it a segment. */
public final class ShopConditions {

    private static final Duration ALWAYS = Duration.ofDays(36_500);
    private static final Duration CART_LASTS = Duration.ofDays(30);

    private ShopConditions() {}

    /** Put something into the cart within 30 days, nothing more for so long, and did not order since. */
    public static Condition cartAbandoned(Duration wait) {
        return lastDid(ShopEvents.ADDED)
                .within(CART_LASTS)
                .andThenNot(ShopEvents.ORDERED)
                .forAtLeast(wait);
    }

    /** Started a checkout within 30 days, none since for so long, and did not order since. */
    public static Condition checkoutAbandoned(Duration wait) {
        return lastDid(ShopEvents.CHECKOUT)
                .within(CART_LASTS)
                .andThenNot(ShopEvents.ORDERED)
                .forAtLeast(wait);
    }

    /** Looked at a product within a time, and did not order that very product for so long. */
    public static Condition browsedNotBought(Duration within, Duration wait) {
        return did(ShopEvents.VIEWED)
                .within(within)
                .andThenNot(ShopEvents.ORDERED)
                .forAtLeast(wait)
                .same("product_id", "products[*].product_id");
    }

    /**
     * Applied a coupon to at least this share of the orders within a time, of two or more. Orders are told apart by {@code order_id},
     * which the coupon's event names as well: however many coupons there were and however often an event came, an order is one. An event
     * that names none does not count.
     */
    public static Condition priceSensitive(Duration within, Number share) {
        Aggregate orders = orders(ShopEvents.ORDERED, within);
        return orders.atLeast(2)
                .and(orders(ShopEvents.COUPON, within).dividedBy(orders).atLeast(share));
    }

    /** Ordered once, ever. */
    public static Condition firstTimeBuyer() {
        return did(ShopEvents.ORDERED).exactly(1);
    }

    /** Ordered for at least so much within a time, in one currency. */
    public static Condition vip(Number spent, String currency, Duration within) {
        return sumOf(did(ShopEvents.ORDERED).within(within), "total")
                .in(currency)
                .atLeast(spent);
    }

    /** Ordered, but not for so long; longer than this they are {@linkplain #lost lost}. */
    public static Condition lapsing(Duration quiet, Duration lost) {
        return didNot(ShopEvents.ORDERED)
                .within(quiet)
                .and(did(ShopEvents.ORDERED).between(quiet, lost));
    }

    /** Ordered once, but not for so long. */
    public static Condition lost(Duration quiet) {
        return didNot(ShopEvents.ORDERED)
                .within(quiet)
                .and(did(ShopEvents.ORDERED).between(quiet, ALWAYS));
    }

    /** Ordered within a time, and at least so long before that very order they had ordered last. */
    public static Condition wonBack(Duration lately, Duration quiet) {
        return Aggregate.longestGapOf(did(ShopEvents.ORDERED).within(lately))
                .atLeast(BigDecimal.valueOf(quiet.toSeconds()).add(BigDecimal.valueOf(quiet.toNanosPart(), 9)));
    }

    /**
     * Gave back something of at least this share of the orders within a time, and of two or more. Orders are told apart by {@code
     * order_id}, which the refund's event names as well; an event that names none does not count.
     */
    public static Condition refundProne(Duration within, Number share) {
        Aggregate refunded = orders(ShopEvents.REFUNDED, within);
        return refunded.atLeast(2)
                .and(refunded.dividedBy(orders(ShopEvents.ORDERED, within)).atLeast(share));
    }

    /** How many different orders events are about. */
    private static Aggregate orders(EventType type, Duration within) {
        return distinctOf(did(type).within(within), "order_id");
    }
}
