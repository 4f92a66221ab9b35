package io.clientele.benchmarks.shop;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Purpose;
import io.clientele.spi.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The stream as facts of the product. */
public final class ShopFacts {

    private static final List<EventType> TYPES =
            List.of(ShopSegments.VIEW, ShopSegments.CART, ShopSegments.CHECKOUT, ShopSegments.ORDER, ShopSegments.ITEM);
    private static final Instant BEFORE = Instant.ofEpochMilli(ShopStream.START - 1);

    private ShopFacts() {}

    /** That a customer permitted all that is asked for, before anything happened. */
    public static Fact permits() {
        return new Fact.Permits(BEFORE, Set.of(Purpose.ANALYTICS));
    }

    /** What is known about a customer, before anything happened. */
    public static Fact traits(int customer) {
        PlainEventDraft draft = Event.of(EventType.IDENTIFY)
                .set(ShopSegments.REGION, "r" + ShopStream.region(customer))
                .set(ShopSegments.AGREED, ShopStream.consent(customer));
        return happened(draft, ShopStream.id(customer), BEFORE, "c" + customer);
    }

    /** What happened. */
    public static Fact fact(ShopStream.Row row) {
        return fact(row, ShopStream.id(row.customer()));
    }

    /** What happened, to a customer of this id. */
    public static Fact.Happened fact(ShopStream.Row row, String id) {
        PlainEventDraft draft = Event.of(TYPES.get(row.kind().ordinal())).set("amount", row.amount());
        if (row.product() >= 0) {
            draft.set("product", "p" + row.product()).set("category", "c" + row.category());
        }
        return happened(draft, id, Instant.ofEpochMilli(row.time()), String.valueOf(1_000_000_000 + row.index()));
    }

    private static Fact.Happened happened(PlainEventDraft draft, String customer, Instant time, String id) {
        return new Fact.Happened(draft.about(Identifier.userId(customer), time, id));
    }
}
