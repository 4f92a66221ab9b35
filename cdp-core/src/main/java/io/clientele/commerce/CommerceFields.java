package io.clientele.commerce;

import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.LEGAL;
import static io.clientele.model.Purpose.PERSONALISATION;
import static io.clientele.model.Purpose.PUSH_MARKETING;
import static io.clientele.model.Purpose.SERVICE;
import static io.clientele.model.Purpose.SMS_MARKETING;
import static io.clientele.model.Purpose.SURVEYS;

import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import io.clientele.schema.Field;
import io.clientele.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of the standard events: those of the specification without what is about third persons or written freely to them
 * (recipient and message of a shared product or cart). What tells of goods may be used for whatever the person permits; what
 * tells of an order, for what a shop does itself; how somebody pays and what was given as a reason, for the shop's books and
 * figures alone.
 */
final class CommerceFields {

    private static final List<String> GOODS = List.of(
            "product_id",
            "sku",
            "name",
            "category",
            "brand",
            "variant",
            "price",
            "quantity",
            "coupon",
            "position",
            "url",
            "image_url");
    private static final List<String> AMOUNTS =
            List.of("total", "subtotal", "value", "revenue", "shipping", "tax", "discount");

    private CommerceFields() {}

    static List<Schema> all() {
        List<Schema> all = new ArrayList<>();
        CommerceEvents.all().forEach(type -> all.add(of(type)));
        return all;
    }

    private static Schema of(EventType type) {
        Schema start = Schema.of(type);
        return switch (type.name()) {
            case "Products Searched" -> listing(written(start, "query", ANALYTICS, PERSONALISATION));
            case "Product List Viewed", "Product List Filtered" -> listing(start);
            case "Promotion Viewed", "Promotion Clicked" ->
                seen(start, "", "promotion_id", "name", "creative", "position");
            case "Product Reviewed" ->
                written(internal(seen(product(start), "", "rating"), "review_id"), "review_body", SERVICE, ANALYTICS);
            case "Product Shared" -> seen(product(start), "", "share_via");
            case "Cart Viewed", "Cart Shared" ->
                own(lines(seen(start, "", "share_via", "currency", "value")), "cart_id");
            case "Checkout Step Viewed", "Checkout Step Completed", "Payment Info Entered" ->
                internal(own(start, "checkout_id", "order_id"), "step", "shipping_method", "payment_method");
            case "Checkout Started", "Order Completed", "Order Updated", "Order Refunded", "Order Cancelled" ->
                order(start);
            case "Coupon Entered", "Coupon Applied", "Coupon Denied", "Coupon Removed" ->
                internal(own(start, "coupon_id", "coupon_name", "cart_id", "order_id", "discount"), "reason");
            default -> product(start);
        };
    }

    private static Schema listing(Schema schema) {
        return lines(
                seen(schema, "", "list_id", "category", "filters.type", "filters.value", "sorts.type", "sorts.value"));
    }

    private static Schema product(Schema schema) {
        Schema goods = seen(schema, "", GOODS.toArray(String[]::new));
        Schema wishlist =
                written(own(goods, "cart_id", "wishlist_id"), "wishlist_name", SERVICE, ANALYTICS, PERSONALISATION);
        return seen(wishlist, "", "currency", "value");
    }

    private static Schema order(Schema schema) {
        Schema amounts = own(schema, AMOUNTS.toArray(String[]::new));
        Schema whole = own(amounts, "order_id", "cart_id", "checkout_id", "coupon", "currency");
        return internal(lines(whole), "affiliation", "reason");
    }

    private static Schema lines(Schema schema) {
        return seen(schema, "products.", GOODS.toArray(String[]::new));
    }

    /** Fields for every purpose. */
    private static Schema seen(Schema schema, String prefix, String... names) {
        Schema more = schema;
        for (String name : names) {
            more = more.field(prefix + name, Category.BEHAVIOUR);
        }
        return more;
    }

    /** Fields for what a shop does itself. */
    private static Schema own(Schema schema, String... names) {
        return transaction(
                schema,
                List.of(names),
                SERVICE,
                LEGAL,
                ANALYTICS,
                PERSONALISATION,
                EMAIL_MARKETING,
                SMS_MARKETING,
                PUSH_MARKETING,
                SURVEYS);
    }

    /** Fields for the shop's books and figures. */
    private static Schema internal(Schema schema, String... names) {
        return transaction(schema, List.of(names), SERVICE, LEGAL, ANALYTICS);
    }

    private static Schema transaction(Schema schema, List<String> names, Purpose... purposes) {
        Schema more = schema;
        for (String name : names) {
            more = more.field(name, Category.TRANSACTION, purposes);
        }
        return more;
    }

    /** A text that the person wrote, kept whole. */
    private static Schema written(Schema schema, String name, Purpose... purposes) {
        return schema.field(Field.of(name, Category.FREE_TEXT).whole().usedFor(purposes));
    }
}
