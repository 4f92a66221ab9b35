package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.consent.Notice;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whichever way a grant comes in, the text that it cites is one that the person can have read. */
class NoticeTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant CHANGE = START.plus(Duration.ofDays(10));
    private static final Notice FIRST =
            Notice.of("v1", "We count.").language("en").about(Purpose.ANALYTICS, Purpose.SURVEYS);
    private static final Notice SECOND = Notice.of("v2", "We count more.")
            .about(Purpose.ANALYTICS)
            .material()
            .from(CHANGE);

    private final ManualClock clock = ManualClock.at(START.toString());
    private final Cdp cdp = Cdp.inMemory()
            .clock(clock)
            .with(ConsentModule.optIn().notices(FIRST, SECOND))
            .open();
    private final Consents consents = Consents.of(cdp);
    private int ids;

    @AfterEach
    void close() {
        cdp.close();
    }

    private ConsentAct act(Purpose purpose, Decision decision, Evidence evidence) {
        return ConsentAct.of("act-" + ids++, ANN, purpose, decision, clock.instant())
                .by(evidence);
    }

    private static Evidence citing(String notice) {
        return Evidence.of("cmp", notice);
    }

    /** What becomes of a grant by itself, in a batch and at another time than it comes in. */
    private void refused(Purpose purpose, Evidence evidence, String reason) {
        Outcome expected = Outcome.of(Outcome.Kind.REJECTED, reason);
        assertThat(cdp.accept(act(purpose, Decision.GRANT, evidence))).isEqualTo(expected);
        ConsentAct fine = act(Purpose.SURVEYS, Decision.REFUSE, Evidence.none());
        assertThat(cdp.accept(List.of(fine, act(purpose, Decision.GRANT, evidence))))
                .last()
                .isEqualTo(expected);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> consents.record(ANN, c -> c.grant(purpose).evidence(evidence)));
        assertThat(consents.history(ANN)).noneMatch(act -> act.decision() == Decision.GRANT);
        assertThat(consents.permitted(ANN, purpose).permitted()).isFalse();
    }

    @Test
    @Requirement("GDPR Art. 7(1)")
    void a_grant_that_cites_a_text_nobody_gave_is_not_taken() {
        refused(Purpose.ANALYTICS, citing("v9"), "notice_unknown");
    }

    @Test
    @Requirement("GDPR Art. 7(1)")
    void nor_one_with_the_hash_of_another_text() {
        refused(Purpose.ANALYTICS, citing("v1").noticeHash(Evidence.sha256("We sell.")), "notice_other_text");
        assertThat(cdp.accept(act(
                                Purpose.ANALYTICS, Decision.GRANT, citing("v1").noticeHash(FIRST.hash())))
                        .isStored())
                .isTrue();
    }

    @Test
    @Requirement("GDPR Art. 4(11)")
    void nor_one_under_a_text_about_something_else() {
        refused(Purpose.PERSONALISATION, citing("v1"), "notice_other_purpose");
    }

    @Test
    @Requirement("GDPR Art. 4(11)")
    void nor_one_under_a_text_that_is_not_in_force_yet() {
        refused(Purpose.ANALYTICS, citing("v2"), "notice_ahead");
        ConsentAct dreamt = ConsentAct.of("dreamt", ANN, Purpose.ANALYTICS, Decision.GRANT, CHANGE)
                .by(citing("v2"));
        assertThat(cdp.accept(dreamt).reason()).isEqualTo("notice_ahead");

        clock.set(CHANGE.minusMillis(1));
        ConsentAct hasty = ConsentAct.of("hasty", ANN, Purpose.ANALYTICS, Decision.GRANT, CHANGE)
                .by(citing("v2"));
        assertThat(cdp.accept(hasty).reason()).isEqualTo("notice_ahead");
        clock.set(CHANGE);
        assertThat(cdp.accept(hasty).isStored()).isTrue();
    }

    @Test
    @Requirement("scenario 19")
    void nor_one_under_a_text_that_a_material_change_has_replaced() {
        clock.set(CHANGE);
        refused(Purpose.ANALYTICS, citing("v1"), "notice_replaced");

        assertThat(cdp.accept(act(Purpose.SURVEYS, Decision.GRANT, citing("v1")))
                        .isStored())
                .as("the change is about analytics alone")
                .isTrue();
        ConsentAct old = ConsentAct.of("old", ANN, Purpose.ANALYTICS, Decision.GRANT, START)
                .by(citing("v1"));
        assertThat(cdp.accept(old).isStored()).as("it was given in time").isTrue();
        assertThat(consents.permitted(ANN, Purpose.ANALYTICS).reason()).isEqualTo("stale_notice");
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void a_denial_is_taken_whatever_it_cites() {
        assertThat(cdp.accept(act(Purpose.ANALYTICS, Decision.GRANT, citing("v1")))
                        .isStored())
                .isTrue();
        clock.advance(Duration.ofMinutes(1));
        Evidence odd = citing("v9").noticeHash(Evidence.sha256("We sell."));
        for (Decision no : List.of(Decision.REFUSE, Decision.WITHDRAW, Decision.OBJECT)) {
            assertThat(cdp.accept(act(Purpose.ANALYTICS, no, odd)).isStored()).isTrue();
        }
        consents.record(ANN, c -> c.withdraw(Purpose.ANALYTICS).evidence(odd));

        assertThat(consents.permitted(ANN, Purpose.ANALYTICS).reason()).isEqualTo("objection");
        assertThat(consents.history(ANN)).hasSize(5);
    }

    @Test
    @Requirement("GDPR Art. 7(1)")
    void hash_and_language_of_the_text_are_filled_in_whichever_way_it_comes() {
        List<ConsentAct> ways = new ArrayList<>();
        cdp.accept(act(Purpose.ANALYTICS, Decision.GRANT, citing("v1")));
        cdp.accept(List.of(act(Purpose.ANALYTICS, Decision.GRANT, citing("v1"))));
        cdp.accept(act(Purpose.ANALYTICS, Decision.REFUSE, citing("v1")));
        consents.record(ANN, c -> c.grant(Purpose.SURVEYS).evidence(citing("v1")));
        ways.addAll(consents.history(ANN));

        assertThat(ways).hasSize(4).allSatisfy(act -> {
            assertThat(act.evidence().noticeHash()).contains(FIRST.hash());
            assertThat(act.evidence().language()).contains("en");
            assertThat(consents.proof(act).orElseThrow().notice()).contains(FIRST);
        });
    }

    @Test
    void a_shop_that_gave_no_texts_is_asked_for_none() {
        Purpose advice = Purpose.named("advice").on(LawfulBasis.CONSENT);
        try (Cdp shop =
                Cdp.inMemory().with(ConsentModule.optIn().purposes(advice)).open()) {
            assertThat(shop.accept(act(advice, Decision.GRANT, citing("v9"))).isStored())
                    .isTrue();
        }
    }
}
