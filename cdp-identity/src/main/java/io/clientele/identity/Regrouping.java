package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * That some identifiers are now grouped into persons in another way: every person that had one of them before, and every
 * person that has one of them now. Whoever applies all of them in order, to everybody standing alone at first, has the
 * persons as they are. Immutable.
 */
public final class Regrouping {

    /** What happened; more may come. */
    public enum Kind {
        /** One person was made of several. */
        MERGED,
        /** Several persons were made of one. */
        SPLIT,
        /** Several persons were made of several. */
        REGROUPED
    }

    private final List<Set<Identifier>> before;
    private final List<Set<Identifier>> after;
    private final String because;

    Regrouping(Collection<Set<Identifier>> before, Collection<Set<Identifier>> after, String because) {
        this.before = before.stream().map(Set::copyOf).toList();
        this.after = after.stream().map(Set::copyOf).toList();
        this.because = because;
    }

    /** What happened. */
    public Kind kind() {
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

    /** The id of the event or decision that was added or revoked; empty where evidence was replaced or consent changed. */
    public String because() {
        return because;
    }

    /** What happened and to how many; no identifier. */
    @Override
    public String toString() {
        return kind() + " of " + before.size() + " into " + after.size();
    }
}
