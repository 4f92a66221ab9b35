package io.clientele.internal.gate;

import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import java.time.Instant;
import java.util.Optional;

/**
 * What consent says of a person and a purpose, kept for the next question: it holds until time alone may change it, and until
 * anything is said, joined, split or erased about the person. Immutable. Made by {@link Gate}.
 */
public final class Decided {

    private final Purpose purpose;
    private final LawfulBasis basis;
    private final ConsentDecision decision;
    private final Term term;
    private final Instant lastDenial;

    /** From when until when it holds, both without another word of the person. */
    record Term(Instant from, Instant until, Epochs.Mark mark) {

        boolean covers(Instant now) {
            return !now.isBefore(from) && now.isBefore(until) && mark.holds();
        }
    }

    Decided(Gate.Question question, ConsentDecision decision, Term term, Instant lastDenial) {
        this.purpose = question.purpose();
        this.basis = question.basis();
        this.decision = decision;
        this.term = term;
        this.lastDenial = lastDenial;
    }

    /** Whether it is still the answer to a question. */
    public boolean answers(Purpose asked, LawfulBasis on, Instant now) {
        return basis == on && purpose.equals(asked) && term.covers(now);
    }

    boolean isPermitted() {
        return decision.permitted();
    }

    String reason() {
        return decision.reason();
    }

    /** Why what happened at this time may not be taken in; empty if it may. */
    Optional<String> refusal(Instant time) {
        if (!decision.permitted()) {
            return Optional.of(decision.reason());
        }
        return lastDenial.isBefore(time) ? Optional.empty() : Optional.of("withdrawn");
    }
}
