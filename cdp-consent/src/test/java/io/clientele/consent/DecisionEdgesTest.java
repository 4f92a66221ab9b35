package io.clientele.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.Cdp;
import io.clientele.model.CdpException;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import io.clientele.schema.Schema;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import io.clientele.testkit.ManualClock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where one decision turns into another: each of these fell to no other test when the code was changed on trial. */
class DecisionEdgesTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier VISITOR = Identifier.anonymousId("a-1");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = START.plusSeconds(3_600);
    private static final Purpose INTEREST =
            Purpose.named("interest").on(LawfulBasis.LEGITIMATE_INTEREST).assessed("LIA-1");
    private static final Purpose WINE =
            Purpose.named("wine").on(LawfulBasis.CONTRACT).adultsOnly();

    private final ConsentGate gate =
            ConsentModule.optIn().purposes(INTEREST, WINE).gate();
    private int acts;

    private ConsentAct act(Identifier who, Purpose purpose, Decision decision, Evidence evidence) {
        acts++;
        return ConsentAct.of("act-" + acts, who, purpose, decision, START.plusSeconds(acts))
                .by(evidence);
    }

    private ConsentAct act(Decision decision) {
        return act(ANN, Purpose.ANALYTICS, decision, Evidence.of("banner", "v1"));
    }

    private void said(Decision... decisions) {
        for (Decision decision : decisions) {
            gate.add(act(decision));
        }
    }

    private String reason(Subject who) {
        return gate.decide(who, Purpose.ANALYTICS, LawfulBasis.CONSENT, LATER).reason();
    }

    @Test
    void a_lifted_objection_leaves_the_denial_that_stood_before_it_and_no_grant() {
        said(Decision.WITHDRAW, Decision.OBJECT, Decision.LIFT);
        assertThat(reason(Somebody.with(ANN))).isEqualTo("withdrawn");
        said(Decision.REFUSE, Decision.OBJECT, Decision.LIFT);
        assertThat(reason(Somebody.with(ANN))).isEqualTo("refused");
        said(Decision.GRANT, Decision.OBJECT, Decision.LIFT);
        assertThat(reason(Somebody.with(ANN))).isEqualTo("no_act");
        said(Decision.OBJECT, Decision.WITHDRAW, Decision.OBJECT, Decision.LIFT);
        assertThat(reason(Somebody.with(ANN))).as("a second objection keeps it").isEqualTo("withdrawn");
    }

    @Test
    void of_two_equal_standings_the_later_act_decides() {
        Standing first = Standing.NONE.after(act(Decision.REFUSE));
        Standing second = Standing.NONE.after(act(Decision.REFUSE));

        assertThat(second.stricterThan(first)).isTrue();
        assertThat(first.stricterThan(second)).isFalse();
        assertThat(first.stricterThan(first)).isFalse();
        assertThat(Standing.NONE.stricterThan(Standing.NONE)).isFalse();
        assertThat(first.stricterThan(Standing.NONE)).isTrue();
        assertThat(Standing.NONE.stricterThan(first)).isFalse();
    }

    @Test
    void nothing_is_left_in_the_ledger_of_whom_every_act_was_taken_back() {
        Ledger ledger = new Ledger();
        ConsentAct grant = act(Decision.GRANT);
        ledger.add(grant);
        ledger.remove(grant);

        assertThat(ledger.acts(ANN)).isSameAs(Acts.NONE);
    }

    @Test
    void the_epoch_of_a_person_is_the_sum_of_their_identifiers() {
        said(Decision.GRANT);
        gate.add(act(VISITOR, Purpose.ANALYTICS, Decision.GRANT, Evidence.of("banner", "v1")));

        assertThat(epoch(Somebody.merged("2026-01-01T00:00:00Z", ANN, VISITOR)))
                .isEqualTo(epoch(Somebody.with(ANN)) + epoch(Somebody.with(VISITOR)));
        assertThat(epoch(Somebody.with(ANN))).isNotZero();
    }

    private long epoch(Subject who) {
        return gate.decide(who, Purpose.ANALYTICS, LawfulBasis.CONSENT, LATER).epoch();
    }

    @Test
    void an_identifier_without_a_place_says_nothing_about_the_age_of_consent() {
        Evidence banner = Evidence.of("banner", "v1");
        gate.add(act(
                ANN,
                Purpose.ANALYTICS,
                Decision.GRANT,
                banner.jurisdiction("BE").age(14)));
        gate.add(act(VISITOR, Purpose.ANALYTICS, Decision.GRANT, banner.age(14)));

        assertThat(reason(Somebody.merged("2026-01-01T00:00:00Z", ANN, VISITOR)))
                .isEqualTo("granted");
        assertThat(reason(Somebody.with(VISITOR))).isEqualTo("child");
    }

    @Test
    void a_purpose_for_adults_is_never_free_whatever_it_rests_on() {
        gate.add(act(
                ANN,
                Purpose.ANALYTICS,
                Decision.GRANT,
                Evidence.of("banner", "v1").age(16)));

        assertThat(permittedAt(Somebody.with(ANN), LATER)).doesNotContain(WINE).contains(Purpose.SERVICE);
        assertThat(permittedAt(Somebody.with(VISITOR), LATER)).contains(WINE);
    }

    private Set<Purpose> permittedAt(Subject who, Instant at) {
        Set<Purpose> permitted = new HashSet<>();
        gate.steps(who).stream().filter(step -> !step.from().isAfter(at)).forEach(step -> {
            permitted.clear();
            permitted.addAll(step.permitted());
        });
        return permitted;
    }

    @Test
    void a_thousand_gaps_are_remembered() {
        OptInGate own = (OptInGate) gate;
        for (int i = 0; i <= 1_000; i++) {
            Purpose strange = Purpose.named("strange_" + i).on(LawfulBasis.CONSENT);
            gate.decide(Somebody.with(ANN), strange, LawfulBasis.CONSENT, LATER);
        }

        assertThat(own.gaps()).hasSize(1_000);
    }

    @Test
    void the_least_and_the_greatest_age_of_consent_may_be_said() {
        assertThat(Jurisdictions.standard().ageOfConsent("BR", 0).ageOfConsent("BR"))
                .isZero();
        assertThat(Jurisdictions.standard().ageOfConsent("BR", 18).ageOfConsent("BR"))
                .isEqualTo(18);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Jurisdictions.standard().ageOfConsent("BR", -1));
    }

    @Test
    void notices_are_equal_by_all_they_say() {
        Notice notice = Notice.of("v1", "We count.");
        Collection<Notice> others = List.of(
                Notice.of("v2", "We count."),
                Notice.of("v1", "We sell."),
                notice.language("de"),
                notice.from(START),
                notice.material(),
                notice.about(Purpose.ANALYTICS));

        assertThat(notice).isEqualTo(Notice.of("v1", "We count.")).hasSameHashCodeAs(Notice.of("v1", "We count."));
        assertThat(notice.hashCode()).isNotEqualTo(Notice.of("v2", "We count.").hashCode());
        assertThat(others).doesNotContain(notice);
        assertThat(notice).isNotEqualTo("v1");
        assertThat(notice.text()).isEqualTo("We count.");
        assertThat(notice.toString()).contains("v1").doesNotContain("We count.");
    }

    @Nested
    class through_an_open_platform {

        private static final EventType TAPPED =
                EventType.named("Tapped").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

        private final ConsentModule module = ConsentModule.optIn()
                .purposes(INTEREST)
                .schemas(Schema.of(TAPPED).field("button", Category.BEHAVIOUR));

        private Cdp open(ConsentModule with) {
            return Cdp.inMemory()
                    .clock(ManualClock.at("2026-03-01T09:00:00Z"))
                    .with(with)
                    .open();
        }

        @Test
        void the_modules_schemas_count() {
            try (Cdp cdp = open(module)) {
                cdp.track(ANN, Event.of(TAPPED).set("button", "b").set("more", 1));

                assertThat(cdp.timeline(ANN).get(0).properties().asMap()).containsOnlyKeys("button");
            }
            assertThat(module.name()).isEqualTo("consent");
        }

        @Test
        void faulty_schemas_open_nothing() {
            ConsentModule faulty = module.schemas(Schema.of(TAPPED).field("a", Category.HEALTH, Purpose.ANALYTICS));

            assertThatExceptionOfType(CdpException.class).isThrownBy(faulty::gate);
        }

        @Test
        void the_first_basis_that_permits_answers_else_the_first() {
            try (Cdp cdp = open(module)) {
                Consents consents = Consents.of(cdp);
                assertThat(consents.permitted(ANN, INTEREST).reason()).isEqualTo("legitimate_interest");
                consents.record(ANN, c -> c.object(INTEREST));

                assertThat(consents.permitted(ANN, INTEREST).reason()).isEqualTo("objection");
                assertThat(consents.permitted(ANN, Purpose.named("strange")).reason())
                        .isEqualTo("unknown_purpose");
            }
        }

        @Test
        void a_profile_is_exported_on_the_basis_that_permits() {
            try (Cdp cdp = open(module)) {
                Consents consents = Consents.of(cdp);
                cdp.track(ANN, Event.of(TAPPED));

                assertThat(consents.export(ANN, INTEREST)).isPresent();
                assertThat(consents.export(ANN, Purpose.ANALYTICS)).isEmpty();
                consents.record(ANN, c -> c.object(INTEREST));
                assertThat(consents.export(ANN, INTEREST)).isEmpty();
            }
        }

        @Test
        void a_hash_seen_is_held_against_the_notice_cited_where_there_is_one() {
            Notice first = Notice.of("v1", "We count.");
            Evidence seen = Evidence.of("banner", "v1").noticeHash(Evidence.sha256("We sell."));
            try (Cdp cdp = open(module)) {
                assertThat(Consents.of(cdp)
                                .record(ANN, c -> c.grant(Purpose.ANALYTICS).evidence(seen)))
                        .allMatch(outcome -> outcome.isStored());
            }
            try (Cdp cdp = open(module.notices(first, Notice.of("v2", "We count more.")))) {
                Consents consents = Consents.of(cdp);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> consents.record(
                                ANN, c -> c.grant(Purpose.ANALYTICS).evidence(seen)))
                        .withMessageContaining("hashes differ");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> consents.record(
                                ANN, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v9")))
                        .withMessageContaining("none of ConsentModule.notices");
                consents.record(ANN, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v2"));
                ConsentAct act = consents.history(ANN).get(0);
                assertThat(act.evidence().noticeHash()).contains(Evidence.sha256("We count more."));

                ConsentProof proof = consents.proof(act).orElseThrow();
                assertThat(proof.notice()).map(Notice::version).contains("v2");
                assertThat(proof.export().lines()).contains("clientele consent proof 1");
                assertThat(proof.export()).contains("notice djI= ");
                assertThat(proof.toString()).isNotBlank();
            }
        }
    }
}
