package io.clientele.consent;

import io.clientele.Cdp;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records what persons allow, and answers what is allowed now. Thread-safe.
 *
 * <p>An act hangs on the identifier it was made with. A person of several identifiers is bound by the strictest of their
 * choices, until an explicit choice made after those identifiers came together.
 */
public interface Consents {

    /** The service of an open platform that {@link ConsentModule} was given to. */
    static Consents of(Cdp cdp) {
        return cdp.service(Consents.class);
    }

    /**
     * Records what a person said, as one durable act: one {@link ConsentAct} for each purpose named, all or none.
     * Withdrawing takes the same call as granting, and no evidence (GDPR Art. 7(3)).
     *
     * @param who the identifier the choice was made with
     * @param said fills in what was said
     * @return one outcome for each act, in the order in which they were said
     * @throws IllegalArgumentException if nothing was said, a purpose is not in the policy, or something was granted
     *     without evidence (GDPR Art. 7(1))
     */
    List<Outcome> record(Identifier who, Consumer<ConsentDraft> said);

    /**
     * Whether a person permits a purpose now: on the first of the purpose's bases that permits it.
     *
     * @param who any identifier of the person
     */
    ConsentDecision permitted(Identifier who, Purpose purpose);

    /** The answer of {@link #permitted} in one line for a marketer: what decided, when and where. No identifier in it. */
    String explain(Identifier who, Purpose purpose);

    /** Every act of a person, on all identifiers, by time. Withdrawals delete none of them. */
    List<ConsentAct> history(Identifier who);
}
