package io.clientele.commerce;

import io.clientele.model.EventType;
import io.clientele.model.Money;

/**
 * An event about an order, with its lines and amounts. All amounts are exact decimals in units of the one currency of
 * the order. Handed to {@code track} once; not thread-safe.
 */
public final class OrderDraft extends CommerceDraft<OrderDraft> {

    OrderDraft(EventType type) {
        super(type);
    }

    /** The order's number. */
    public OrderDraft order(String id) {
        return text("order_id", id);
    }

    /** The cart it comes from. */
    public OrderDraft cart(String id) {
        return text("cart_id", id);
    }

    /** The checkout it comes from. */
    public OrderDraft checkout(String id) {
        return text("checkout_id", id);
    }

    /** The shop or partner it was placed with. */
    public OrderDraft affiliation(String value) {
        return text("affiliation", value);
    }

    /** One line more. */
    public OrderDraft product(Product product) {
        return add("products", product.properties());
    }

    /** One line more: this many pieces of a product, at this price a piece. */
    public OrderDraft product(String productId, int quantity, String price) {
        return product(Product.of(productId).quantity(quantity).price(price));
    }

    /** The currency of all amounts, an ISO 4217 code such as {@code EUR}. */
    public OrderDraft currency(String code) {
        return set("currency", Arguments.currency(code));
    }

    /**
     * What is to pay, shipping and tax included: properties {@code total} and {@code currency}.
     *
     * @throws IllegalArgumentException if the amount is no decimal number or the currency no ISO 4217 code
     */
    public OrderDraft total(String amount, String currency) {
        return amount("total", amount).currency(currency);
    }

    /** What is to pay; see {@link #total(String, String)}. */
    public OrderDraft total(Money money) {
        return set("total", money.amount()).currency(money.currency().getCurrencyCode());
    }

    /** The goods alone, after discounts, without shipping and tax. */
    public OrderDraft subtotal(String amount) {
        return amount("subtotal", amount);
    }

    /** What the shop earns by it, without shipping and tax. */
    public OrderDraft revenue(String amount) {
        return amount("revenue", amount);
    }

    /** The shipping. */
    public OrderDraft shipping(String amount) {
        return amount("shipping", amount);
    }

    /** The tax. */
    public OrderDraft tax(String amount) {
        return amount("tax", amount);
    }

    /** What was taken off. */
    public OrderDraft discount(String amount) {
        return amount("discount", amount);
    }

    /** The coupon used. */
    public OrderDraft coupon(String value) {
        return text("coupon", value);
    }

    @Override
    protected OrderDraft self() {
        return this;
    }
}
