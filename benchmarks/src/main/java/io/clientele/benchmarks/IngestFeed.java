package io.clientele.benchmarks;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.is;
import static io.clientele.segment.Conditions.lastDid;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Purpose;
import io.clientele.segment.Condition;
import io.clientele.segment.Segment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A shop's customers, what they permit, what they do, and the segments they fall into. Thread-safe. */
public final class IngestFeed {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long STEP_MILLIS = 5_000;
    private static final int ACTS_A_CALL = 1_000;

    private final int profiles;
    private final AtomicLong clock = new AtomicLong(START.toEpochMilli());

    /** A feed about so many customers. */
    public IngestFeed(int profiles) {
        this.profiles = profiles;
    }

    /** The time of the newest event. */
    public Instant now() {
        return Instant.ofEpochMilli(clock.get());
    }

    /** Half of them abandoned carts, half of them repeated views of one product. */
    public static List<Segment> segments(int count) {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Condition condition = i % 2 == 0
                    ? lastDid(CommerceEvents.PRODUCT_ADDED)
                            .within(Duration.ofDays(1))
                            .andThenNot(CommerceEvents.ORDER_COMPLETED)
                            .forAtLeast(Duration.ofMinutes(30 + i))
                    : did(CommerceEvents.PRODUCT_VIEWED)
                            .where("product_id", is("SKU-" + i))
                            .within(Duration.ofDays(1 + i % 30))
                            .atLeast(2);
            segments.add(
                    Segment.named("segment-" + i).purpose(Purpose.ANALYTICS).when(condition));
        }
        return segments;
    }

    /** Everybody permits that the events are kept. */
    public void permit(Cdp cdp) {
        List<Intake> acts = new ArrayList<>();
        for (int profile = 0; profile < profiles; profile++) {
            acts.add(ConsentAct.of("act-" + profile, who(profile), Purpose.ANALYTICS, Decision.GRANT, START)
                    .by(Evidence.of("banner", "v1")));
            if (acts.size() == ACTS_A_CALL || profile == profiles - 1) {
                cdp.accept(acts);
                acts.clear();
            }
        }
    }

    /** A customer. */
    public static Identifier who(int profile) {
        return Identifier.userId("customer-" + profile);
    }

    /** An event of one customer, about 300 bytes as JSON; moves the clock. */
    public Event event(long number, SplittableRandom random) {
        Instant time = Instant.ofEpochMilli(clock.addAndGet(STEP_MILLIS));
        String sku = "SKU-" + random.nextInt(2_000);
        var draft = switch (random.nextInt(10)) {
            case 0 -> Commerce.orderCompleted("O-" + number, "59.90", "EUR").product(sku, 1, "59.90");
            case 1, 2 ->
                Commerce.productAdded("cart-" + number, sku)
                        .price("59.90", "EUR")
                        .quantity(1);
            default ->
                Commerce.productViewed(sku)
                        .price("59.90", "EUR")
                        .set("url", "https://shop.example/p/" + sku)
                        .set("image_url", "https://shop.example/i/" + sku);
        };
        return draft.from("web").about(who(random.nextInt(profiles)), time, "event-" + number);
    }
}
