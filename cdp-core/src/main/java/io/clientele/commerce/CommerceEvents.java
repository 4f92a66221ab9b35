package io.clientele.commerce;

import io.clientele.model.EventType;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Schema;
import java.util.List;

/**
 * The 28 standard events of an online shop, by the names of the Segment e-commerce specification (version 2), each with
 * the purpose and basis it is collected under.
 *
 * <p>Payment and orders rest on the contract with the customer ({@link Purpose#SERVICE}, GDPR Art. 6(1)(b));
 * everything else is watching what a visitor does and needs consent ({@link Purpose#ANALYTICS}, Art. 6(1)(a)). A shop
 * that collects one of them under another purpose says so with {@link EventType#collectedFor}. {@link Commerce} makes
 * the events.
 */
public final class CommerceEvents {

    /** A visitor searched the shop. */
    public static final EventType PRODUCTS_SEARCHED = behavioural("Products Searched");

    /** A list or category of products was seen. */
    public static final EventType PRODUCT_LIST_VIEWED = behavioural("Product List Viewed");

    /** A list of products was filtered or sorted. */
    public static final EventType PRODUCT_LIST_FILTERED = behavioural("Product List Filtered");

    /** A promotion inside the shop was seen. */
    public static final EventType PROMOTION_VIEWED = behavioural("Promotion Viewed");

    /** A promotion inside the shop was clicked. */
    public static final EventType PROMOTION_CLICKED = behavioural("Promotion Clicked");

    /** A product was clicked in a list. */
    public static final EventType PRODUCT_CLICKED = behavioural("Product Clicked");

    /** A product's own page was seen. */
    public static final EventType PRODUCT_VIEWED = behavioural("Product Viewed");

    /** A product was put into a cart. */
    public static final EventType PRODUCT_ADDED = behavioural("Product Added");

    /** A product was taken out of a cart. */
    public static final EventType PRODUCT_REMOVED = behavioural("Product Removed");

    /** A cart was looked at. */
    public static final EventType CART_VIEWED = behavioural("Cart Viewed");

    /** A visitor set out to order. */
    public static final EventType CHECKOUT_STARTED = behavioural("Checkout Started");

    /** A step of the checkout was seen. */
    public static final EventType CHECKOUT_STEP_VIEWED = behavioural("Checkout Step Viewed");

    /** A step of the checkout was finished. */
    public static final EventType CHECKOUT_STEP_COMPLETED = behavioural("Checkout Step Completed");

    /** The way to pay was entered. */
    public static final EventType PAYMENT_INFO_ENTERED = contractual("Payment Info Entered");

    /** An order was placed. */
    public static final EventType ORDER_COMPLETED = contractual("Order Completed");

    /** An order was changed after it was placed. */
    public static final EventType ORDER_UPDATED = contractual("Order Updated");

    /** An order, or some lines of it, was sent back or paid back. */
    public static final EventType ORDER_REFUNDED = contractual("Order Refunded");

    /** An order was called off. */
    public static final EventType ORDER_CANCELLED = contractual("Order Cancelled");

    /** A coupon was entered. */
    public static final EventType COUPON_ENTERED = behavioural("Coupon Entered");

    /** A coupon took effect. */
    public static final EventType COUPON_APPLIED = behavioural("Coupon Applied");

    /** A coupon was turned down. */
    public static final EventType COUPON_DENIED = behavioural("Coupon Denied");

    /** A coupon was taken off again. */
    public static final EventType COUPON_REMOVED = behavioural("Coupon Removed");

    /** A product was put on a wishlist. */
    public static final EventType PRODUCT_ADDED_TO_WISHLIST = behavioural("Product Added to Wishlist");

    /** A product was taken off a wishlist. */
    public static final EventType PRODUCT_REMOVED_FROM_WISHLIST = behavioural("Product Removed from Wishlist");

    /** A product went from a wishlist into a cart. */
    public static final EventType WISHLIST_PRODUCT_ADDED_TO_CART = behavioural("Wishlist Product Added to Cart");

    /** A product was recommended to somebody. */
    public static final EventType PRODUCT_SHARED = behavioural("Product Shared");

    /** A cart was sent to somebody. */
    public static final EventType CART_SHARED = behavioural("Cart Shared");

    /** A product was rated or reviewed. */
    public static final EventType PRODUCT_REVIEWED = behavioural("Product Reviewed");

    private CommerceEvents() {}

    /** All 28, in the order of the specification. */
    public static List<EventType> all() {
        return List.of(
                PRODUCTS_SEARCHED,
                PRODUCT_LIST_VIEWED,
                PRODUCT_LIST_FILTERED,
                PROMOTION_VIEWED,
                PROMOTION_CLICKED,
                PRODUCT_CLICKED,
                PRODUCT_VIEWED,
                PRODUCT_ADDED,
                PRODUCT_REMOVED,
                CART_VIEWED,
                CHECKOUT_STARTED,
                CHECKOUT_STEP_VIEWED,
                CHECKOUT_STEP_COMPLETED,
                PAYMENT_INFO_ENTERED,
                ORDER_COMPLETED,
                ORDER_UPDATED,
                ORDER_REFUNDED,
                ORDER_CANCELLED,
                COUPON_ENTERED,
                COUPON_APPLIED,
                COUPON_DENIED,
                COUPON_REMOVED,
                PRODUCT_ADDED_TO_WISHLIST,
                PRODUCT_REMOVED_FROM_WISHLIST,
                WISHLIST_PRODUCT_ADDED_TO_CART,
                PRODUCT_SHARED,
                CART_SHARED,
                PRODUCT_REVIEWED);
    }

    /** The fields of each of them, with what they may be used for. */
    public static List<Schema> schemas() {
        return CommerceFields.all();
    }

    private static EventType contractual(String name) {
        return EventType.named(name).collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    }

    private static EventType behavioural(String name) {
        return EventType.named(name).collectedFor(Purpose.ANALYTICS, LawfulBasis.CONSENT);
    }
}
