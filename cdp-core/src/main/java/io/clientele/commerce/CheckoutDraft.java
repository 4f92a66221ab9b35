package io.clientele.commerce;

import io.clientele.model.EventType;

/** An event on the way through a checkout. Handed to {@code track} once; not thread-safe. */
public final class CheckoutDraft extends CommerceDraft<CheckoutDraft> {

    CheckoutDraft(EventType type, String checkoutId) {
        super(type);
        text("checkout_id", checkoutId);
    }

    /**
     * The step of the checkout.
     *
     * @param number from 1
     * @throws IllegalArgumentException if below 1
     */
    public CheckoutDraft step(int number) {
        return set("step", Arguments.atLeast("step", 1, number));
    }

    /** The order it leads to, if it has a number already. */
    public CheckoutDraft order(String id) {
        return text("order_id", id);
    }

    /** The way of shipping chosen. */
    public CheckoutDraft shippingMethod(String value) {
        return text("shipping_method", value);
    }

    /** The way of paying chosen, such as {@code invoice}; never a card's number. */
    public CheckoutDraft paymentMethod(String value) {
        return text("payment_method", value);
    }

    @Override
    protected CheckoutDraft self() {
        return this;
    }
}
