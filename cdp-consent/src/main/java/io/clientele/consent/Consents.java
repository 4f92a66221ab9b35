package io.clientele.consent;

import io.clientele.Cdp;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
     *     without evidence (GDPR Art. 7(1)) or citing a text that proves nothing: what {@link Cdp#accept} gives as an outcome
     */
    List<Outcome> record(Identifier who, Consumer<ConsentDraft> said);

    /**
     * Whether a person permits a purpose now: on the first of the purpose's bases that permits it.
     *
     * @param who any identifier of the person
     */
    ConsentDecision permitted(Identifier who, Purpose purpose);

    /**
     * Whether a person permitted a purpose at an instant, by what they had said until then and who they are known to be now.
     *
     * @param who any identifier of the person
     */
    ConsentDecision permitted(Identifier who, Purpose purpose, Instant at);

    /** The answer of {@link #permitted(Identifier, Purpose)} in one line for a marketer: what decided, when and where. No identifier in it. */
    String explain(Identifier who, Purpose purpose);

    /**
     * What a person permits, resolved once for code that asks often: a check takes nanoseconds.
     *
     * @param who any identifier of the person
     */
    Permits permits(Identifier who);

    /**
     * A person's profile for a purpose, with the proof that it may be used for it: what leaves the shop's own walls is read by
     * this.
     *
     * @param who any identifier of the person
     * @return empty if nobody is known, or the person does not permit the purpose
     */
    Optional<Permitted<Profile>> export(Identifier who, Purpose purpose);

    /** Every act of a person, on all identifiers, by time. Withdrawals delete none of them. */
    List<ConsentAct> history(Identifier who);

    /**
     * The proof of an act, for whoever must be shown it (GDPR Art. 7(1)).
     *
     * @param act from {@link #history}
     * @return empty if the journal does not hold it, or holds it from before acts could be proved
     */
    Optional<ConsentProof> proof(ConsentAct act);

    /**
     * What a link to unsubscribe carries (RFC 8058): whoever has it objects to this one purpose for this one identifier, without
     * a login, as often as they like until it ends. Opaque; no personal data can be read from it.
     *
     * @param validity how long it is good for; law and custom want at least a month
     * @throws IllegalArgumentException if the purpose is not in the policy, or the time not positive
     */
    String unsubscribeToken(Identifier who, Purpose purpose, Duration validity);

    /**
     * Objects to what a token is for (GDPR Art. 21(2)), in one durable act.
     *
     * @return rejected as {@code token_invalid} or {@code token_expired} if it is none of ours or not good any more, as
     *     {@code purpose_gone} if nothing is done for that purpose any more
     */
    Outcome unsubscribe(String token);

    /** The purposes of the policy. */
    Collection<Purpose> purposes();

    /** The texts that people are shown, as they were given to {@link ConsentModule#notices}. */
    List<Notice> notices();

    /** Keys of purposes that were asked for and that the policy does not know, so that they were denied: gaps to be closed. */
    Set<String> gaps();
}
