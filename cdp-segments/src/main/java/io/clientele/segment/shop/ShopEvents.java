package io.clientele.segment.shop;

import io.clientele.model.EventType;

/** The standard events of which shops' conditions speak. */
final class ShopEvents {

    static final EventType VIEWED = EventType.named("Product Viewed");
    static final EventType ADDED = EventType.named("Product Added");
    static final EventType CHECKOUT = EventType.named("Checkout Started");
    static final EventType ORDERED = EventType.named("Order Completed");
    static final EventType REFUNDED = EventType.named("Order Refunded");
    static final EventType COUPON = EventType.named("Coupon Applied");

    private ShopEvents() {}
}
