package io.clientele.commerce;

import io.clientele.model.EventType;

/** An event about a whole cart. Handed to {@code track} once; not thread-safe. */
public final class CartDraft extends CommerceDraft<CartDraft> {

    CartDraft(EventType type, String cartId) {
        super(type);
        text("cart_id", cartId);
    }

    /** One line more. */
    public CartDraft product(Product product) {
        return add("products", product.properties());
    }

    /**
     * What the cart is worth: properties {@code value} and {@code currency}.
     *
     * @param amount a decimal number in units of the currency (not cents)
     * @param currency an ISO 4217 code
     * @throws IllegalArgumentException if either is not of that form
     */
    public CartDraft value(String amount, String currency) {
        return amount("value", amount).set("currency", Arguments.currency(currency));
    }

    /** How it was shared, such as {@code email}. */
    public CartDraft via(String channel) {
        return text("share_via", channel);
    }

    @Override
    protected CartDraft self() {
        return this;
    }
}
