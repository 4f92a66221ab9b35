package io.clientele.rights;

import io.clientele.Cdp;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ModuleContext;
import java.time.Duration;
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

    /**
     * The service over a module's context; the consent module offers it.
     *
     * @param keysKept how long copies of the keys are kept: after that an old copy of the data cannot be read either
     */
    static SubjectRequests through(
            ModuleContext context, Choices choices, Collection<Purpose> policy, Duration keysKept) {
        return new Answers(context, choices, policy, keysKept);
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

    /**
     * Forgets a person as far as they ask for (GDPR Art. 17): see {@link Extent}.
     *
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters, or the policy knows none of
     *     the purposes
     */
    ErasureReceipt erase(Identifier who, String verification, Extent extent);

    /** What people who were erased {@linkplain Extent#keepingTotals() so} left of the shop's sums. */
    List<FormerTotal> totals();

    /** What became of an erasure, by the id of its request; empty if none was carried out in a call. */
    Optional<ErasureReceipt> receipt(String id);

    /**
     * Corrects what is known about a person (GDPR Art. 16): what depends on it follows in the same call, and recipients are told.
     *
     * @param corrected traits by name
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters
     * @throws IllegalStateException if the correction was not stored, since the person does not permit it or the shop's schemas do not
     */
    Request rectify(Identifier who, String verification, Properties corrected);

    /**
     * Corrects how old a person is (GDPR Art. 16): who turns out to be a child permits nothing more by consent until a guardian does
     * (Art. 8(1)), in the same call, and recipients are told.
     *
     * @param age in years, today
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters, or nobody is so old
     */
    Request rectifyAge(Identifier who, String verification, int age);

    /**
     * What somebody who was forgotten had said about purposes, for the case that they or an authority ask: kept for three years, and found
     * only by whoever knows an identifier of theirs. None if nothing is kept.
     */
    List<FormerChoice> proofs(Identifier who);

    /**
     * Keeps a person's data and has nothing done with it but what a law demands (GDPR Art. 18): they are in no segment, get no
     * message and are not counted, and nothing more is taken in, until that is {@linkplain #unrestrict lifted}. Recipients are told.
     *
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters
     */
    Request restrict(Identifier who, String verification);

    /** Lifts a restriction, of which the person was informed before (GDPR Art. 18(3)): all is as before, without being sent again. */
    Request unrestrict(Identifier who, String verification);

    /**
     * Stops the use of a person's data for purposes (GDPR Art. 21), and removes what was collected for them by consent.
     *
     * @throws IllegalArgumentException if no purpose is named
     */
    Request object(Identifier who, String verification, Purpose... purposes);

    /** Takes back every consent of a person (GDPR Art. 7(3)), and removes what was collected by it. */
    Request withdrawAll(Identifier who, String verification);

    /**
     * Goes on with what a failure interrupted, and tries recipients again that are due to be told: call it once in a while, as from
     * the scheduler that calls {@link Cdp#advance}.
     */
    void proceed();

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
