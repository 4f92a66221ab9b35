package io.clientele.consent;

import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.STITCHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clientele.model.CdpException;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.ConsentGate.Step;
import io.clientele.spi.Subject;
import io.clientele.testkit.Requirement;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TermsTest {

    private static final Identifier VISITOR = Identifier.anonymousId("a-1");
    private static final Identifier CUSTOMER = Identifier.userId("42");
    private static final Subject SOMEBODY = Somebody.with(VISITOR);
    private static final Period THIRTEEN_MONTHS = Period.ofMonths(13);
    private static final Notice FIRST = Notice.of("v1", "We count what you look at.");
    private static final Notice SECOND =
            Notice.of("v2", "We count what you look at, too.").from(day("2026-03-01"));
    private static final Notice THIRD = Notice.of("v3", "We tell others what you look at.")
            .from(day("2026-06-01"))
            .material();

    private int acts;

    private static Instant day(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }

    private ConsentAct act(Identifier who, Purpose purpose, Decision decision, String day, String notice) {
        return ConsentAct.of("act-" + acts++, who, purpose, decision, day(day)).by(Evidence.of("banner", notice));
    }

    private static String reason(ConsentGate gate, Purpose purpose, LawfulBasis basis, String at) {
        return gate.decide(SOMEBODY, purpose, basis, Instant.parse(at)).reason();
    }

    @Nested
    class a_purpose_whose_consent_has_a_term {

        private final ConsentGate gate = ConsentModule.optIn()
                .purposes(ANALYTICS.validFor(THIRTEEN_MONTHS), STITCHING.validFor(THIRTEEN_MONTHS))
                .gate();

        @Test
        @Requirement("scenario 20")
        void is_denied_from_the_instant_the_term_ends_without_any_write() {
            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-01-31", "v1"));

            assertThat(reason(gate, ANALYTICS, LawfulBasis.CONSENT, "2027-02-27T23:59:59.999Z"))
                    .isEqualTo("granted");
            assertThat(reason(gate, ANALYTICS, LawfulBasis.CONSENT, "2027-02-28T00:00:00Z"))
                    .isEqualTo("expired");
        }

        @Test
        void tells_the_end_beforehand_so_that_segments_are_left_at_that_instant() {
            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-01-01", "v1"));

            assertThat(gate.steps(SOMEBODY))
                    .extracting(Step::from, step -> step.permitted().contains(ANALYTICS))
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(Instant.EPOCH, false),
                            org.assertj.core.groups.Tuple.tuple(day("2026-01-01"), true),
                            org.assertj.core.groups.Tuple.tuple(day("2027-02-01"), false));
        }

        @Test
        void is_permitted_again_by_a_new_grant_and_without_a_gap_by_one_in_time() {
            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-01-01", "v1"));
            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-12-01", "v1"));

            assertThat(gate.steps(SOMEBODY))
                    .extracting(Step::from)
                    .containsExactly(Instant.EPOCH, day("2026-01-01"), day("2028-01-01"));
        }

        @Test
        void links_nothing_after_its_end() {
            gate.add(act(VISITOR, STITCHING, Decision.GRANT, "2026-01-01", "v1"));

            assertThat(gate.mayLink(VISITOR, CUSTOMER, day("2027-01-31"))).isTrue();
            assertThat(gate.mayLink(VISITOR, CUSTOMER, day("2027-02-01"))).isFalse();
        }

        @Test
        void an_end_hides_no_refusal_of_another_identifier() {
            Subject both = Somebody.merged("2026-02-01T00:00:00Z", VISITOR, CUSTOMER);
            gate.add(act(CUSTOMER, ANALYTICS, Decision.REFUSE, "2026-01-01", "v1"));
            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-03-01", "v1"));

            assertThat(gate.decide(both, ANALYTICS, LawfulBasis.CONSENT, day("2026-04-01"))
                            .permitted())
                    .isTrue();
            assertThat(gate.decide(both, ANALYTICS, LawfulBasis.CONSENT, day("2027-05-01"))
                            .permitted())
                    .isFalse();
        }
    }

    @Nested
    class notices {

        private final ConsentGate gate = ConsentModule.optIn()
                .notices(FIRST, SECOND, THIRD.about(ANALYTICS))
                .gate();

        @Test
        @Requirement("scenario 19")
        void a_material_change_ends_what_was_agreed_under_an_earlier_text() {
            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-02-01", "v1"));

            assertThat(reason(gate, ANALYTICS, LawfulBasis.CONSENT, "2026-05-31T23:59:59Z"))
                    .isEqualTo("granted");
            assertThat(reason(gate, ANALYTICS, LawfulBasis.CONSENT, "2026-06-01T00:00:00Z"))
                    .isEqualTo("stale_notice");

            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-07-01", "v3"));
            assertThat(reason(gate, ANALYTICS, LawfulBasis.CONSENT, "2026-07-01T00:00:00Z"))
                    .isEqualTo("granted");
        }

        @Test
        @Requirement("scenario 19")
        void a_change_that_is_not_material_ends_nothing_nor_does_one_about_something_else() {
            gate.add(act(VISITOR, EMAIL_MARKETING, Decision.GRANT, "2026-02-01", "v1"));

            assertThat(reason(gate, EMAIL_MARKETING, LawfulBasis.CONSENT, "2026-12-01T00:00:00Z"))
                    .isEqualTo("no_act");
            Subject customer = Somebody.with(CUSTOMER);
            gate.add(act(CUSTOMER, EMAIL_MARKETING, Decision.GRANT, "2026-02-01", "v1"));
            assertThat(gate.decide(customer, EMAIL_MARKETING, LawfulBasis.CONSENT, day("2026-12-01"))
                            .reason())
                    .isEqualTo("granted");
        }

        @Test
        void a_text_nobody_knows_is_older_than_any_material_one() {
            gate.add(act(VISITOR, ANALYTICS, Decision.GRANT, "2026-05-01", "v0"));

            assertThat(reason(gate, ANALYTICS, LawfulBasis.CONSENT, "2026-06-02T00:00:00Z"))
                    .isEqualTo("stale_notice");
        }

        @Test
        void two_texts_of_one_version_are_refused() {
            assertThatExceptionOfType(CdpException.class)
                    .isThrownBy(() -> ConsentModule.optIn()
                            .notices(FIRST, Notice.of("v1", "Something else."))
                            .gate())
                    .withMessageContaining("Two notices have the version v1");
        }

        @Test
        void cite_the_hash_of_what_was_read() {
            assertThat(Notice.of("v1", "abc").hash())
                    .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        }
    }

    @Nested
    class a_legitimate_interest {

        private final Purpose security = Purpose.named("security").on(LawfulBasis.LEGITIMATE_INTEREST);

        @Test
        @Requirement("GDPR Art. 6(1)(f)")
        void must_have_been_weighed() {
            assertThatExceptionOfType(CdpException.class)
                    .isThrownBy(() -> ConsentModule.optIn().purposes(security).gate())
                    .withMessageContaining("legitimate interest that nobody weighed");
        }

        @Test
        @Requirement("GDPR Art. 21(1)")
        void permits_until_somebody_objects_and_again_when_they_lift_it() {
            Purpose weighed = security.assessed("LIA-7");
            ConsentGate gate = ConsentModule.optIn().purposes(weighed).gate();

            assertThat(permitted(gate, weighed)).containsExactly(true);
            gate.add(act(VISITOR, weighed, Decision.OBJECT, "2026-02-01", ""));
            gate.add(act(VISITOR, weighed, Decision.LIFT, "2026-03-01", ""));

            assertThat(permitted(gate, weighed)).containsExactly(true, false, true);
            assertThat(reason(gate, weighed, LawfulBasis.LEGITIMATE_INTEREST, "2026-02-15T00:00:00Z"))
                    .isEqualTo("objection");
        }

        private List<Boolean> permitted(ConsentGate gate, Purpose purpose) {
            return gate.steps(SOMEBODY).stream()
                    .map(step -> step.permitted().contains(purpose))
                    .toList();
        }
    }
}
