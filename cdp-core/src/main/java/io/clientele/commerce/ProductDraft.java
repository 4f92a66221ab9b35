package io.clientele.commerce;

import io.clientele.model.EventType;
import io.clientele.model.Money;

/** An event about one product. Handed to {@code track} once; not thread-safe. */
public final class ProductDraft extends CommerceDraft<ProductDraft> {

    ProductDraft(EventType type, String productId) {
        super(type);
        text("product_id", productId);
    }

    /** The stock keeping unit, where it differs from the product's id. */
    public ProductDraft sku(String value) {
        return text("sku", value);
    }

    /** The product's name. */
    public ProductDraft name(String value) {
        return text("name", value);
    }

    /** The category it is sold in. */
    public ProductDraft category(String value) {
        return text("category", value);
    }

    /** The brand. */
    public ProductDraft brand(String value) {
        return text("brand", value);
    }

    /** The variant, such as a colour. */
    public ProductDraft variant(String value) {
        return text("variant", value);
    }

    /**
     * The price of one piece, exact: properties {@code price} and {@code currency}.
     *
     * @param amount a decimal number in units of the currency (not cents), such as {@code 49.90}
     * @param currency an ISO 4217 code, such as {@code EUR}
     * @throws IllegalArgumentException if either is not of that form
     */
    public ProductDraft price(String amount, String currency) {
        return amount("price", amount).set("currency", Arguments.currency(currency));
    }

    /** The price of one piece; see {@link #price(String, String)}. */
    public ProductDraft price(Money money) {
        return set("price", money.amount()).set("currency", money.currency().getCurrencyCode());
    }

    /** What the event is worth to the shop, in the currency of the price; usually price times quantity. */
    public ProductDraft value(String amount) {
        return amount("value", amount);
    }

    /**
     * How many pieces.
     *
     * @throws IllegalArgumentException if below 1
     */
    public ProductDraft quantity(int pieces) {
        return set("quantity", Arguments.atLeast("quantity", 1, pieces));
    }

    /** The coupon used for it. */
    public ProductDraft coupon(String value) {
        return text("coupon", value);
    }

    /** Its place in the list it was seen in, from 1. */
    public ProductDraft position(int value) {
        return set("position", Arguments.atLeast("position", 1, value));
    }

    /** The wishlist it was put on or taken from: id and name. */
    public ProductDraft wishlist(String id, String name) {
        return text("wishlist_id", id).text("wishlist_name", name);
    }

    /** How it was shared, such as {@code email}. */
    public ProductDraft via(String channel) {
        return text("share_via", channel);
    }

    /** The review: its id and its text, which is personal data. */
    public ProductDraft review(String id, String body) {
        return text("review_id", id).text("review_body", body);
    }

    @Override
    protected ProductDraft self() {
        return this;
    }
}
