package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.consent.Notice;
import io.clientele.model.CdpException;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.schema.Schema;
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
import java.time.Period;
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

    private static void stops(ConsentModule module, String sentence) {
        assertThatThrownBy(() -> Cdp.inMemory().with(module).open())
                .isInstanceOf(CdpException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    @Requirement("GDPR Art. 6(3)")
    @Requirement("GDPR Art. 21(1)")
    void a_public_task_or_an_interest_without_an_assessment() {
        Purpose task = Purpose.named("task").on(LawfulBasis.PUBLIC_TASK);
        Purpose interest = Purpose.named("interest").on(LawfulBasis.LEGITIMATE_INTEREST);
        stops(ConsentModule.optIn().purposes(task), "task rests on a public task without the law that lays it down");
        stops(ConsentModule.optIn().purposes(interest), "interest rests on a legitimate interest that nobody weighed");

        try (Cdp shop = Cdp.inMemory()
                .with(ConsentModule.optIn().purposes(task.assessed("law-1")))
                .open()) {
            Identifier who = Identifier.userId("42");
            assertThat(Consents.of(shop).permitted(who, task).permitted()).isTrue();
            Consents.of(shop).record(who, c -> c.object(task));
            assertThat(Consents.of(shop).permitted(who, task).reason()).isEqualTo("objection");
        }
    }

    @Test
    @Requirement("GDPR Art. 5(1)(b)")
    void a_purpose_said_in_two_ways_or_under_a_name_of_the_platform() {
        ConsentModule once = ConsentModule.optIn().purposes(STRANGE, Purpose.ANALYTICS.validForEver());
        once.purposes(STRANGE).gate();

        stops(
                once.purposes(STRANGE.validFor(Period.ofDays(1))),
                "strange is given to ConsentModule.purposes in two ways");
        stops(once.purposes(Purpose.ANALYTICS), "analytics is given to ConsentModule.purposes in two ways");
        stops(
                ConsentModule.optIn().purposes(Purpose.named("restriction").on(LawfulBasis.CONTRACT)),
                "restriction is the platform's own word");
    }

    @Test
    @Requirement("GDPR Art. 13(1)(c)")
    void a_notice_about_a_purpose_that_the_policy_does_not_know() {
        Notice notice = Notice.of("v1", "We count.").about(Purpose.ANALYTICS, STRANGE);

        stops(ConsentModule.optIn().notices(notice), "v1 is about the purpose strange, which is not in the policy");
        ConsentModule.optIn().purposes(STRANGE).notices(notice).gate();
    }

    @Test
    @Requirement("GDPR Art. 5(1)(b)")
    void a_schema_of_a_type_that_nobody_could_permit() {
        EventType type = EventType.named("Seen");
        Schema unknown = Schema.of(type.collectedFor(STRANGE, LawfulBasis.CONSENT));
        Purpose loose = Purpose.named("strange").on(LawfulBasis.CONTRACT);
        Schema baseless = Schema.of(type.collectedFor(loose, LawfulBasis.CONTRACT));

        stops(ConsentModule.optIn().schemas(unknown), "Seen has a schema and is collected for the purpose strange");
        stops(
                ConsentModule.optIn().purposes(STRANGE).schemas(baseless),
                "on the basis CONTRACT, which that purpose does not allow");
        ConsentModule.optIn().purposes(STRANGE).schemas(unknown).gate();
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
