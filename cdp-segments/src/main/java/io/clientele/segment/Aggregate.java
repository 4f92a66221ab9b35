package io.clientele.segment;

import io.clientele.segment.internal.AggregateLeaf.Function;
import io.clientele.segment.internal.AggregateLeaf.Limit;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.match.PropertyTest;
import java.util.List;

/**
 * A sum, average, least, greatest or number of distinct values of a property; compared with a value it is a condition.
 * Over nothing every comparison is false. Exact decimals. Immutable.
 */
public final class Aggregate {

    private final Function function;
    private final EventCondition events;
    private final String path;

    Aggregate(Function function, EventCondition events, String path) {
        events.requireUncounted("in an aggregate");
        Values.require(!events.isLatest(), "an aggregate is over did, not lastDid");
        Values.require(!path.isBlank(), "path must not be blank");
        this.function = function;
        this.events = events;
        this.path = path;
    }

    /** Only events whose property {@code currency} is this; others, and those that name none, are left out. */
    public Aggregate in(String currency) {
        return new Aggregate(
                function,
                events.with(new PropertyTest("currency", PropertyTest.Op.IS, List.of(currency), false)),
                path);
    }

    /** This or more. */
    public Condition atLeast(Number value) {
        return compared(Comparison.AT_LEAST, value);
    }

    /** More than this. */
    public Condition moreThan(Number value) {
        return compared(Comparison.MORE_THAN, value);
    }

    /** This or less. */
    public Condition atMost(Number value) {
        return compared(Comparison.AT_MOST, value);
    }

    /** Less than this. */
    public Condition lessThan(Number value) {
        return compared(Comparison.LESS_THAN, value);
    }

    Condition compared(Comparison comparison, Number value) {
        return new AggregateCondition(this, new Limit(comparison, Values.decimal(value)));
    }

    Function function() {
        return function;
    }

    EventCondition events() {
        return events;
    }

    String path() {
        return path;
    }
}
