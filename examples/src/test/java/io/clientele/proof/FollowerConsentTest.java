package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.segment.Segments.Change;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person says, and what those who keep up with segments are told of it. */
class FollowerConsentTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final Segment LOOKED =
            Segment.named("looked").purpose(Purpose.ANALYTICS).when(did(CommerceEvents.PRODUCT_VIEWED));

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<Change> told = new ArrayList<>();
    private boolean down;

    private Cdp open() {
        Cdp cdp = Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
        Segments.of(cdp).define(LOOKED);
        Segments.of(cdp).subscribe("copy", List.of(LOOKED), change -> {
            if (down) {
                throw new IOException("no connection");
            }
            told.add(change);
        });
        return cdp;
    }

    private void look(Cdp cdp) {
        Consents.of(cdp).record(ANN, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
        cdp.track(ANN, Commerce.productViewed("sku"));
    }

    private void later(Cdp cdp) {
        clock.advance(Duration.ofHours(2));
        cdp.advance();
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void who_takes_the_purpose_back_is_told_as_gone() {
        try (Cdp cdp = open()) {
            look(cdp);
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.ANALYTICS));
            assertThat(told).extracting(Change::entered).containsExactly(true, false);
            assertThat(told.get(1).profile().id())
                    .isEqualTo(told.get(0).profile().id());
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void who_took_it_back_before_an_enter_was_told_is_not_told_as_come() {
        try (Cdp cdp = open()) {
            down = true;
            look(cdp);
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.ANALYTICS));
            down = false;
            later(cdp);
            assertThat(told).extracting(Change::entered).containsExactly(false);
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
            clock.advance(Duration.ofDays(1));
            look(cdp);
            assertThat(told).extracting(Change::entered).containsExactly(false, true);
        }
    }

    @Test
    void an_import_is_told_too() {
        String history = """
                {"id":"a1","time":"2025-12-01T09:00:00Z","who":{"user_id":"42"},"act":"GRANT","purpose":"analytics",\
                "kind":"EXPLICIT","source":"checkout","notice":"v3"}
                {"id":"m1","time":"2025-12-02T10:00:00Z","who":{"user_id":"42"},"event":"Product Viewed",\
                "purpose":"analytics","basis":"CONSENT","source":"web","properties":{"product_id":"sku"}}
                """;
        try (Cdp cdp = open()) {
            var imported = Maintenance.of(cdp).importHistory(new StringReader(history), done -> {});
            assertThat(imported.outcomes()).containsEntry("STORED:stored", 2L);
            later(cdp);
            assertThat(told).extracting(Change::at).containsExactly(Instant.parse("2025-12-02T10:00:00Z"));
        }
    }
}
