package io.clientele.spi;

import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Joins identifiers into persons. The clusters are a pure function of the set of evidence and of what the consent acts
 * permit, never of the order in which either came.
 */
public interface IdentityResolver {

    /**
     * The form under which an identifier is known; empty if it is unusable (a placeholder, a blocked value). A pure
     * function, safe to call from any thread.
     */
    Optional<Identifier> normalise(Identifier raw);

    /** The identifier that ranks highest, by namespace and then value: the sealing owner. Pure, from any thread. */
    Identifier strongest(Collection<Identifier> identifiers);

    /** Tells the resolver which edges consent permits. Called once, before any other method that changes state. */
    void permission(LinkPermission permission);

    /**
     * Whether this evidence would add a pair not yet known, or one seen earlier than known: if not, the core need not keep
     * it at hand. Changes nothing.
     */
    boolean matters(Evidence evidence);

    /**
     * Adds evidence; adding the same id again changes nothing. Per pair only the earliest sighting (time, id) counts for the
     * order of edges. Whether consent permits a pair is asked here, in {@link #replace} and in {@link #reconsider} only, and
     * kept with the pair: the gate need not hold the acts of anybody else.
     *
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> add(Evidence evidence);

    /**
     * Forgets every pair whose stronger end (the centre of its evidence's star, the {@linkplain #strongest strongest} of the
     * event's identifiers) is one of these, and adds what remains of their evidence.
     *
     * @param centres whose evidence changed
     * @param remaining all evidence that is left with these centres
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> replace(Collection<Identifier> centres, Collection<Evidence> remaining);

    /**
     * Decides the edges of an identifier again, because consent acts on it changed.
     *
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> reconsider(Identifier identifier);

    /** Every identifier that some evidence names together with this one, joined or not. */
    Set<Identifier> companions(Identifier identifier);

    /** The person behind an identifier; a person of one identifier if no evidence names it. */
    Subject subject(Identifier identifier);

    /** Whether acts permit two identifiers to be joined. */
    @FunctionalInterface
    interface LinkPermission {

        /** Whether an edge between the two, seen at this time, may count. */
        boolean permits(Identifier a, Identifier b, java.time.Instant time);
    }
}
