package io.clientele.commerce;

import io.clientele.model.Properties;
import java.math.BigDecimal;

/**
 * One product as a line of a list, cart or order. Immutable: each method gives a new line. The currency of its price is
 * that of the event it stands in.
 */
public final class Product {

    private final Properties fields;

    private Product(Properties fields) {
        this.fields = fields;
    }

    /**
     * A line of the product with this id.
     *
     * @throws IllegalArgumentException if the id is blank
     */
    public static Product of(String productId) {
        return new Product(Properties.empty()).set("product_id", Arguments.text("product_id", productId));
    }

    /** The stock keeping unit, where it differs from the product's id. */
    public Product sku(String value) {
        return text("sku", value);
    }

    /** The product's name. */
    public Product name(String value) {
        return text("name", value);
    }

    /** The category it is sold in. */
    public Product category(String value) {
        return text("category", value);
    }

    /** The brand. */
    public Product brand(String value) {
        return text("brand", value);
    }

    /** The variant, such as a colour. */
    public Product variant(String value) {
        return text("variant", value);
    }

    /**
     * The price of one piece, exact.
     *
     * @param amount a decimal number in units of the event's currency (not cents)
     */
    public Product price(String amount) {
        return price(Arguments.amount("price", amount));
    }

    /** The price of one piece; see {@link #price(String)}. */
    public Product price(BigDecimal amount) {
        return set("price", amount);
    }

    /**
     * How many pieces.
     *
     * @throws IllegalArgumentException if below 1
     */
    public Product quantity(int pieces) {
        return set("quantity", Arguments.atLeast("quantity", 1, pieces));
    }

    /** The coupon used for it. */
    public Product coupon(String value) {
        return text("coupon", value);
    }

    /** Its place in the list, from 1. */
    public Product position(int value) {
        return set("position", Arguments.atLeast("position", 1, value));
    }

    /**
     * Any further property.
     *
     * @throws IllegalArgumentException if the value is of no kind that {@link Properties} keep
     */
    public Product set(String name, Object value) {
        return new Product(fields.with(name, value));
    }

    /** Its properties under the names of the specification. */
    public Properties properties() {
        return fields;
    }

    private Product text(String name, String value) {
        return set(name, Arguments.text(name, value));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Product that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** How much is known of it; no value. */
    @Override
    public String toString() {
        return "product with " + fields;
    }
}
