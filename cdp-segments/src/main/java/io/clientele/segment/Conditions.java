package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.internal.match.PropertyTest.Op;
import io.clientele.segment.internal.measure.Formula;
import io.clientele.segment.internal.word.Values;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * Where conditions are made; meant to be imported statically.
 *
 * <pre>{@code
 * lastDid(PRODUCT_ADDED).within(ofDays(1)).andThenNot(ORDER_COMPLETED).forAtLeast(ofMinutes(30))
 * }</pre>
 */
public final class Conditions {

    private Conditions() {}

    /** It happened: at least once, ever, until more is said. */
    public static EventCondition did(EventType type) {
        return EventCondition.of(type, false);
    }

    /** It did not happen: the same as at most 0 times. */
    public static EventCondition didNot(EventType type) {
        return did(type).atMost(0);
    }

    /** The latest time it happened: for {@link EventCondition#andThenNot}, where a newer one starts the wait again. */
    public static EventCondition lastDid(EventType type) {
        return EventCondition.of(type, true);
    }

    /** The sum of a number over events. */
    public static Aggregate sumOf(EventCondition events, String path) {
        return Aggregate.of(Formula.SUM, events, path);
    }

    /** The average of a number over events. */
    public static Aggregate averageOf(EventCondition events, String path) {
        return Aggregate.of(Formula.AVERAGE, events, path);
    }

    /** The least of a number over events. */
    public static Aggregate minOf(EventCondition events, String path) {
        return Aggregate.of(Formula.MIN, events, path);
    }

    /** The greatest of a number over events. */
    public static Aggregate maxOf(EventCondition events, String path) {
        return Aggregate.of(Formula.MAX, events, path);
    }

    /** How many different values a property has over events. */
    public static Aggregate distinctOf(EventCondition events, String path) {
        return Aggregate.of(Formula.DISTINCT, events, path);
    }

    /** The first of the values of a property over events. */
    public static Aggregate firstOf(EventCondition events, String path) {
        return Aggregate.of(Formula.FIRST, events, path);
    }

    /** The last of the values of a property over events. */
    public static Aggregate lastOf(EventCondition events, String path) {
        return Aggregate.of(Formula.LAST, events, path);
    }

    /** How many events, to be set against another aggregate. */
    public static Aggregate countOf(EventCondition events) {
        return Aggregate.of(Formula.COUNT, events, "");
    }

    /** On how many calendar days of a time zone an event lies. */
    public static Aggregate distinctDays(EventCondition events, ZoneId zone) {
        return Aggregate.of(Formula.DISTINCT_DAYS, events, zone.getId());
    }

    /** The person is in another segment, which must be defined by then. */
    public static Condition memberOf(String segment) {
        return new NamedCondition(NamedCondition.Subject.MEMBER_OF, segment);
    }

    /** A trait's latest value. */
    public static <T> TraitTest<T> trait(Trait<T> trait) {
        return new TraitTest<>(trait);
    }

    /** A purpose is permitted. */
    public static Condition consented(Purpose purpose) {
        return NamedCondition.consented(purpose);
    }

    /** All of them. */
    public static Condition all(Condition first, Condition... others) {
        return new BooleanCondition("all", listed(first, others));
    }

    /** At least one of them. */
    public static Condition any(Condition first, Condition... others) {
        return new BooleanCondition("any", listed(first, others));
    }

    /** The opposite. */
    public static Condition not(Condition condition) {
        return new BooleanCondition("not", List.of(condition));
    }

    private static List<Condition> listed(Condition first, Condition... others) {
        List<Condition> all = new java.util.ArrayList<>(List.of(others));
        all.add(0, first);
        return all;
    }

    /** The property is this: a text, number or boolean. A number given as text is a number. */
    public static Match is(Object value) {
        return isOneOf(value);
    }

    /** The property is not this; true if it is missing. */
    public static Match isNot(Object value) {
        return is(value).negate();
    }

    /** The property is one of these. */
    public static Match isOneOf(Object... values) {
        Values.require(values.length > 0, "isOneOf needs a value");
        return new Match(Op.IS, List.of(values));
    }

    /** The property is there. */
    public static Match exists() {
        return new Match(Op.EXISTS, List.of());
    }

    /** The property is a number of this or more. */
    public static Match atLeast(Number value) {
        return new Match(Op.AT_LEAST, List.of(value));
    }

    /** The property is a number of more than this. */
    public static Match moreThan(Number value) {
        return new Match(Op.MORE_THAN, List.of(value));
    }

    /** The property is a number of this or less. */
    public static Match atMost(Number value) {
        return new Match(Op.AT_MOST, List.of(value));
    }

    /** The property is a number of less than this. */
    public static Match lessThan(Number value) {
        return new Match(Op.LESS_THAN, List.of(value));
    }

    /** The property is a time before this one. */
    public static Match before(Instant time) {
        return new Match(Op.BEFORE, List.of(time.toString()));
    }

    /** The property is a time after this one. */
    public static Match after(Instant time) {
        return new Match(Op.AFTER, List.of(time.toString()));
    }

    /** The property's text holds this. */
    public static Match contains(String text) {
        return new Match(Op.CONTAINS, List.of(filled(text)));
    }

    /** The property's text begins with this. */
    public static Match startsWith(String text) {
        return new Match(Op.STARTS_WITH, List.of(filled(text)));
    }

    private static String filled(String text) {
        Values.require(!text.isEmpty(), "text must not be empty");
        return text;
    }
}
