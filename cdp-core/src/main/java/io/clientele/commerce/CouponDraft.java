package io.clientele.commerce;

import io.clientele.model.EventType;

/** An event about a coupon on a cart or an order. Handed to {@code track} once; not thread-safe. */
public final class CouponDraft extends CommerceDraft<CouponDraft> {

    CouponDraft(EventType type, String couponId) {
        super(type);
        text("coupon_id", couponId).needs("cart_id", "order_id");
    }

    /** The cart it is for. */
    public CouponDraft cart(String id) {
        return text("cart_id", id);
    }

    /** The order it is for. */
    public CouponDraft order(String id) {
        return text("order_id", id);
    }

    /** The coupon's name. */
    public CouponDraft name(String value) {
        return text("coupon_name", value);
    }

    /** What it takes off, in the currency of the cart or order. */
    public CouponDraft discount(String amount) {
        return amount("discount", amount);
    }

    @Override
    protected CouponDraft self() {
        return this;
    }
}
