package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.commerce.CommerceEvents.ORDER_REFUNDED;
import static io.clientele.commerce.CommerceEvents.PRODUCT_ADDED;
import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.lastDid;
import static io.clientele.segment.Conditions.moreThan;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;

import io.clientele.Cdp;
import io.clientele.model.Purpose;
import io.clientele.segment.Condition;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import java.util.ArrayList;
import java.util.List;

/** The five segments a shop wants to know about, defined on an open platform. */
final class ShopSegments {

    private final Segments service;
    private final List<Segment> segments = new ArrayList<>();

    private ShopSegments(Segments service) {
        this.service = service;
    }

    /** Defines them; does nothing where they are defined already. */
    static ShopSegments define(Cdp cdp, Shop shop) {
        ShopSegments shopSegments = new ShopSegments(Segments.of(cdp));
        shopSegments.add(
                "lapsed-60-days",
                lastDid(ORDER_COMPLETED).andThenNot(ORDER_COMPLETED).forAtLeast(ofDays(60)));
        shopSegments.add(
                "three-over-100",
                did(ORDER_COMPLETED)
                        .where("total", moreThan(100))
                        .within(ofDays(90))
                        .atLeast(3));
        shopSegments.add(
                "same-sent-back", did(ORDER_COMPLETED).then(ORDER_REFUNDED).same("products[*].product_id"));
        shopSegments.add("new-this-week", did(MadeUp.ACCOUNT_CREATED).within(ofDays(7)));
        if (shop.knowsCarts()) {
            shopSegments.add(
                    "abandoned-cart",
                    lastDid(PRODUCT_ADDED)
                            .within(ofDays(1))
                            .andThenNot(ORDER_COMPLETED)
                            .forAtLeast(ofMinutes(30)));
        } else {
            shopSegments.add(
                    "no-second-order",
                    did(ORDER_COMPLETED)
                            .exactly(1)
                            .and(lastDid(ORDER_COMPLETED)
                                    .andThenNot(ORDER_COMPLETED)
                                    .forAtLeast(ofDays(30))));
        }
        return shopSegments;
    }

    private void add(String name, Condition condition) {
        segments.add(
                service.define(Segment.named(name).purpose(Purpose.ANALYTICS).when(condition)));
    }

    /** The segment of those who have not ordered for 60 days. */
    Segment lapsed() {
        return segments.get(0);
    }

    List<Segment> all() {
        return segments;
    }

    /** How many people are in each, as of the last advance. */
    List<Long> sizes() {
        return segments.stream().map(segment -> (long) service.count(segment)).toList();
    }

    Segments service() {
        return service;
    }
}
