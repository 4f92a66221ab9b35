package io.clientele.segment;

import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.Leaf;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.pack.Json;
import io.clientele.segment.internal.word.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What must be true of a person's history: a value that nests, compares, says itself in words and round-trips through
 * JSON. Made by {@link Conditions}. Immutable.
 *
 * <p>A condition is true or false at every position of a person's history: at an instant first after everything that time
 * alone changes then, and again after each event of that instant in the order of message ids. Windows are half-open: of
 * {@code within(d)} an event exactly {@code d} old is out, one of this very instant is in.
 */
public abstract class Condition {

    Condition() {}

    /** Which kind of condition; more may come. */
    public abstract String kind();

    /** Its fields, as in JSON: maps, lists, texts, exact decimals and booleans. */
    abstract Map<String, Object> tree();

    /** The condition as JSON text on one line; {@link #ofJson} reads it back. The form in which it is journaled. */
    public String json() {
        return Json.write(tree());
    }

    /** The fields of events and the traits that it looks at. */
    abstract List<FieldRead> reads();

    /** How far back it looks at events. */
    List<Reach> reaches() {
        return List.of();
    }

    /** The condition in words. */
    public abstract String describe();

    abstract Node compile(Scope scope);

    /** Whatever it names, in order: purposes, segments, cut-offs. */
    List<NamedCondition> names() {
        return List.of();
    }

    /**
     * Reads a condition from JSON.
     *
     * @throws IllegalArgumentException if it is none: names the place, such as {@code condition.of[1].within}; a field that is
     *     not known is refused too
     */
    public static Condition ofJson(String json) {
        return ConditionReader.read(Json.read("condition", json));
    }

    /** True if both are. */
    public Condition and(Condition other) {
        return BooleanCondition.join("all", List.of(this, other));
    }

    /** True if one of them is. */
    public Condition or(Condition other) {
        return BooleanCondition.join("any", List.of(this, other));
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Condition that && tree().equals(that.tree());
    }

    @Override
    public final int hashCode() {
        return tree().hashCode();
    }

    /** The kind; no value. */
    @Override
    public String toString() {
        return kind();
    }

    /**
     * What a condition is compiled in.
     *
     * @param machine where leaves are shared
     * @param segments segments by name, for conditions that speak of other segments
     * @param cutoffs cut-offs by name
     */
    record Scope(
            Machine machine, Function<String, Optional<Segment>> segments, Function<String, Optional<Cutoff>> cutoffs) {

        Node leaf(Leaf leaf) {
            return new Node.Is(machine.intern(leaf));
        }

        Segment segment(String name) {
            return segments.apply(name)
                    .orElseThrow(() -> new IllegalArgumentException("segment " + name + " is not defined"));
        }

        Cutoff cutoff(String name) {
            return cutoffs.apply(name)
                    .orElseThrow(() -> new IllegalArgumentException("cut-off " + name + " was not computed yet"));
        }
    }
}
