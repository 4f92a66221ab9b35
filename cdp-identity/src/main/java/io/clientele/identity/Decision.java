package io.clientele.identity;

import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;

/**
 * What an operator decided about identifiers. A decision is evidence like any other: it holds from the moment it is handed
 * in for all that came before and comes later, in whatever order, until it is revoked; then all is as if it had never been
 * made. Immutable, safe to share.
 */
public final class Decision {

    /** What is decided; more may come. */
    public enum Kind {
        /** What was seen until then between two groups of identifiers joins none of the one to one of the other. */
        SPLIT,
        /** An identifier links nothing, whenever it was seen. */
        BLOCK,
        /** What was seen of an identifier until then links nothing. */
        FORGET,
        /** Two identifiers are of one person: stronger than every event, but no reason to break a limit. */
        TOGETHER,
        /** Two identifiers are of two persons, whatever else is known. */
        APART
    }

    static final Comparator<Decision> IN_ORDER =
            Comparator.comparing(Decision::time).thenComparing(Decision::id);

    private final String id;
    private final Instant time;
    private final Kind kind;
    private final Set<Identifier> these;
    private final Set<Identifier> those;

    private Decision(String id, Instant time, Kind kind, Set<Identifier> these, Set<Identifier> those) {
        this.id = id;
        this.time = time;
        this.kind = kind;
        this.these = these;
        this.those = those;
        if (these.isEmpty() || these.stream().anyMatch(those::contains)) {
            throw new IllegalArgumentException("a decision must name identifiers, each once");
        }
    }

    /**
     * That whatever was seen until then joins none of these with one of those.
     *
     * @throws IllegalArgumentException if either are empty, or one is among both
     */
    public static Decision split(String id, Instant time, Collection<Identifier> these, Collection<Identifier> those) {
        return between(new Decision(id, time, Kind.SPLIT, Set.copyOf(these), Set.copyOf(those)));
    }

    private static Decision between(Decision decision) {
        if (decision.those.isEmpty()) {
            throw new IllegalArgumentException("a decision must name identifiers on both sides");
        }
        return decision;
    }

    /** That an identifier links nothing. */
    public static Decision block(String id, Instant time, Identifier identifier) {
        return new Decision(id, time, Kind.BLOCK, Set.of(identifier), Set.of());
    }

    /** That what was seen of an identifier until then links nothing. */
    public static Decision forget(String id, Instant time, Identifier identifier) {
        return new Decision(id, time, Kind.FORGET, Set.of(identifier), Set.of());
    }

    /**
     * That two identifiers are of one person.
     *
     * @throws IllegalArgumentException if both are the same
     */
    public static Decision together(String id, Instant time, Identifier one, Identifier other) {
        return new Decision(id, time, Kind.TOGETHER, Set.of(one), Set.of(other));
    }

    /**
     * That two identifiers are of two persons.
     *
     * @throws IllegalArgumentException if both are the same
     */
    public static Decision apart(String id, Instant time, Identifier one, Identifier other) {
        return new Decision(id, time, Kind.APART, Set.of(one), Set.of(other));
    }

    /** Its id, unique among decisions and events. */
    public String id() {
        return id;
    }

    /** When it was made; the instant until which {@link Kind#SPLIT} and {@link Kind#FORGET} look back. */
    public Instant time() {
        return time;
    }

    /** What is decided. */
    public Kind kind() {
        return kind;
    }

    /** The identifiers it is about: the one, or one side. */
    public Set<Identifier> these() {
        return these;
    }

    /** The other, or the other side; none if there is one side only. */
    public Set<Identifier> those() {
        return those;
    }

    boolean isPin() {
        return kind == Kind.TOGETHER || kind == Kind.APART;
    }

    /** Whether it takes back what was seen of two identifiers at a time, in milliseconds. */
    boolean takesBack(Identifier a, Identifier b, long seen) {
        return switch (kind) {
            case BLOCK -> these.contains(a) || these.contains(b);
            case FORGET -> seen <= time.toEpochMilli() && (these.contains(a) || these.contains(b));
            case SPLIT -> seen <= time.toEpochMilli() && (isBetween(a, b) || isBetween(b, a));
            case TOGETHER, APART -> false;
        };
    }

    private boolean isBetween(Identifier a, Identifier b) {
        return these.contains(a) && those.contains(b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Decision that
                && id.equals(that.id)
                && time.equals(that.time)
                && kind == that.kind
                && these.equals(that.these)
                && those.equals(that.those);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Kind and time; no identifier. */
    @Override
    public String toString() {
        return kind + " at " + time;
    }
}
