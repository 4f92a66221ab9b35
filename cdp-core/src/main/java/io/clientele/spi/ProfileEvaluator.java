package io.clientele.spi;

import io.clientele.model.Purpose;
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

    /**
     * Puts a definition of the module in force, as journaled: while a store is opened before anything is known of anybody, else
     * right after the batch that brought it. What it knows of profiles must be true under it by then: see
     * {@link ModuleContext#batch}.
     */
    void define(Definition definition);

    /**
     * What it knows of a profile, for {@link #restore}: versioned, with a fingerprint of the definitions and what the profile
     * is a member of. Bytes of a profile it knows nothing of are as good.
     */
    byte[] save(int profile);

    /**
     * Knows of a profile again what it knew when these bytes were {@linkplain #save saved}, its memberships included, without
     * reporting anything. Boundaries that have passed since are crossed by the next {@link #advance}, each at its instant.
     *
     * @return false if these bytes cannot be used (another version, other definitions, damaged); nothing is changed then, and
     *     the profile must be {@linkplain #refold folded again}
     */
    boolean restore(int profile, byte[] state);

    /**
     * Forgets a profile's state and timers; its memberships stay. Before anything else is said about the profile it is
     * {@linkplain #restore restored} or {@linkplain #refold folded again}.
     */
    void evict(int profile);

    /**
     * The next instant at which something of a profile changes without a fact; empty if none is to come or nothing is known
     * of the profile. May name an instant too early, never one too late.
     */
    Optional<Instant> nextBoundary(int profile);

    /** The names of what a profile is a member of, whether its state is known or evicted. */
    List<String> memberOf(int profile);

    /** All memberships, for a checkpoint: versioned, with a fingerprint of the definitions. */
    byte[] memberships();

    /**
     * Sets all memberships: at opening, after the definitions that were in force when they were saved and before any profile
     * is restored.
     *
     * @throws IllegalArgumentException if these bytes cannot be used (another version, other definitions, damaged)
     */
    void memberships(byte[] saved);

    /**
     * What it makes of one profile now, in words that the person can be shown (GDPR Art. 15(1)(h)).
     *
     * @param facts of the profile, in order
     */
    default List<Derived> derived(int profile, List<Fact> facts, Instant now) {
        return List.of();
    }

    /**
     * Something that was made of a person's facts.
     *
     * @param name such as a segment's
     * @param purpose what it is for
     * @param logic by which it was made, in words
     * @param because the facts that decide it, a line each
     */
    record Derived(String name, Purpose purpose, String logic, List<String> because) {

        /** Copies the list. */
        public Derived {
            because = List.copyOf(because);
        }
    }

    /**
     * Every profile's facts, for a definition that must be right about yesterday.
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
