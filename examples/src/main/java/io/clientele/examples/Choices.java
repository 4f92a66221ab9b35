package io.clientele.examples;

import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a person of the replayed shops permits. Real shops' order files hold no consents, so they are drawn by a rule that
 * depends on the person's number alone: of 100 people 70 permit analytics and stitching, 20 refuse, 10 never answer; of
 * those 70 four withdraw after 45 days; 50 of 100 permit marketing by e-mail, whatever they said about the rest.
 *
 * @param analytics what is said about analytics and stitching
 * @param mail whether marketing by e-mail is permitted
 * @param withdraws whether analytics and stitching are withdrawn again
 */
record Choices(Answer analytics, boolean mail, boolean withdraws) {

    /** The rule in words, for the report. */
    static final String RULE = """
            Consents are drawn by a stated rule, since order files hold none: of 100 people 70 permit analytics and
            stitching, 20 refuse, 10 never answer; 4 of the 70 withdraw 45 days later; 50 of 100 permit e-mail marketing.""";

    /** How long after the first permission those who withdraw do so. */
    static final Duration WITHDRAWN_AFTER = Duration.ofDays(45);

    private static final ConsentAct.Evidence BANNER = new ConsentAct.Evidence("banner", "v3");
    private static final ConsentAct.Evidence CHECKOUT = new ConsentAct.Evidence("checkout", "v3");
    private static final List<Purpose> WATCHING = List.of(Purpose.ANALYTICS, Purpose.STITCHING);

    /** An answer to the banner. */
    enum Answer {
        YES,
        NO,
        NONE
    }

    /** The choices of a person by number. */
    static Choices of(String person) {
        int answer = Mix.below(100, person, "analytics");
        return new Choices(
                answer < 70 ? Answer.YES : answer < 90 ? Answer.NO : Answer.NONE,
                Mix.below(100, person, "mail") < 50,
                answer < 4);
    }

    /** The acts by which the answer about analytics and stitching hangs on an identifier; none without an answer. */
    List<ConsentAct> banner(Identifier who, Instant at) {
        return switch (analytics) {
            case YES -> acts(who, Decision.GRANT, at);
            case NO -> acts(who, Decision.REFUSE, at);
            case NONE -> List.of();
        };
    }

    /** The act by which marketing by e-mail is permitted; none if it is not. */
    List<ConsentAct> checkout(Identifier who, Instant at) {
        return mail
                ? List.of(act(who, Purpose.EMAIL_MARKETING, Decision.GRANT, at).by(CHECKOUT))
                : List.of();
    }

    /** The acts that withdraw analytics and stitching. */
    List<ConsentAct> withdrawal(Identifier who, Instant at) {
        return acts(who, Decision.WITHDRAW, at);
    }

    private static List<ConsentAct> acts(Identifier who, Decision decision, Instant at) {
        List<ConsentAct> acts = new ArrayList<>();
        for (Purpose purpose : WATCHING) {
            acts.add(act(who, purpose, decision, at).by(BANNER));
        }
        return acts;
    }

    private static ConsentAct act(Identifier who, Purpose purpose, Decision decision, Instant at) {
        String id = "consent-" + decision + "-" + purpose.key() + "-" + who.namespace() + "-" + who.value();
        return ConsentAct.of(id, who, purpose, decision, at);
    }
}
