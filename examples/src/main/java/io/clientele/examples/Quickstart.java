package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.commerce.CommerceEvents.PRODUCT_ADDED;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.STITCHING;
import static io.clientele.model.Trait.EMAIL;
import static io.clientele.segment.Conditions.lastDid;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The README's first example: an abandoned cart, and the one reminder that its owner permits. */
public final class Quickstart {

    private Quickstart() {}

    /** Runs it in a temporary folder. */
    public static void main(String[] args) {
        try (DataFolder folder = DataFolder.of(Optional.empty())) {
            run(folder.path(), clock(), System.out);
        }
    }

    static ShopClock clock() {
        return new ShopClock(Instant.parse("2026-03-01T09:00:00Z"));
    }

    static void run(Path directory, ShopClock clock, PrintStream out) {
        // region quickstart
        try (Cdp cdp = Cdp.in(directory)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .clock(clock)
                .open()) {
            var visitor = Identifier.anonymousId("a-81f2");
            var customer = Identifier.userId("42");
            Consents.of(cdp).record(visitor, c -> c.grant(ANALYTICS, STITCHING).evidence("banner", "v3"));
            cdp.track(
                    visitor,
                    Commerce.productAdded("cart-7", "SKU-1")
                            .price("49.90", "EUR")
                            .quantity(1));
            cdp.identify(customer, i -> i.sameAs(visitor).set(EMAIL, "ann@example.org"));
            Consents.of(cdp).record(customer, c -> c.grant(EMAIL_MARKETING).evidence("checkout", "v3"));

            Segment abandoned = Segments.of(cdp)
                    .define(Segment.named("abandoned-cart")
                            .purpose(ANALYTICS)
                            .when(lastDid(PRODUCT_ADDED)
                                    .within(ofDays(1))
                                    .andThenNot(ORDER_COMPLETED)
                                    .forAtLeast(ofMinutes(30))));
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("cart-reminder")
                                    .onEnter(abandoned)
                                    .purpose(EMAIL_MARKETING)
                                    .atMostOncePer(ofDays(7)),
                            firing -> out.println("remind " + firing.get(EMAIL) + " of the cart"));

            clock.advance(ofMinutes(31));
            cdp.advance();
            out.print(Segments.of(cdp).explain(customer, abandoned).describe());
        }
        // endregion
    }
}
