package io.clientele.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps something derived from each profile's facts true: segments, for instance. The state is a pure function of facts,
 * definitions and the instant up to which it was advanced. Profiles are named by numbers of the core: dense, from 0.
 */
public interface ProfileEvaluator {

    /**
     * Applies a fact that is at or after every fact and every boundary of its profile so far. Boundaries of the profile
     * that fall between its last position and the fact come first, in order.
     */
    void apply(int profile, Fact fact, Plan plan);

    /**
     * Forgets what it knows of a profile and folds these facts from nothing, then moves the profile's time to {@code now}.
     * What changes against before is reported once, as of {@code now}.
     *
     * @param facts in order; none if the profile ceased to exist
     */
    void refold(int profile, List<Fact> facts, Instant now, Plan plan);

    /**
     * Says that a profile is about to be folded from facts that were another's so far (a merge or a split): what the other
     * was in is not new to it, so it is not reported as entered.
     *
     * @param from the profile that had the facts
     * @param into the profile that will be {@linkplain #refold folded again} next
     */
    void inherit(int from, int into);

    /**
     * Whether the fact may be {@linkplain #apply applied} in place: it lies at or after the last fact and the last
     * boundary of its profile.
     */
    boolean inOrder(int profile, Fact fact);

    /** Crosses every boundary up to and including this instant, over all profiles, in order of time. */
    void advance(Instant to, Plan plan);

    /**
     * Looks at a definition before it is journaled. Called from any thread.
     *
     * @throws IllegalArgumentException if {@link #define} could not apply it
     */
    void check(Definition definition);

    /** Applies a definition of the module, as journaled. History is read through {@link History}. */
    void define(Definition definition, History history, Instant now);

    /**
     * What it knows of a resident profile, as bytes for {@link #restore}: versioned, with a fingerprint of the definitions.
     * Personal data: the caller seals them.
     */
    byte[] save(int profile);

    /**
     * Takes up what {@link #save} gave, in place of whatever it knows of the profile; sets the profile's memberships quietly.
     *
     * @return false, with nothing changed, if these bytes cannot be used (another version, other definitions): the caller
     *     then folds the profile from its facts
     */
    boolean restore(int profile, byte[] state);

    /** Forgets a profile's state and timers to save heap; its memberships stay. Unknown profiles are ignored. */
    void evict(int profile);

    /** The next instant at which something of a resident profile changes without a fact; empty if none. */
    Optional<Instant> nextBoundary(int profile);

    /** All memberships, for a checkpoint. */
    byte[] memberships();

    /** Takes up what {@link #memberships()} gave: at opening, after the definitions, before any profile is restored. */
    void memberships(byte[] saved);

    /**
     * Every profile's facts, for a definition that must be right about yesterday. A profile is resident while it is visited;
     * it may be evicted after.
     */
    @FunctionalInterface
    interface History {

        /** Calls the visitor once for each existing profile, with its facts in order. */
        void forEach(Visitor visitor);
    }

    /** Receives one profile's facts. */
    @FunctionalInterface
    interface Visitor {

        /** One profile. */
        void visit(int profile, List<Fact> facts);
    }
}
