package io.clientele.consent;

import static io.clientele.model.ConsentAct.Decision.GRANT;
import static io.clientele.model.ConsentAct.Decision.REFUSE;
import static io.clientele.model.Purpose.AD_AUDIENCES;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.STITCHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Evidence;
import io.clientele.model.Evidence.Speaker;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import io.clientele.testkit.Requirement;
import java.time.Instant;
import java.time.Period;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JurisdictionsTest {

    private static final Identifier VISITOR = Identifier.anonymousId("a-1");
    private static final Identifier CUSTOMER = Identifier.userId("42");
    private static final Subject SOMEBODY = Somebody.with(VISITOR);
    private static final Evidence BANNER = Evidence.of("banner", "v1");
    private static final Purpose HEALTH =
            Purpose.named("health").on(LawfulBasis.CONSENT).special();
    private static final Jurisdictions TABLE = Jurisdictions.standard().with("US-WY", Regime.NONE);

    private final ConsentGate gate =
            ConsentModule.optIn().purposes(HEALTH).jurisdictions(TABLE).gate();
    private int acts;

    private void said(Identifier who, Purpose purpose, Decision decision, Kind kind, Evidence evidence) {
        gate.add(ConsentAct.of(
                        "act-" + acts, who, purpose, decision, day("2026-01-01").plusSeconds(acts++))
                .kind(kind)
                .by(evidence));
    }

    private static Instant day(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }

    private String reason(Subject who, Purpose purpose) {
        return reason(who, purpose, "2026-01-02");
    }

    private String reason(Subject who, Purpose purpose, String at) {
        return gate.decide(who, purpose, LawfulBasis.CONSENT, day(at)).reason();
    }

    @Nested
    class a_place {

        @Test
        void that_is_not_known_is_opt_in_and_a_part_that_is_not_counts_as_its_country() {
            assertThat(TABLE.regime("DE")).isEqualTo(Regime.OPT_IN);
            assertThat(TABLE.regime("DE-BE")).isEqualTo(Regime.OPT_IN);
            assertThat(TABLE.regime("US-CA")).isEqualTo(Regime.OPT_OUT);
            assertThat(TABLE.regime("us-wy")).isEqualTo(Regime.NONE);
            assertThat(TABLE.regime("US-37")).isEqualTo(Regime.OPT_IN);
            assertThat(TABLE.regime("ZZ")).isEqualTo(Regime.OPT_IN);
            assertThat(TABLE.regime("-")).isEqualTo(Regime.OPT_IN);
            assertThat(TABLE.with("BR", Regime.OPT_OUT).regime("BR-SP")).isEqualTo(Regime.OPT_OUT);
        }

        @Test
        void has_a_code_of_iso_3166_and_an_age_that_somebody_can_have() {
            assertThatIllegalArgumentException().isThrownBy(() -> TABLE.with("California", Regime.NONE));
            assertThatIllegalArgumentException().isThrownBy(() -> TABLE.ageOfConsent("DE", 19));
            assertThat(TABLE.ageOfConsent("BR", 12).ageOfConsent("BR")).isEqualTo(12);
        }
    }

    @Nested
    class where_people_may_opt_out {

        private final Evidence here = BANNER.jurisdiction("US-CA");

        @Test
        void an_act_that_is_not_explicit_is_enough_but_one_that_tells_nothing_is_not() {
            said(VISITOR, ANALYTICS, GRANT, Kind.DEFAULT, here);
            said(VISITOR, STITCHING, GRANT, Kind.UNKNOWN, here);

            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("granted");
            assertThat(reason(SOMEBODY, STITCHING)).isEqualTo("no_act");
            assertThat(reason(SOMEBODY, Purpose.SURVEYS)).isEqualTo("no_act");
            said(VISITOR, ANALYTICS, REFUSE, Kind.EXPLICIT, here);
            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("refused");
        }

        @Test
        @Requirement("scenario 4")
        void somebody_who_is_protected_elsewhere_too_must_have_agreed() {
            said(VISITOR, ANALYTICS, GRANT, Kind.IMPLIED, here);
            said(CUSTOMER, Purpose.SURVEYS, GRANT, Kind.EXPLICIT, BANNER.jurisdiction("DE"));

            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("granted");
            assertThat(reason(Somebody.merged("2026-01-01T12:00:00Z", VISITOR, CUSTOMER), ANALYTICS))
                    .isEqualTo("no_act");
        }

        @Test
        @Requirement("scenario 4")
        void a_region_that_no_table_knows_asks_for_an_explicit_act() {
            said(VISITOR, ANALYTICS, GRANT, Kind.IMPLIED, BANNER.jurisdiction("US-37"));

            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("no_act");
        }

        @Test
        void whoever_moves_is_protected_where_they_were_last_said_to_be() {
            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, BANNER.jurisdiction("DE"));
            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, here);
            said(VISITOR, ANALYTICS, GRANT, Kind.IMPLIED, BANNER);
            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("granted");

            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, BANNER.jurisdiction("DE"));
            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("no_act");
        }

        @Test
        @Requirement("GDPR Art. 4(11)")
        void what_was_no_consent_when_it_was_said_does_not_become_one_by_another_place() {
            said(VISITOR, ANALYTICS, GRANT, Kind.IMPLIED, BANNER.jurisdiction("DE"));
            said(CUSTOMER, ANALYTICS, GRANT, Kind.IMPLIED, BANNER);
            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("no_act");

            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, here);
            said(CUSTOMER, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, here);
            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("no_act");
            assertThat(reason(Somebody.with(CUSTOMER), ANALYTICS)).isEqualTo("no_act");

            said(VISITOR, ANALYTICS, GRANT, Kind.IMPLIED, BANNER);
            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("granted");
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void special_categories_need_an_explicit_act_all_the_same() {
            said(VISITOR, HEALTH, GRANT, Kind.IMPLIED, here);

            assertThat(reason(SOMEBODY, HEALTH)).isEqualTo("no_act");
        }
    }

    @Nested
    class where_no_law_asks {

        private final Evidence here = BANNER.jurisdiction("US-WY");

        @Test
        void all_is_permitted_until_somebody_says_no_but_special_categories() {
            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, here);

            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("no_law");
            assertThat(reason(SOMEBODY, Purpose.SURVEYS)).isEqualTo("refused");
            assertThat(reason(SOMEBODY, HEALTH)).isEqualTo("no_act");
            assertThat(gate.steps(SOMEBODY).get(1).permitted())
                    .contains(ANALYTICS)
                    .doesNotContain(Purpose.SURVEYS, HEALTH);
        }

        @Test
        void identifiers_may_be_joined() {
            assertThat(gate.mayLink(VISITOR, CUSTOMER, day("2026-01-02"))).isFalse();
            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, here);
            assertThat(gate.mayLink(VISITOR, CUSTOMER, day("2026-01-02"))).isTrue();

            said(CUSTOMER, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, BANNER.jurisdiction("FR"));
            assertThat(gate.mayLink(VISITOR, CUSTOMER, day("2026-01-02"))).isFalse();
        }
    }

    @Nested
    class children {

        @Test
        @Requirement("GDPR Art. 8(1)")
        void cannot_agree_alone_before_the_age_that_their_country_chose() {
            String[] countries = {"AT14", "BE13", "CZ15", "DE16", "DK15", "ES14", "FR15", "GB13", "IT14", "NL16", "XX16"
            };
            for (String country : countries) {
                for (int age = 12; age <= 17; age++) {
                    Identifier who = Identifier.anonymousId(country + age);
                    Evidence stated =
                            BANNER.jurisdiction(country.substring(0, 2)).age(age);
                    boolean old = age >= Integer.parseInt(country.substring(2));

                    said(who, ANALYTICS, GRANT, Kind.EXPLICIT, stated);
                    assertThat(reason(Somebody.with(who), ANALYTICS))
                            .as(country + " at " + age)
                            .isEqualTo(old ? "granted" : "child");
                    said(who, ANALYTICS, GRANT, Kind.EXPLICIT, stated.by(Speaker.GUARDIAN));
                    assertThat(reason(Somebody.with(who), ANALYTICS)).isEqualTo("granted");
                }
            }
        }

        @Test
        @Requirement("GDPR Art. 8(1)")
        void are_protected_by_the_highest_age_where_no_country_is_known_and_asked_again_after_that_birthday() {
            said(VISITOR, ANALYTICS, GRANT, Kind.EXPLICIT, BANNER.age(15));
            said(VISITOR, STITCHING, GRANT, Kind.EXPLICIT, BANNER);

            assertThat(reason(SOMEBODY, STITCHING, "2026-12-31")).isEqualTo("child");
            assertThat(reason(SOMEBODY, STITCHING, "2027-01-02")).isEqualTo("child");
            assertThat(gate.steps(SOMEBODY))
                    .allSatisfy(step -> assertThat(step.permitted()).doesNotContain(STITCHING));

            gate.add(ConsentAct.of("again", VISITOR, STITCHING, GRANT, day("2027-01-02"))
                    .by(BANNER));
            assertThat(reason(SOMEBODY, STITCHING, "2027-01-02")).isEqualTo("granted");
        }

        @Test
        @Requirement("GDPR Art. 8(1)")
        void who_tell_their_age_later_were_no_older_before() {
            said(VISITOR, ANALYTICS, GRANT, Kind.EXPLICIT, BANNER);
            said(CUSTOMER, ANALYTICS, GRANT, Kind.EXPLICIT, BANNER);
            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("granted");

            gate.add(ConsentAct.of("young", VISITOR, Purpose.SURVEYS, REFUSE, day("2026-06-01"))
                    .by(BANNER.age(16)));
            gate.add(ConsentAct.of("older", CUSTOMER, Purpose.SURVEYS, REFUSE, day("2026-06-01"))
                    .by(BANNER.age(17)));
            assertThat(reason(SOMEBODY, ANALYTICS, "2026-06-02")).isEqualTo("child");
            assertThat(reason(Somebody.with(CUSTOMER), ANALYTICS, "2026-06-02")).isEqualTo("granted");
        }

        @Test
        @Requirement("GDPR Art. 8(1)")
        void who_name_another_country_later_or_say_that_they_are_older_have_not_agreed_by_that() {
            said(
                    VISITOR,
                    ANALYTICS,
                    GRANT,
                    Kind.EXPLICIT,
                    BANNER.jurisdiction("DE").age(15));
            said(CUSTOMER, ANALYTICS, GRANT, Kind.EXPLICIT, BANNER.age(12));
            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, BANNER.jurisdiction("AT"));
            said(CUSTOMER, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, BANNER.age(30));

            assertThat(reason(SOMEBODY, ANALYTICS)).isEqualTo("child");
            assertThat(reason(Somebody.with(CUSTOMER), ANALYTICS)).isEqualTo("child");
        }

        @Test
        void what_one_identifier_tells_protects_the_person() {
            said(VISITOR, Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, BANNER.age(12));
            said(CUSTOMER, ANALYTICS, GRANT, Kind.EXPLICIT, BANNER.age(30));

            assertThat(reason(Somebody.with(CUSTOMER), ANALYTICS)).isEqualTo("granted");
            assertThat(reason(Somebody.merged("2025-01-01T00:00:00Z", VISITOR, CUSTOMER), ANALYTICS))
                    .isEqualTo("child");
        }

        @Test
        void are_no_audience_for_advertising_whoever_agreed() {
            said(VISITOR, AD_AUDIENCES, GRANT, Kind.EXPLICIT, BANNER.age(17).by(Speaker.GUARDIAN));

            assertThat(reason(SOMEBODY, AD_AUDIENCES, "2026-12-31")).isEqualTo("child");
            assertThat(reason(SOMEBODY, AD_AUDIENCES, "2027-01-02")).isEqualTo("child");
            gate.add(ConsentAct.of("grown", VISITOR, AD_AUDIENCES, GRANT, day("2027-01-02"))
                    .by(BANNER));
            assertThat(reason(SOMEBODY, AD_AUDIENCES, "2027-01-02")).isEqualTo("granted");
        }

        @Test
        void born_into_a_leap_day_grow_older_as_well() {
            gate.add(ConsentAct.of("leap", VISITOR, Purpose.SURVEYS, REFUSE, Instant.parse("2024-02-29T12:00:00Z"))
                    .by(BANNER.age(15)));
            gate.add(ConsentAct.of("early", VISITOR, ANALYTICS, GRANT, Instant.parse("2025-02-28T11:59:59Z"))
                    .by(BANNER));
            assertThat(reason(SOMEBODY, ANALYTICS, "2025-03-01")).isEqualTo("child");

            gate.add(ConsentAct.of("there", VISITOR, ANALYTICS, GRANT, Instant.parse("2025-02-28T12:00:00Z"))
                    .by(BANNER));
            assertThat(reason(SOMEBODY, ANALYTICS, "2025-03-01")).isEqualTo("granted");
        }
    }

    @Nested
    class bases {

        private final Purpose either = Purpose.named("either")
                .on(LawfulBasis.CONSENT)
                .on(LawfulBasis.LEGITIMATE_INTEREST)
                .assessed("LIA-1");

        @Test
        @Requirement("GDPR Art. 6(1)")
        void are_not_swapped_after_a_no() {
            ConsentGate two = ConsentModule.optIn().purposes(either).gate();
            assertThat(interest(two)).isEqualTo("legitimate_interest");

            two.add(ConsentAct.of("a1", VISITOR, either, GRANT, day("2026-01-01"))
                    .by(BANNER));
            two.add(ConsentAct.of("a2", VISITOR, either, Decision.WITHDRAW, day("2026-01-02")));
            assertThat(interest(two)).isEqualTo("basis_swap");
            assertThat(two.steps(SOMEBODY))
                    .extracting(step -> step.permitted().contains(either))
                    .containsExactly(true, false);
        }

        @Test
        @Requirement("GDPR Art. 6(1)")
        void are_not_swapped_when_a_consent_is_over_or_was_none() {
            ConsentGate two = ConsentModule.optIn()
                    .purposes(either.validFor(Period.ofDays(10)))
                    .notices(
                            Notice.of("v1", "one"),
                            Notice.of("v2", "two").material().from(day("2026-01-05")))
                    .gate();
            two.add(ConsentAct.of("a1", VISITOR, either, GRANT, day("2026-01-01"))
                    .by(BANNER));
            assertThat(interest(two)).isEqualTo("legitimate_interest");
            assertThat(interest(two, VISITOR, "2026-01-06")).as("replaced").isEqualTo("basis_swap");
            two.add(ConsentAct.of("a2", VISITOR, either, GRANT, day("2026-01-06"))
                    .by(Evidence.of("banner", "v2")));
            assertThat(interest(two, VISITOR, "2026-01-06")).isEqualTo("legitimate_interest");
            assertThat(interest(two, VISITOR, "2026-01-16")).as("expired").isEqualTo("basis_swap");

            Identifier child = Identifier.anonymousId("child");
            two.add(ConsentAct.of("a3", child, either, GRANT, day("2026-01-01")).by(BANNER.age(12)));
            assertThat(interest(two, child, "2026-01-03")).isEqualTo("basis_swap");
            two.add(ConsentAct.of("a4", CUSTOMER, either, GRANT, day("2026-01-01"))
                    .kind(Kind.IMPLIED)
                    .by(BANNER));
            assertThat(interest(two, CUSTOMER, "2026-01-03")).isEqualTo("basis_swap");
        }

        private String interest(ConsentGate two) {
            return interest(two, VISITOR, "2026-01-03");
        }

        private String interest(ConsentGate two, Identifier who, String at) {
            return two.decide(Somebody.with(who), either, LawfulBasis.LEGITIMATE_INTEREST, day(at))
                    .reason();
        }
    }
}
