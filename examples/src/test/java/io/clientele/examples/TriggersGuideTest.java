package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.commerce.CommerceEvents.PRODUCT_ADDED;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.SERVICE;
import static io.clientele.segment.Conditions.lastDid;
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
import io.clientele.spi.DeliveryTerms;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.ContactPolicy;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/triggers.md shows is here, and does what is said there. */
class TriggersGuideTest {

    private static final Identifier ANN = Identifier.userId("42");

    private final ManualClock clock = ManualClock.at("2026-03-01T19:45:00Z");
    private final List<String> mails = new ArrayList<>();

    private Cdp open() {
        return Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    @Test
    void every_piece_of_code_is_a_region_of_this_test() throws IOException {
        assertThat(GuidePage.shownBy(TriggersGuideTest.class, "triggers.md")).isEqualTo(4);
    }

    @Test
    void a_reminder_that_waits_for_the_morning() {
        try (Cdp cdp = open()) {
            Consents.of(cdp)
                    .record(ANN, c -> c.grant(ANALYTICS, EMAIL_MARKETING).evidence("checkout", "v3"));
            Segment abandoned = Segments.of(cdp)
                    .define(Segment.named("abandoned")
                            .purpose(ANALYTICS)
                            .when(lastDid(PRODUCT_ADDED)
                                    .within(Duration.ofDays(1))
                                    .andThenNot(ORDER_COMPLETED)
                                    .forAtLeast(Duration.ofMinutes(30))));
            // region reminder
            Trigger reminder = Trigger.named("cart-reminder")
                    .onEnter(abandoned)
                    .purpose(EMAIL_MARKETING)
                    .cancelIf(ORDER_COMPLETED)
                    .whileTrue()
                    .atMostOncePer(Duration.ofDays(7));
            // endregion
            // region polite
            ContactPolicy polite = ContactPolicy.in(ZoneId.of("Europe/Vienna"))
                    .quiet(LocalTime.of(21, 0), LocalTime.of(8, 0))
                    .atMost(5, Duration.ofDays(7))
                    .atMost("sms", 1, Duration.ofDays(7));
            Triggers.of(cdp, polite).attach(reminder, firing -> mails.add(firing.id()));
            // endregion
            cdp.track(ANN, Commerce.productAdded("cart-7", "SKU-1").quantity(1));
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            assertThat(mails).isEmpty();
            clock.advance(Duration.ofHours(11));
            cdp.advance();
            assertThat(mails).hasSize(1);
        }
    }

    @Test
    void terms_and_what_was_given_up() {
        try (Cdp cdp = open()) {
            Trigger receipts = Trigger.named("receipt")
                    .onEvent(ORDER_COMPLETED)
                    .purpose(SERVICE)
                    .channel("email")
                    .exempt();
            // region terms
            DeliveryTerms careful = DeliveryTerms.standard()
                    .waiting(Duration.ofSeconds(30), Duration.ofMinutes(30))
                    .givingUp(10, Duration.ofDays(1))
                    .perSecond(50)
                    .restingAfter(5, Duration.ofMinutes(1));
            Triggers.of(cdp).attach(receipts, careful, firing -> mails.add(firing.id()));
            // endregion
            boolean[] known = {false};
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("post")
                                    .onEvent(ORDER_COMPLETED)
                                    .purpose(SERVICE)
                                    .channel("post"),
                            firing -> {
                                if (!known[0]) {
                                    throw NotTakenException.forGood("no such street");
                                }
                                mails.add(firing.id());
                            });
            cdp.track(ANN, Commerce.orderCompleted("o-1", "99.00", "EUR").product("SKU-1", 1, "99.00"));
            assertThat(mails).hasSize(1);
            known[0] = true;
            // region failed
            Outbox outbox = cdp.service(Outbox.class);
            for (Outbox.Failed failed : outbox.failed()) {
                System.out.println(failed.destination() + ": " + failed.reason());
                outbox.replay(failed.id());
            }
            // endregion
            cdp.advance();
            assertThat(mails).hasSize(2);
        }
    }
}
