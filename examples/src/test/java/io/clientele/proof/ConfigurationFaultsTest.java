package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.model.CdpException;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    @Requirement("GDPR Art. 9(2)(a)")
    void a_purpose_for_special_categories_on_another_basis_than_consent() {
        Purpose diet = Purpose.named("diet").special();
        for (Purpose wide : List.of(
                diet.on(LawfulBasis.CONTRACT),
                diet.on(LawfulBasis.CONSENT).on(LawfulBasis.LEGITIMATE_INTEREST).assessed("lia-1"))) {
            assertThatThrownBy(() -> Cdp.inMemory()
                            .with(ConsentModule.optIn().purposes(wide))
                            .open())
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("which rest on explicit consent alone (GDPR Art. 9(2)(a))");
        }
    }

    /** The answer to a link from before the policy changed is an outcome and no failure. */
    @Test
    void a_link_to_unsubscribe_from_what_is_no_purpose_any_more(@TempDir Path folder) {
        Purpose letters = Purpose.named("letters").on(LawfulBasis.CONSENT);
        String token;
        try (Cdp shop =
                Cdp.in(folder).with(ConsentModule.optIn().purposes(letters)).open()) {
            token = Consents.of(shop).unsubscribeToken(Identifier.userId("42"), letters, Duration.ofDays(60));
        }
        try (Cdp shop = Cdp.in(folder).with(ConsentModule.optIn()).open()) {
            assertThat(Consents.of(shop).unsubscribe(token))
                    .isEqualTo(Outcome.of(Outcome.Kind.REJECTED, "purpose_gone"));
        }
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
