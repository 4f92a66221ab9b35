package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * That some identifiers are now grouped into persons in another way: every person that had one of them before, and every
 * person that has one of them now. Whoever applies all of them in order, to everybody standing alone at first, has the
 * persons as they are. Immutable.
 */
public final class Regrouping {

    /** What happened; more may come. */
    public enum Kind {
        /** One person was made of several, or of identifiers of which nothing was known. */
        MERGED,
        /** Several persons were made of one. */
        SPLIT,
        /** Several persons were made of several. */
        REGROUPED,
        /** Persons were erased: nothing is left of them. */
        ERASED
    }

    private final List<Set<Identifier>> before;
    private final List<Set<Identifier>> after;
    private final List<String> from;
    private final List<String> into;
    private final String because;

    Regrouping(Collection<Set<Identifier>> before, Collection<Set<Identifier>> after, String because) {
        this.before = before.stream().map(Set::copyOf).toList();
        this.after = after.stream().map(Set::copyOf).toList();
        this.from = List.of();
        this.into = List.of();
        this.because = because;
    }

    private Regrouping(Map<String, List<Identifier>> before, Map<String, List<Identifier>> after, String because) {
        this.from = List.copyOf(before.keySet());
        this.into = List.copyOf(after.keySet());
        this.before = before.values().stream().map(Set::copyOf).toList();
        this.after = after.values().stream().map(Set::copyOf).toList();
        this.because = because;
    }

    /** Of profiles with ids. */
    static Regrouping of(Map<String, List<Identifier>> before, Map<String, List<Identifier>> after, String because) {
        return new Regrouping(before, after, because);
    }

    /** What happened. */
    public Kind kind() {
        if (after.isEmpty()) {
            return Kind.ERASED;
        }
        if (after.size() == 1) {
            return Kind.MERGED;
        }
        return before.size() == 1 ? Kind.SPLIT : Kind.REGROUPED;
    }

    /** The persons that were, each as all of its identifiers; a person may have been one identifier. */
    public List<Set<Identifier>> before() {
        return before;
    }

    /** The persons that are: the same identifiers, put together in another way. */
    public List<Set<Identifier>> after() {
        return after;
    }

    /**
     * The ids of the profiles that were, in the order of {@link #before}; those that no profile {@link #into} bears are aliases
     * of the one their identifiers went into. None where an engine tells, which gives no ids.
     */
    public List<String> from() {
        return from;
    }

    /** The ids of the profiles that are, in the order of {@link #after}; none where an engine tells. */
    public List<String> into() {
        return into;
    }

    /**
     * The id of the event, act, decision or request that caused it; where an engine tells, of the event or decision that was
     * added or revoked, and empty where evidence was replaced or consent changed.
     */
    public String because() {
        return because;
    }

    /** What happened and to how many; no identifier. */
    @Override
    public String toString() {
        return kind() + " of " + before.size() + " into " + after.size();
    }
}
