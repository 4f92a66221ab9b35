package io.clientele.examples;

import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a person of the replayed shops permits. Real shops' order files hold no consents, so they are drawn by a rule
 * that depends on the person's number alone: of 100 people 70 permit analytics and stitching, 20 refuse, 10 never
 * answer; of those 70 four withdraw after 45 days; of 100 people 50 permit marketing by e-mail, 30 refuse it, 20 never
 * answer, whatever they said about the rest.
 *
 * @param analytics what is said about analytics and stitching
 * @param mail what is said about marketing by e-mail
 * @param withdraws whether analytics and stitching are withdrawn again
 */
record Choices(Answer analytics, Answer mail, boolean withdraws) {

    /** The rule in words, for the report. */
    static final String RULE = """
        Consents are drawn by a stated rule, since order files hold none: of 100 people 70 permit analytics and
        stitching, 20 refuse, 10 never answer; 4 of the 70 withdraw 45 days later. 50 of 100 permit marketing by
        e-mail, 30 refuse, 20 never answer. Who orders as a guest is not asked about e-mail.\
        """;

    /** How long after the first permission those who withdraw do so. */
    static final Duration WITHDRAWN_AFTER = Duration.ofDays(45);

    private static final Evidence BANNER = Evidence.of("banner", "v3");
    private static final Evidence CHECKOUT = Evidence.of("checkout", "v3");
    private static final List<Purpose> WATCHING = List.of(Purpose.ANALYTICS, Purpose.STITCHING);

    /** An answer to a question. */
    enum Answer {
        YES,
        NO,
        NONE;

        private Optional<Decision> decision() {
            return switch (this) {
                case YES -> Optional.of(Decision.GRANT);
                case NO -> Optional.of(Decision.REFUSE);
                case NONE -> Optional.empty();
            };
        }
    }

    /** The choices of a person by number. */
    static Choices of(String person) {
        int watching = MadeUp.below(100, person, "analytics");
        int mail = MadeUp.below(100, person, "mail");
        return new Choices(answer(watching, 70, 90), answer(mail, 50, 80), watching < 4);
    }

    private static Answer answer(int drawn, int yes, int no) {
        return drawn < yes ? Answer.YES : drawn < no ? Answer.NO : Answer.NONE;
    }

    /** The acts by which the answer about analytics and stitching hangs on an identifier; none without an answer. */
    List<ConsentAct> banner(Identifier who, Instant at) {
        return acts(who, at, new Said(analytics.decision(), WATCHING, BANNER));
    }

    /** The act by which the answer about marketing by e-mail hangs on an identifier; none without an answer. */
    List<ConsentAct> checkout(Identifier who, Instant at) {
        return acts(who, at, new Said(mail.decision(), List.of(Purpose.EMAIL_MARKETING), CHECKOUT));
    }

    /** The acts that withdraw analytics and stitching. */
    List<ConsentAct> withdrawal(Identifier who, Instant at) {
        return acts(who, at, new Said(Optional.of(Decision.WITHDRAW), WATCHING, BANNER));
    }

    /** What is said about some purposes, if anything, and where. */
    private record Said(Optional<Decision> decision, List<Purpose> purposes, Evidence evidence) {}

    private static List<ConsentAct> acts(Identifier who, Instant at, Said said) {
        return said.decision().stream()
                .flatMap(decision -> said.purposes().stream().map(purpose -> act(who, purpose, decision, at)))
                .map(act -> act.by(said.evidence()))
                .toList();
    }

    private static ConsentAct act(Identifier who, Purpose purpose, Decision decision, Instant at) {
        String id = "consent-" + decision + "-" + purpose.key() + "-" + who.namespace() + "-" + who.value();
        return ConsentAct.of(id, who, purpose, decision, at);
    }
}
