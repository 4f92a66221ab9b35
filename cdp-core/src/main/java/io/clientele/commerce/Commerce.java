package io.clientele.commerce;

import io.clientele.model.Money;

/**
 * Makes the events of an online shop: one factory for each of the {@linkplain CommerceEvents 28 standard events}. A
 * factory's parameters are what its event cannot do without; where one of two properties will do, or a list must not be
 * empty, the draft names it and refuses to be handed in without.
 *
 * <p>Every factory throws {@link IllegalArgumentException}, naming the argument, if an id or text is blank, an amount
 * is no decimal number or a currency no ISO 4217 code. Properties carry the names of the Segment e-commerce
 * specification; {@code set} adds any further.
 */
public final class Commerce {

    private Commerce() {}

    /** A visitor searched the shop for this. */
    public static ListDraft productsSearched(String query) {
        return new ListDraft(CommerceEvents.PRODUCTS_SEARCHED).text("query", query);
    }

    /** A list of products was seen; say which by {@code list} or {@code category}. */
    public static ListDraft productListViewed() {
        return new ListDraft(CommerceEvents.PRODUCT_LIST_VIEWED).needs("list_id", "category");
    }

    /** A list of products was filtered or sorted; say how by {@code filter} or {@code sort}. */
    public static ListDraft productListFiltered() {
        return new ListDraft(CommerceEvents.PRODUCT_LIST_FILTERED).needs("filters", "sorts");
    }

    /** A promotion was seen. */
    public static PromotionDraft promotionViewed(String promotionId) {
        return new PromotionDraft(CommerceEvents.PROMOTION_VIEWED, promotionId);
    }

    /** A promotion was clicked. */
    public static PromotionDraft promotionClicked(String promotionId) {
        return new PromotionDraft(CommerceEvents.PROMOTION_CLICKED, promotionId);
    }

    /** A product was clicked in a list. */
    public static ProductDraft productClicked(String productId) {
        return new ProductDraft(CommerceEvents.PRODUCT_CLICKED, productId);
    }

    /** A product's page was seen. */
    public static ProductDraft productViewed(String productId) {
        return new ProductDraft(CommerceEvents.PRODUCT_VIEWED, productId);
    }

    /** A product was put into a cart; say how many pieces by {@code quantity}. */
    public static ProductDraft productAdded(String cartId, String productId) {
        return new ProductDraft(CommerceEvents.PRODUCT_ADDED, productId)
                .text("cart_id", cartId)
                .needs("quantity");
    }

    /** A product was taken out of a cart. */
    public static ProductDraft productRemoved(String cartId, String productId) {
        return new ProductDraft(CommerceEvents.PRODUCT_REMOVED, productId).text("cart_id", cartId);
    }

    /** A cart was looked at. */
    public static CartDraft cartViewed(String cartId) {
        return new CartDraft(CommerceEvents.CART_VIEWED, cartId);
    }

    /** A visitor set out to order; name the {@code order} or the {@code cart}, and each {@code product}. */
    public static OrderDraft checkoutStarted() {
        return new OrderDraft(CommerceEvents.CHECKOUT_STARTED)
                .needs("order_id", "cart_id")
                .needs("products");
    }

    /** A step of a checkout was seen; steps count from 1. */
    public static CheckoutDraft checkoutStepViewed(String checkoutId, int step) {
        return new CheckoutDraft(CommerceEvents.CHECKOUT_STEP_VIEWED, checkoutId).step(step);
    }

    /** A step of a checkout was finished; steps count from 1. */
    public static CheckoutDraft checkoutStepCompleted(String checkoutId, int step) {
        return new CheckoutDraft(CommerceEvents.CHECKOUT_STEP_COMPLETED, checkoutId).step(step);
    }

    /** The way to pay was entered. */
    public static CheckoutDraft paymentInfoEntered(String checkoutId) {
        return new CheckoutDraft(CommerceEvents.PAYMENT_INFO_ENTERED, checkoutId);
    }

    /**
     * An order was placed; name each {@code product}.
     *
     * @param orderId the order's number
     * @param total what is to pay, shipping and tax included, such as {@code 99.80}
     * @param currency the ISO 4217 code of all its amounts
     */
    public static OrderDraft orderCompleted(String orderId, String total, String currency) {
        return order(orderId).total(total, currency);
    }

    /** An order was placed; see {@link #orderCompleted(String, String, String)}. */
    public static OrderDraft orderCompleted(String orderId, Money total) {
        return order(orderId).total(total);
    }

    private static OrderDraft order(String orderId) {
        return new OrderDraft(CommerceEvents.ORDER_COMPLETED).order(orderId).needs("products");
    }

    /** An order was changed; name each {@code product} it now holds. */
    public static OrderDraft orderUpdated(String orderId) {
        return new OrderDraft(CommerceEvents.ORDER_UPDATED).order(orderId).needs("products");
    }

    /** An order was paid back: whole, or the lines named by {@code product}. */
    public static OrderDraft orderRefunded(String orderId) {
        return new OrderDraft(CommerceEvents.ORDER_REFUNDED).order(orderId);
    }

    /** An order was called off. */
    public static OrderDraft orderCancelled(String orderId) {
        return new OrderDraft(CommerceEvents.ORDER_CANCELLED).order(orderId);
    }

    /** A coupon was entered; name the {@code cart} or the {@code order}. */
    public static CouponDraft couponEntered(String couponId) {
        return new CouponDraft(CommerceEvents.COUPON_ENTERED, couponId);
    }

    /** A coupon took effect; name the {@code cart} or the {@code order}. */
    public static CouponDraft couponApplied(String couponId) {
        return new CouponDraft(CommerceEvents.COUPON_APPLIED, couponId);
    }

    /** A coupon was turned down for a reason; name the {@code cart} or the {@code order}. */
    public static CouponDraft couponDenied(String couponId, String reason) {
        return new CouponDraft(CommerceEvents.COUPON_DENIED, couponId).text("reason", reason);
    }

    /** A coupon was taken off; name the {@code cart} or the {@code order}. */
    public static CouponDraft couponRemoved(String couponId) {
        return new CouponDraft(CommerceEvents.COUPON_REMOVED, couponId);
    }

    /** A product was put on a wishlist. */
    public static ProductDraft productAddedToWishlist(String productId) {
        return new ProductDraft(CommerceEvents.PRODUCT_ADDED_TO_WISHLIST, productId);
    }

    /** A product was taken off a wishlist. */
    public static ProductDraft productRemovedFromWishlist(String productId) {
        return new ProductDraft(CommerceEvents.PRODUCT_REMOVED_FROM_WISHLIST, productId);
    }

    /** A product went from a wishlist into a cart. */
    public static ProductDraft wishlistProductAddedToCart(String cartId, String productId) {
        return new ProductDraft(CommerceEvents.WISHLIST_PRODUCT_ADDED_TO_CART, productId).text("cart_id", cartId);
    }

    /** A product was recommended to somebody. */
    public static ProductDraft productShared(String productId) {
        return new ProductDraft(CommerceEvents.PRODUCT_SHARED, productId);
    }

    /** A cart was sent to somebody. */
    public static CartDraft cartShared(String cartId) {
        return new CartDraft(CommerceEvents.CART_SHARED, cartId);
    }

    /**
     * A product was rated.
     *
     * @param rating a number on the shop's own scale, such as 5
     */
    public static ProductDraft productReviewed(String productId, Number rating) {
        return new ProductDraft(CommerceEvents.PRODUCT_REVIEWED, productId).set("rating", rating);
    }
}
