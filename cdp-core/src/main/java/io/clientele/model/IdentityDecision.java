package io.clientele.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What an operator decided about identifiers. A decision is evidence like any other: it holds from the moment it is handed
 * in for all that came before and comes later, in whatever order, until it is revoked; then all is as if it had never been
 * made. What was done meanwhile, such as a message that was sent, stays done. Immutable, safe to share.
 */
public final class IdentityDecision implements Intake, Comparable<IdentityDecision> {

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
        APART,
        /** An earlier decision is taken back. */
        REVOKE
    }

    private static final Comparator<Identifier> BY_NAME =
            Comparator.comparing(Identifier::namespace).thenComparing(Identifier::value);

    private final String id;
    private final Instant time;
    private final Kind kind;
    private final Set<Identifier> these;
    private final Set<Identifier> those;
    private final Optional<String> revokes;

    private IdentityDecision(String id, Instant time, Kind kind, Sides sides, Optional<String> revokes) {
        this.id = Checks.text("id", id, Event.MAX_ID_LENGTH);
        this.time = time;
        this.kind = kind;
        this.these = sides.these;
        this.those = sides.those;
        this.revokes = revokes;
        if (these.stream().anyMatch(those::contains)) {
            throw new IllegalArgumentException("a decision must name identifiers, each once");
        }
    }

    /** The identifiers, in an order that is always the same. */
    private record Sides(Set<Identifier> these, Set<Identifier> those) {

        static Sides of(Collection<Identifier> these, Collection<Identifier> those) {
            return new Sides(sorted(these), sorted(those));
        }

        private static Set<Identifier> sorted(Collection<Identifier> identifiers) {
            Set<Identifier> sorted = new TreeSet<>(BY_NAME);
            sorted.addAll(identifiers);
            return Collections.unmodifiableSet(new LinkedHashSet<>(sorted));
        }
    }

    /**
     * A decision of any kind but {@link Kind#REVOKE}.
     *
     * @param these the identifiers it is about: the one, or one side
     * @param those the other, or the other side; none of a {@link Kind#BLOCK} or a {@link Kind#FORGET}
     * @throws IllegalArgumentException if they are not as many as the kind is about, or one is on both sides
     */
    public static Draft of(Kind kind, Collection<Identifier> these, Collection<Identifier> those) {
        return (id, time) -> checked(new IdentityDecision(id, time, kind, Sides.of(these, those), Optional.empty()));
    }

    /** A decision that has no id and time yet. */
    @FunctionalInterface
    public interface Draft {

        /** The decision as made at a time. */
        IdentityDecision made(String id, Instant time);
    }

    private static IdentityDecision checked(IdentityDecision decision) {
        if (!decision.isWhole()) {
            throw new IllegalArgumentException("a " + decision.kind + " must name as many identifiers as it is about");
        }
        return decision;
    }

    private boolean isWhole() {
        return switch (kind) {
            case SPLIT -> !these.isEmpty() && !those.isEmpty();
            case BLOCK, FORGET -> these.size() == 1 && those.isEmpty();
            case TOGETHER, APART -> these.size() == 1 && those.size() == 1;
            case REVOKE -> revokes.isPresent() && these.isEmpty() && those.isEmpty();
        };
    }

    /**
     * That whatever was seen until then joins none of these with one of those.
     *
     * @throws IllegalArgumentException if either are empty, or one is among both
     */
    public static IdentityDecision split(
            String id, Instant time, Collection<Identifier> these, Collection<Identifier> those) {
        return of(Kind.SPLIT, these, those).made(id, time);
    }

    /** That an identifier links nothing. */
    public static IdentityDecision block(String id, Instant time, Identifier identifier) {
        return of(Kind.BLOCK, List.of(identifier), List.of()).made(id, time);
    }

    /** That what was seen of an identifier until then links nothing. */
    public static IdentityDecision forget(String id, Instant time, Identifier identifier) {
        return of(Kind.FORGET, List.of(identifier), List.of()).made(id, time);
    }

    /**
     * That two identifiers are of one person.
     *
     * @throws IllegalArgumentException if both are the same
     */
    public static IdentityDecision together(String id, Instant time, Identifier one, Identifier other) {
        return of(Kind.TOGETHER, List.of(one), List.of(other)).made(id, time);
    }

    /**
     * That two identifiers are of two persons.
     *
     * @throws IllegalArgumentException if both are the same
     */
    public static IdentityDecision apart(String id, Instant time, Identifier one, Identifier other) {
        return of(Kind.APART, List.of(one), List.of(other)).made(id, time);
    }

    /**
     * That an earlier decision is taken back.
     *
     * @param revoked the id of that decision
     */
    public static IdentityDecision revoke(String id, Instant time, String revoked) {
        Optional<String> earlier = Optional.of(Checks.text("revoked", revoked, Event.MAX_ID_LENGTH));
        return checked(new IdentityDecision(id, time, Kind.REVOKE, Sides.of(List.of(), List.of()), earlier));
    }

    /** The same decision at another time. */
    public IdentityDecision at(Instant newTime) {
        return new IdentityDecision(id, newTime, kind, new Sides(these, those), revokes);
    }

    /**
     * The same decision about another form of each identifier.
     *
     * @throws IllegalArgumentException if one is then on both sides
     */
    public IdentityDecision about(UnaryOperator<Identifier> form) {
        Sides sides = Sides.of(
                these.stream().map(form).toList(), those.stream().map(form).toList());
        return checked(new IdentityDecision(id, time, kind, sides, revokes));
    }

    /** What is left of the decision without some identifiers; empty if it would be about nothing any more. */
    public Optional<IdentityDecision> without(Collection<Identifier> gone) {
        Sides sides = Sides.of(
                these.stream().filter(i -> !gone.contains(i)).toList(),
                those.stream().filter(i -> !gone.contains(i)).toList());
        return Optional.of(new IdentityDecision(id, time, kind, sides, revokes)).filter(IdentityDecision::isWhole);
    }

    /** Its id, unique among decisions and events. */
    @Override
    public String id() {
        return id;
    }

    /** When it was made; the instant until which {@link Kind#SPLIT} and {@link Kind#FORGET} look back. */
    @Override
    public Instant time() {
        return time;
    }

    /** Every identifier it names, sorted on each side; none if it takes another back. */
    @Override
    public List<Identifier> identifiers() {
        List<Identifier> both = new ArrayList<>(these);
        both.addAll(those);
        return both;
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

    /** The id of the decision that it takes back, if it does. */
    public Optional<String> revokes() {
        return revokes;
    }

    /** By time, then by id. */
    @Override
    public int compareTo(IdentityDecision other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdentityDecision that
                && id.equals(that.id)
                && time.equals(that.time)
                && kind == that.kind
                && these.equals(that.these)
                && those.equals(that.those)
                && revokes.equals(that.revokes);
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
