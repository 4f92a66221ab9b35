package io.clientele.spi;

import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what each person's choices permit. State is a fold of acts, whose order of arrival does not matter. What is
 * unknown is denied.
 */
public interface ConsentGate {

    /** A purpose of the policy by its key; empty if the policy does not know it. Pure, from any thread. */
    Optional<Purpose> purpose(String key);

    /** The purposes of the policy: an objection to one of them outlives an erasure. Pure, from any thread. */
    default Collection<Purpose> purposes() {
        return List.of();
    }

    /**
     * All that answers depend on beside acts, persons and time, as text that is the same for the same: where it differs from what a
     * store was last opened with, everybody is folded again.
     */
    default String configuration() {
        return "";
    }

    /**
     * Why an act that is handed in is not taken, as a short stable word; empty if it is. Asked of every act before it is recorded,
     * whichever way it comes; a denial is always to be taken. Pure, from any thread.
     *
     * @param act as it would be recorded
     * @param received when it came in: nobody has read yet what is not in force by then
     */
    default Optional<String> refusal(ConsentAct act, Instant received) {
        return Optional.empty();
    }

    /** An act that is taken, with what is known of the text it cites; its id, time and identifier stay. Pure, from any thread. */
    default ConsentAct completed(ConsentAct act) {
        return act;
    }

    /**
     * Adds an act; the same id again changes nothing. It bears on answers about its own purpose alone, unless it restricts the
     * use of everything, permits or denies links, or tells where the person lives or how old they are.
     */
    void add(ConsentAct act);

    /** Takes an act out, as if it had never come: after a commit that failed. */
    void remove(ConsentAct act);

    /** Takes out everything about an identifier: after an erasure. */
    void forget(Identifier identifier);

    /**
     * Whether an edge between two identifiers, seen at this time, may count: by acts on these two alone, since links must
     * not depend on what links make. No later denial may lie on either.
     */
    boolean mayLink(Identifier a, Identifier b, Instant time);

    /**
     * Whether processing is permitted at an instant, by acts up to then.
     *
     * @param subject the person
     * @param purpose why
     * @param basis on what basis; consent is looked up, others must be allowed by the purpose
     * @param at the instant, normally now
     */
    ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at);

    /**
     * The first instant after another at which {@link #decide} may answer otherwise without another act, join or split;
     * {@link Instant#MAX} if there is none. The given instant itself if that is not known, as of a purpose outside the policy:
     * then an answer holds for its own instant only.
     */
    Instant nextChange(Subject subject, Purpose purpose, Instant at);

    /**
     * The time of the latest act that denies a purpose, lifted or not: what happened at or before it is not taken in under
     * consent, even where the purpose is permitted now. {@link Instant#MIN} if there is none, {@link Instant#MAX} if the policy
     * does not know the purpose.
     */
    Instant lastDenial(Subject subject, Purpose purpose);

    /**
     * How the purposes permitted by consent or contract changed over time: steps in strictly ascending time, each true
     * from its instant (inclusive) until the next. Includes ends of validity in the future.
     */
    List<Step> steps(Subject subject);

    /**
     * Which purposes are permitted from an instant on.
     *
     * @param from the first instant
     * @param permitted the purposes
     */
    record Step(Instant from, Set<Purpose> permitted) {

        /** Copies the set. */
        public Step {
            permitted = Set.copyOf(permitted);
        }
    }
}
