package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.Cdp;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What could be permitted by nobody is refused where it is said, with a sentence. */
class ConfigurationFaultsTest {

    private static final Purpose STRANGE = Purpose.named("strange").on(LawfulBasis.CONSENT);

    private final Insight insight = new Insight();
    private final Cdp cdp = Cdp.inMemory()
            .with(ConsentModule.optIn())
            .with(SegmentModule.live())
            .with(insight)
            .open();

    @AfterEach
    void close() {
        cdp.close();
    }

    private static Segment viewers(Purpose purpose) {
        return Segment.named("viewers").purpose(purpose).when(did(CommerceEvents.PRODUCT_VIEWED));
    }

    @Test
    @Requirement("GDPR Art. 5(1)(b)")
    void a_segment_for_a_purpose_that_the_policy_does_not_know() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Segments.of(cdp).define(viewers(STRANGE)))
                .withMessage("segment viewers is for the purpose strange, which is not in the policy:"
                        + " nobody could be in it");
        assertThat(Segments.of(cdp).all()).isEmpty();
    }

    @Test
    @Requirement("GDPR Art. 5(1)(b)")
    void a_trigger_for_a_purpose_that_the_policy_does_not_know() {
        Segment viewers = Segments.of(cdp).define(viewers(Purpose.ANALYTICS));
        Trigger mail = Trigger.named("mail").onEnter(viewers).channel("email");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Triggers.of(cdp).attach(mail.purpose(STRANGE), firing -> {}))
                .withMessageContaining("mail names the purpose strange, which is not in the policy");
        Triggers.of(cdp).attach(mail.purpose(Purpose.EMAIL_MARKETING), firing -> {});
    }

    @Test
    @Requirement("GDPR Art. 5(1)(b)")
    void a_recipient_without_a_purpose() {
        Destination aimless = new Destination() {
            @Override
            public String name() {
                return "aimless";
            }

            @Override
            public Set<Purpose> purposes() {
                return Set.of();
            }

            @Override
            public void send(Permitted<Delivery> delivery) {}
        };

        assertThatIllegalArgumentException()
                .isThrownBy(() -> insight.context().outbox().attach(aimless))
                .withMessageContaining("destination aimless names no purpose");
    }
}
