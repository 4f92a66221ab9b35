package io.clientele.identity;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who is who, why, and what an operator decides about it. Thread-safe.
 *
 * <p>A decision is one durable act: sealed in the journal, entered in the audit log, reversible, and exact. Traits, consents,
 * memberships and timers are afterwards what they would be had it always been so; what was done, such as a message that was
 * sent, stays done. Identifiers may be given in any form; the platform normalises them.
 */
public interface Identities {

    /** The service of an open platform that {@link IdentityModule} was given to. */
    static Identities of(Cdp cdp) {
        return cdp.service(Identities.class);
    }

    // ---- decisions

    /**
     * What became of a decision.
     *
     * @param decision as it was handed in; its id revokes it
     * @param outcome stored; rejected as {@code no_usable_identifier} for a placeholder, as {@code unknown_decision} for one
     *     that revokes what is not in force, or as {@code too_large} for one of more than some thousand identifiers;
     *     suppressed where it names somebody erased since it was made
     */
    record Decided(IdentityDecision decision, Outcome outcome) {}

    /**
     * Takes back whatever was seen until now between two groups of identifiers. Costs a fold of everybody whom evidence
     * connects with them.
     *
     * @throws IllegalArgumentException if either are empty, or one is among both
     */
    Decided split(Collection<Identifier> these, Collection<Identifier> those);

    /** Has an identifier link nothing, whenever it was seen: a till's placeholder, the address of a whole office. */
    Decided block(Identifier identifier);

    /** Takes back whatever was seen of an identifier until now. */
    Decided forget(Identifier identifier);

    /** Has two identifiers be of one person, unless that would break a limit. */
    Decided together(Identifier one, Identifier other);

    /** Has two identifiers be of two persons, whatever else is known. */
    Decided apart(Identifier one, Identifier other);

    /**
     * Takes a decision back: afterwards all is as if it had never been made.
     *
     * @param decision its id
     */
    Decided revoke(String decision);

    /** Hands in a decision under an id and time of the caller's own; one whose id is known is a duplicate. */
    Outcome decide(IdentityDecision decision);

    /** Every decision in force, by time. */
    List<IdentityDecision> decisions();

    /** The decisions in force that name an identifier, by time. */
    List<IdentityDecision> decisions(Identifier identifier);

    // ---- why

    /** The links that join two identifiers of one person, from the one to the other; none if they are not. */
    List<Link> why(Identifier one, Identifier other);

    /**
     * Of all ways between two identifiers that are not of one person the one with the fewest links that do not join, each with
     * what is in its way; none if no evidence connects them.
     */
    List<Link> whyNot(Identifier one, Identifier other);

    /** The links that join all identifiers of a person, in the order in which they were taken. */
    List<Link> how(Identifier identifier);

    /**
     * Every link of an identifier with what became of it. Others wait meanwhile: 0.3 s for an account with 10,000 browsers, all but 50
     * of them refused, and in proportion for more or fewer.
     */
    List<Link> links(Identifier identifier);

    // ---- profiles

    /** The profile that an identifier belongs to. */
    Optional<Profile> find(Identifier identifier);

    /** The profile that answers to an id now: its own, or one from before a merge. */
    Optional<Profile> find(String profileId);

    /** The profile of an identifier as its events up to an instant tell. */
    Optional<Profile> profileAsOf(Identifier identifier, Instant at);

    /** The events of the person behind an identifier, in order. */
    List<Event> timeline(Identifier identifier);

    /**
     * Profiles by age of their ids, a page at a time.
     *
     * @param after the id of the last profile of the page before; empty for the first page
     * @param atMost how many, 1 to 1,000; fewer come only on the last page
     */
    List<Profile> profiles(String after, int atMost);

    /**
     * Tells of every change of who is who from now on: once it is stored, in the order of the journal, on the thread of whoever
     * caused one of them, outside the platform's lock. What is not told when the process ends is not told again: whoever keeps a
     * copy reads {@link #profiles} when it starts. A listener that fails misses what it failed on.
     */
    void listen(Consumer<Regrouping> listener);
}
