package io.clientele.consent;

import static io.clientele.model.ConsentAct.Decision.GRANT;
import static io.clientele.model.ConsentAct.Decision.LIFT;
import static io.clientele.model.ConsentAct.Decision.OBJECT;
import static io.clientele.model.ConsentAct.Decision.REFUSE;
import static io.clientele.model.ConsentAct.Decision.WITHDRAW;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.DEVICE_LINKING;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.SERVICE;
import static io.clientele.model.Purpose.STITCHING;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.ConsentGate.Step;
import io.clientele.spi.Subject;
import io.clientele.testkit.Requirement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OptInGateTest {

    private static final Identifier VISITOR = Identifier.anonymousId("a-1");
    private static final Identifier OTHER_VISITOR = Identifier.anonymousId("a-2");
    private static final Identifier CUSTOMER = Identifier.userId("42");
    private static final Identifier ADDRESS = Identifier.email("ann@example.org");
    private static final Identifier DEVICE = Identifier.deviceId("d-1");
    private static final String END = "2026-12-31";
    private static final Purpose PROFILING = Purpose.named("profiling")
            .on(LawfulBasis.CONSENT)
            .on(LawfulBasis.LEGITIMATE_INTEREST)
            .assessed("LIA-1");

    private final ConsentGate gate = ConsentModule.optIn().purposes(PROFILING).gate();
    private int acts;

    private ConsentAct act(Identifier who, Purpose purpose, Decision decision, String day) {
        return ConsentAct.of("act-" + acts++, who, purpose, decision, day(day));
    }

    private void said(Identifier who, Purpose purpose, Decision decision, String day) {
        gate.add(act(who, purpose, decision, day));
    }

    private static Instant day(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }

    private ConsentDecision ask(Subject who, Purpose purpose, String day) {
        return gate.decide(who, purpose, LawfulBasis.CONSENT, day(day));
    }

    private static Subject both(String merged, Identifier... known) {
        return Somebody.merged(merged + "T00:00:00Z", known);
    }

    @Nested
    class for_one_identifier {

        private final Subject visitor = Somebody.with(VISITOR);

        @Test
        @Requirement("GDPR Art. 6(1)(a)")
        @Requirement("scenario 1")
        void denies_what_nobody_agreed_to() {
            ConsentDecision decision = ask(visitor, ANALYTICS, END);

            assertThat(decision.permitted()).isFalse();
            assertThat(decision.reason()).isEqualTo("no_act");
        }

        @Test
        @Requirement("GDPR Art. 5(1)(b)")
        @Requirement("scenario 2")
        void permits_the_purpose_that_was_granted_and_no_other() {
            said(visitor.identifiers().iterator().next(), ANALYTICS, GRANT, "2026-01-01");

            assertThat(ask(visitor, ANALYTICS, END).reason()).isEqualTo("granted");
            assertThat(ask(visitor, EMAIL_MARKETING, END).permitted()).isFalse();
            assertThat(ask(visitor, ANALYTICS, "2025-12-31").permitted()).isFalse();
        }

        @Test
        @Requirement("scenario 17")
        void the_latest_act_decides() {
            said(VISITOR, ANALYTICS, GRANT, "2026-01-01");
            said(VISITOR, ANALYTICS, WITHDRAW, "2026-01-02");
            said(VISITOR, ANALYTICS, GRANT, "2026-01-03");

            assertThat(ask(visitor, ANALYTICS, "2026-01-02").reason()).isEqualTo("withdrawn");
            assertThat(ask(visitor, ANALYTICS, "2026-01-03").reason()).isEqualTo("granted");
        }

        @Test
        void a_denial_beats_a_grant_of_the_same_instant() {
            said(VISITOR, ANALYTICS, REFUSE, "2026-01-01");
            said(VISITOR, ANALYTICS, GRANT, "2026-01-01");

            assertThat(ask(visitor, ANALYTICS, END).reason()).isEqualTo("refused");
        }

        @Test
        @Requirement("GDPR Art. 21(2)")
        void an_objection_outlives_later_grants_until_it_is_lifted() {
            said(VISITOR, ANALYTICS, OBJECT, "2026-01-01");
            said(VISITOR, ANALYTICS, GRANT, "2026-01-02");
            said(VISITOR, ANALYTICS, LIFT, "2026-01-03");
            said(VISITOR, ANALYTICS, GRANT, "2026-01-04");

            assertThat(ask(visitor, ANALYTICS, "2026-01-02").reason()).isEqualTo("objection");
            assertThat(ask(visitor, ANALYTICS, "2026-01-03").reason()).isEqualTo("no_act");
            assertThat(ask(visitor, ANALYTICS, "2026-01-04").reason()).isEqualTo("granted");
        }

        @Test
        @Requirement("GDPR Art. 4(11)")
        @Requirement("scenario 4")
        void an_act_that_is_not_explicit_is_no_consent_and_ends_no_refusal() {
            gate.add(act(VISITOR, ANALYTICS, GRANT, "2026-01-01").kind(Kind.IMPLIED));
            said(VISITOR, PROFILING, REFUSE, "2026-01-01");
            gate.add(act(VISITOR, PROFILING, GRANT, "2026-01-02").kind(Kind.DEFAULT));

            assertThat(ask(visitor, ANALYTICS, END).reason()).isEqualTo("no_act");
            assertThat(ask(visitor, PROFILING, END).reason()).isEqualTo("refused");
        }

        @Test
        void an_act_taken_out_is_as_if_it_had_never_come() {
            said(VISITOR, ANALYTICS, GRANT, "2026-01-01");
            ConsentDecision before = ask(visitor, ANALYTICS, END);
            ConsentAct refusal = act(VISITOR, ANALYTICS, REFUSE, "2026-01-02");

            gate.add(refusal);
            assertThat(ask(visitor, ANALYTICS, END).epoch()).isNotEqualTo(before.epoch());
            gate.remove(refusal);
            assertThat(ask(visitor, ANALYTICS, END)).isEqualTo(before);
            gate.forget(VISITOR);
            assertThat(ask(visitor, ANALYTICS, END).reason()).isEqualTo("no_act");
        }

        @Test
        void the_same_act_again_changes_nothing() {
            ConsentAct grant = act(VISITOR, ANALYTICS, GRANT, "2026-01-01");
            gate.add(grant);
            ConsentDecision once = ask(visitor, ANALYTICS, END);

            gate.add(grant);

            assertThat(ask(visitor, ANALYTICS, END)).isEqualTo(once);
        }
    }

    @Nested
    class for_other_bases {

        private final Subject visitor = Somebody.with(VISITOR);

        @Test
        void denies_a_purpose_the_policy_does_not_know_and_a_basis_the_purpose_does_not() {
            Purpose strange = Purpose.named("strange").on(LawfulBasis.CONTRACT);

            assertThat(gate.decide(visitor, strange, LawfulBasis.CONTRACT, day(END))
                            .reason())
                    .isEqualTo("unknown_purpose");
            assertThat(gate.decide(visitor, ANALYTICS, LawfulBasis.CONTRACT, day(END))
                            .reason())
                    .isEqualTo("basis_not_allowed");
            assertThat(ask(visitor, SERVICE, END).reason()).isEqualTo("basis_not_allowed");
        }

        @Test
        @Requirement("GDPR Art. 6(1)(b)")
        void a_contract_needs_no_act() {
            assertThat(gate.decide(visitor, SERVICE, LawfulBasis.CONTRACT, day(END)))
                    .matches(ConsentDecision::permitted)
                    .returns("contract", ConsentDecision::reason);
        }

        @Test
        @Requirement("GDPR Art. 21(1)")
        void a_legitimate_interest_ends_with_an_objection() {
            said(VISITOR, PROFILING, OBJECT, "2026-01-02");

            assertThat(gate.decide(visitor, PROFILING, LawfulBasis.LEGITIMATE_INTEREST, day("2026-01-01"))
                            .reason())
                    .isEqualTo("legitimate_interest");
            assertThat(gate.decide(visitor, PROFILING, LawfulBasis.LEGITIMATE_INTEREST, day("2026-01-02"))
                            .reason())
                    .isEqualTo("objection");
        }
    }

    @Nested
    class for_a_person_of_several_identifiers {

        @Test
        @Requirement("scenario 27")
        void a_refusal_before_the_merge_denies_until_a_new_act_after_it() {
            said(CUSTOMER, PROFILING, GRANT, "2026-01-02");
            said(VISITOR, PROFILING, REFUSE, "2026-01-01");
            Subject person = both("2026-01-05", CUSTOMER, VISITOR);

            assertThat(ask(person, PROFILING, "2026-01-06").reason()).isEqualTo("refused");
            said(CUSTOMER, PROFILING, GRANT, "2026-01-07");
            assertThat(ask(person, PROFILING, "2026-01-06").reason()).isEqualTo("refused");
            assertThat(ask(person, PROFILING, "2026-01-07").reason()).isEqualTo("granted");
        }

        @Test
        @Requirement("scenario 28")
        void the_latest_explicit_act_counts_where_both_were_known_to_be_one_person() {
            said(VISITOR, PROFILING, REFUSE, "2026-01-06");
            said(OTHER_VISITOR, PROFILING, GRANT, "2026-01-07");

            assertThat(ask(both("2026-01-05", VISITOR, OTHER_VISITOR), PROFILING, END)
                            .reason())
                    .isEqualTo("granted");
        }

        @Test
        void an_implied_act_and_an_act_at_the_instant_of_the_merge_replace_nothing() {
            said(VISITOR, PROFILING, REFUSE, "2026-01-01");
            said(CUSTOMER, PROFILING, GRANT, "2026-01-05");
            gate.add(act(OTHER_VISITOR, PROFILING, GRANT, "2026-01-06").kind(Kind.IMPLIED));

            assertThat(ask(both("2026-01-05", VISITOR, CUSTOMER, OTHER_VISITOR), PROFILING, END)
                            .reason())
                    .isEqualTo("refused");
        }

        @Test
        @Requirement("GDPR Art. 21(3)")
        void an_objection_on_any_identifier_stands_whatever_is_granted_later() {
            said(VISITOR, PROFILING, OBJECT, "2026-01-01");
            said(CUSTOMER, PROFILING, GRANT, "2026-02-01");

            assertThat(ask(both("2026-01-05", VISITOR, CUSTOMER), PROFILING, END)
                            .reason())
                    .isEqualTo("objection");
        }

        @Test
        @Requirement("scenario 29")
        void after_a_split_each_side_has_its_own_acts() {
            said(VISITOR, PROFILING, REFUSE, "2026-01-01");
            said(CUSTOMER, PROFILING, GRANT, "2026-01-01");

            assertThat(ask(both("2026-01-05", VISITOR, CUSTOMER), PROFILING, END)
                            .permitted())
                    .isFalse();
            assertThat(ask(Somebody.with(CUSTOMER), PROFILING, END).permitted()).isTrue();
            assertThat(ask(Somebody.with(VISITOR), PROFILING, END).reason()).isEqualTo("refused");
        }

        @Test
        @Requirement("scenario 31")
        void a_visitors_consent_carries_over_to_the_person_but_not_to_a_channel() {
            said(VISITOR, ANALYTICS, GRANT, "2026-01-01");
            said(VISITOR, EMAIL_MARKETING, GRANT, "2026-01-01");
            Subject person = both("2026-01-05", CUSTOMER, VISITOR, ADDRESS);

            assertThat(ask(person, ANALYTICS, END).reason()).isEqualTo("granted");
            assertThat(ask(person, EMAIL_MARKETING, END).reason()).isEqualTo("no_act");
            said(ADDRESS, EMAIL_MARKETING, GRANT, "2026-01-02");
            assertThat(ask(person, EMAIL_MARKETING, END).reason()).isEqualTo("granted");
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void what_happened_at_or_before_a_denial_may_not_be_collected_even_if_lifted_since() {
            said(VISITOR, ANALYTICS, WITHDRAW, "2026-01-02");
            said(CUSTOMER, ANALYTICS, GRANT, "2026-01-03");
            Subject person = both("2026-01-01", CUSTOMER, VISITOR);

            assertThat(gate.lastDenial(person, ANALYTICS).isBefore(day("2026-01-02")))
                    .isFalse();
            assertThat(gate.lastDenial(person, ANALYTICS).isBefore(day("2026-01-03")))
                    .isTrue();
            assertThat(gate.lastDenial(person, Purpose.named("strange"))).isEqualTo(Instant.MAX);
        }
    }

    @Nested
    class for_a_link {

        @Test
        @Requirement("scenario 30")
        void a_device_links_only_with_its_own_consent_and_a_later_one_links_nothing_old() {
            said(CUSTOMER, STITCHING, GRANT, "2026-01-01");
            assertThat(gate.mayLink(CUSTOMER, VISITOR, day("2026-01-02"))).isTrue();
            assertThat(gate.mayLink(CUSTOMER, DEVICE, day("2026-01-02"))).isFalse();

            said(DEVICE, DEVICE_LINKING, GRANT, "2026-01-03");
            assertThat(gate.mayLink(CUSTOMER, DEVICE, day("2026-01-02"))).isFalse();
            assertThat(gate.mayLink(DEVICE, CUSTOMER, day("2026-01-03"))).isTrue();
        }

        @Test
        void a_later_denial_on_either_end_unmakes_it_and_a_later_grant_revives_nothing() {
            said(CUSTOMER, STITCHING, GRANT, "2026-01-01");
            said(VISITOR, STITCHING, WITHDRAW, "2026-01-03");
            said(VISITOR, STITCHING, GRANT, "2026-01-04");

            assertThat(gate.mayLink(CUSTOMER, VISITOR, day("2026-01-02"))).isFalse();
            assertThat(gate.mayLink(CUSTOMER, VISITOR, day("2026-01-04"))).isTrue();
        }

        @Test
        void an_act_that_is_not_explicit_neither_links_nor_hinders() {
            gate.add(act(VISITOR, STITCHING, GRANT, "2026-01-01").kind(Kind.IMPLIED));
            assertThat(gate.mayLink(CUSTOMER, VISITOR, day("2026-01-02"))).isFalse();

            said(CUSTOMER, STITCHING, GRANT, "2026-01-01");
            assertThat(gate.mayLink(CUSTOMER, VISITOR, day("2026-01-02"))).isTrue();
        }
    }

    @Nested
    class over_time {

        @Test
        void steps_tell_each_instant_at_which_the_permitted_purposes_change() {
            said(VISITOR, ANALYTICS, GRANT, "2026-01-01");
            said(VISITOR, ANALYTICS, GRANT, "2026-01-02");
            said(VISITOR, ANALYTICS, WITHDRAW, "2026-01-03");
            Set<Purpose> always = Set.of(SERVICE, Purpose.LEGAL, PROFILING);
            Set<Purpose> more = new HashSet<>(always);
            more.add(ANALYTICS);

            assertThat(gate.steps(Somebody.with(VISITOR)))
                    .isEqualTo(List.of(
                            new Step(Instant.EPOCH, always),
                            new Step(day("2026-01-01"), more),
                            new Step(day("2026-01-03"), always)));
        }

        @Test
        @Requirement("scenario 18")
        void the_epoch_is_the_same_for_the_same_acts_in_any_order() {
            ConsentAct grant = act(VISITOR, ANALYTICS, GRANT, "2026-01-01");
            ConsentAct refusal = act(VISITOR, ANALYTICS, REFUSE, "2026-01-02");
            ConsentGate other = ConsentModule.optIn().gate();
            gate.add(grant);
            gate.add(refusal);
            other.add(refusal);
            other.add(grant);

            assertThat(other.decide(Somebody.with(VISITOR), ANALYTICS, LawfulBasis.CONSENT, day(END)))
                    .isEqualTo(ask(Somebody.with(VISITOR), ANALYTICS, END));
        }
    }
}
