package io.clientele.rights;

import io.clientele.Cdp;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ModuleContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Answers what persons ask about their data, and keeps a register of what they asked. Thread-safe.
 *
 * <p>Whoever calls has made sure that the identifier is the person's who asks, and says how: a word such as {@code login}, no
 * personal data. An answer covers that identifier and all that events or decisions join with it; what is joined by likeness
 * alone is neither shown nor touched. Each call is a durable act that is entered in the register and in the audit log.
 */
public interface SubjectRequests {

    /** The service of an open platform that the consent module was given to. */
    static SubjectRequests of(Cdp cdp) {
        return cdp.service(SubjectRequests.class);
    }

    /** The service over a module's context; the consent module offers it. */
    static SubjectRequests through(ModuleContext context, Choices choices, Collection<Purpose> policy) {
        return new Answers(context, choices, policy);
    }

    /** What is known of what persons allow. */
    interface Choices {

        /** Every act of a person, by time. */
        List<ConsentAct> history(Identifier who);

        /** Whether a person permits a purpose now. */
        ConsentDecision permitted(Identifier who, Purpose purpose);
    }

    // ---- answered in the call

    /**
     * All that is held about a person, why, from where, and who was told (GDPR Art. 15). Reads the person's whole history.
     *
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters
     */
    AccessFile access(Identifier who, String verification);

    /**
     * What a person gave by consent or under a contract, in a form that {@link io.clientele.Maintenance#importHistory} reads
     * (GDPR Art. 20).
     *
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters
     */
    PortableFile portable(Identifier who, String verification);

    /**
     * Forgets a person (GDPR Art. 17): in one durable call, everything under the identifiers that belong to them.
     *
     * @param who any identifier of the person; the shop has made sure that it is theirs
     * @param verification how it made sure, such as {@code login}; no personal data
     * @return what became of it
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters
     */
    ErasureReceipt erase(Identifier who, String verification);

    // ---- the register

    /**
     * Enters a request that somebody has to look at before it is answered. The call that does what is asked answers it.
     *
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters
     */
    Request receive(SubjectRequest.Kind kind, Identifier who, String verification);

    /**
     * Gives a request two months more (GDPR Art. 12(3)).
     *
     * @param reason which the person is told within the first month; no personal data
     * @throws IllegalArgumentException if no request of this id waits, it was extended before, or it is due already
     */
    Request extend(String id, String reason);

    /**
     * Refuses a request (GDPR Art. 12(4) and (5)).
     *
     * @param reason which the person is told; no personal data
     * @throws IllegalArgumentException if no request of this id waits
     */
    Request refuse(String id, String reason);

    /** The request of an id. */
    Optional<Request> find(String id);

    /** Every request that was ever entered, in the order in which they came. */
    List<Request> all();

    /** The requests that wait for an answer, in the order in which they came. */
    List<Request> open();
}
