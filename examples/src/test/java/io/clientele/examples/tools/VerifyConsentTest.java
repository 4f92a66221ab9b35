package io.clientele.examples.tools;

import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.SURVEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.ConsentProof;
import io.clientele.consent.Consents;
import io.clientele.consent.Notice;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The proof of one consent, checked by a program that knows nothing of ours. */
class VerifyConsentTest {

    private static final Identifier ANN = Identifier.userId("canary-ann");
    private static final Notice BANNER =
            Notice.of("v3", "We count what you look at.").language("en");

    private final Cdp cdp = Cdp.inMemory()
            .clock(ManualClock.at("2026-03-01T09:00:00Z"))
            .with(ConsentModule.optIn().notices(BANNER))
            .open();
    private final Consents consents = Consents.of(cdp);

    @AfterEach
    void close() {
        cdp.close();
    }

    private ConsentAct grant(Identifier who) {
        consents.record(
                who,
                c -> c.grant(ANALYTICS)
                        .evidence(Evidence.of("banner", "v3").method("button").raw("C0002:1")));
        return consents.history(who).get(0);
    }

    @Test
    @Requirement("GDPR Art. 7(1)")
    @Requirement("scenario 15")
    void reproduces_what_was_said_and_seen_and_holds_against_a_signed_checkpoint() {
        for (int i = 0; i < 20; i++) {
            grant(Identifier.userId("other-" + i));
        }
        ConsentAct act = grant(ANN);
        cdp.track(ANN, Event.named("Page Viewed"));
        consents.record(ANN, c -> c.withdraw(ANALYTICS, SURVEYS));

        ConsentProof proof = consents.proof(act).orElseThrow();

        assertThat(proof.act()).isEqualTo(act);
        assertThat(proof.notice()).contains(BANNER);
        assertThat(proof.act().evidence().language()).contains("en");
        assertThat(proof.act().evidence().rawHash()).contains(Evidence.sha256("C0002:1"));
        assertThat(VerifyConsent.verdict(proof.export()))
                .startsWith("right: a grant under notice v3, checkpoint of 2026-03-01T");
        assertThat(proof.toString()).doesNotContain("canary");
    }

    @Test
    @Requirement("scenario 16")
    void fails_with_any_character_changed() {
        grant(Identifier.userId("other"));
        String proof = consents.proof(grant(ANN)).orElseThrow().export();
        String right = VerifyConsent.verdict(proof);
        SplittableRandom random = new SplittableRandom(20_261_124);
        for (int i = 0; i < 2_000; i++) {
            int at = random.nextInt(proof.length());
            char other = "0123456789abcdef \n".charAt(random.nextInt(18));
            if (other != proof.charAt(at)) {
                String changed = proof.substring(0, at) + other + proof.substring(at + 1);
                assertThat(VerifyConsent.verdict(changed))
                        .as("changed at " + at)
                        .satisfiesAnyOf(
                                verdict -> assertThat(verdict).startsWith("wrong"),
                                verdict -> assertThat(verdict).isEqualTo(right));
            }
        }
    }

    @Test
    void a_text_that_was_not_shown_and_another_persons_record_do_not_pass() {
        String mine = consents.proof(grant(ANN)).orElseThrow().export();
        String other =
                consents.proof(grant(Identifier.userId("other"))).orElseThrow().export();
        List<String> lines = mine.lines().toList();
        String notice = lines.get(lines.size() - 1);
        String forged = notice.substring(0, notice.lastIndexOf(' ') + 1)
                + java.util.Base64.getEncoder()
                        .encodeToString("We sell it.".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(VerifyConsent.verdict(mine.replace(notice, forged))).contains("not the one that the record cites");
        assertThat(VerifyConsent.verdict(mine.replace(line(mine, "record"), line(other, "record"))))
                .contains("not the one that was sealed");
    }

    @Test
    @Requirement("GDPR Art. 17")
    void an_erasures_receipt_says_how_much_went_and_fails_with_any_character_changed() {
        grant(ANN);
        cdp.track(ANN, Event.named("Page Viewed"));
        String receipt = SubjectRequests.of(cdp).erase(ANN, "login").export().orElseThrow();
        String right = VerifyConsent.verdict(receipt);
        assertThat(right)
                .startsWith(
                        "right: an erasure of 2 records under 1 identifiers, old copies unreadable by 2026-03-31T09:00:00Z");
        assertThat(receipt).doesNotContain("canary");
        assertThat(VerifyConsent.verdict(receipt.replace("erasure receipt", "consent proof")))
                .contains("of another kind");
        SplittableRandom random = new SplittableRandom(20_261_130);
        for (int i = 0; i < 1_000; i++) {
            int at = random.nextInt(receipt.length());
            String changed = receipt.substring(0, at)
                    + "0123456789abcdef".charAt(random.nextInt(16))
                    + receipt.substring(at + 1);
            assertThat(VerifyConsent.verdict(changed))
                    .as("changed at " + at)
                    .satisfiesAnyOf(
                            verdict -> assertThat(verdict).startsWith("wrong"),
                            verdict -> assertThat(verdict).isEqualTo(right));
        }
    }

    private static String line(String proof, String name) {
        return proof.lines().filter(l -> l.startsWith(name + " ")).findFirst().orElseThrow();
    }

    @Test
    @Requirement("GDPR Art. 17")
    void there_is_none_of_what_is_not_there_or_was_erased() {
        ConsentAct act = grant(ANN);
        SubjectRequests.of(cdp).erase(ANN, "login");

        assertThat(consents.proof(act)).isEmpty();
        assertThat(consents.proof(ConsentAct.of("never", ANN, ANALYTICS, ConsentAct.Decision.REFUSE, act.time())))
                .isEmpty();
    }
}
