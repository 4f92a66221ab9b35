package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.PRODUCT_ADDED;
import static io.clientele.model.Purpose.ANALYTICS;
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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What docs/segments.md shows is here, and does what is said there. */
class SegmentsGuideTest {

    private static final Identifier ANN = Identifier.userId("42");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    @Test
    void every_piece_of_code_is_a_region_of_this_test() throws IOException {
        assertThat(GuidePage.shownBy(SegmentsGuideTest.class, "segments.md")).isEqualTo(1);
    }

    @Test
    void a_copy_that_is_kept_true() {
        Set<String> copy = new TreeSet<>();
        try (Cdp cdp = Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open()) {
            Consents.of(cdp).record(ANN, c -> c.grant(ANALYTICS).evidence("banner", "v3"));
            Segment fresh = Segment.named("fresh-cart")
                    .purpose(ANALYTICS)
                    .when(did(PRODUCT_ADDED).within(Duration.ofHours(1)));
            // region subscribe
            Segments segments = Segments.of(cdp);
            segments.define(fresh);
            segments.subscribe("crm", List.of(fresh), change -> {
                if (change.entered()) {
                    copy.add(change.profile().id());
                } else {
                    copy.remove(change.profile().id());
                }
            });
            copy.addAll(segments.members(fresh));
            // endregion
            cdp.track(ANN, Commerce.productAdded("cart-7", "SKU-1").quantity(1));
            assertThat(copy).containsExactlyElementsOf(segments.members(fresh)).hasSize(1);
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            assertThat(copy).isEmpty();
        }
    }
}
