package io.clientele.proof;

import static io.clientele.commerce.CommerceEvents.PRODUCT_VIEWED;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.SERVICE;
import static io.clientele.model.Purpose.STITCHING;
import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who leaves a segment, and who only goes on under another name. */
class LeavesTest {

    private static final Identifier VISITOR = Identifier.anonymousId("a-81f2");
    private static final Identifier CUSTOMER = Identifier.userId("42");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final List<String> left = new ArrayList<>();

    private Cdp open() {
        Cdp cdp = Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
        Segment lookers = Segments.of(cdp)
                .define(Segment.named("lookers")
                        .purpose(ANALYTICS)
                        .when(did(PRODUCT_VIEWED).within(Duration.ofDays(7))));
        Triggers.of(cdp)
                .attach(
                        Trigger.named("gone")
                                .onLeave(lookers)
                                .purpose(SERVICE)
                                .channel("house")
                                .neverStale(),
                        firing -> left.add(firing.segment()));
        permit(cdp, VISITOR);
        permit(cdp, CUSTOMER);
        cdp.track(CUSTOMER, Commerce.productViewed("SKU-1"));
        cdp.track(VISITOR, Commerce.productViewed("SKU-2"));
        return cdp;
    }

    private static void permit(Cdp cdp, Identifier who) {
        Consents.of(cdp).record(who, c -> c.grant(ANALYTICS, STITCHING).evidence("banner", "v3"));
    }

    @Test
    void a_merge_is_no_leave() {
        try (Cdp cdp = open()) {
            cdp.identify(CUSTOMER, i -> i.sameAs(VISITOR));
            assertThat(Segments.of(cdp).all()).hasSize(1);
            assertThat(left).isEmpty();

            clock.advance(Duration.ofDays(8));
            cdp.advance();
            assertThat(left).containsExactly("lookers");
        }
    }

    @Test
    void a_withdrawal_of_the_segments_purpose_is_a_leave() {
        try (Cdp cdp = open()) {
            Consents.of(cdp).record(CUSTOMER, c -> c.withdraw(ANALYTICS).evidence("account", "v3"));
            assertThat(left).containsExactly("lookers");
        }
    }
}
