package io.clientele.segment;

import io.clientele.model.Properties;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.AggregateLeaf;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.match.PropertyTest;
import io.clientele.segment.internal.measure.Formula;
import io.clientele.segment.internal.measure.Limit;
import io.clientele.segment.internal.measure.Measure;
import io.clientele.segment.internal.measure.Measure.Way;
import io.clientele.segment.internal.measure.Series;
import io.clientele.segment.internal.word.Reach;
import io.clientele.segment.internal.word.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is computed over events: a sum, an average, the least, greatest, first or last value, a number of events, of different
 * values or of days; or two of these set against each other. Compared with a value it is a condition. Over nothing every
 * comparison is false. Exact decimals. Immutable.
 */
public final class Aggregate {

    private final Way way;
    private final List<Term> terms;
    private final List<String> same;

    /**
     * One of two, or the only one.
     *
     * @param formula what is computed
     * @param events over which events
     * @param at the path; of days the zone; empty for a number of events
     */
    record Term(Formula formula, EventCondition events, String at) {

        Term {
            events.requireUncounted("in an aggregate");
            Values.require(!events.isLastDid(), "an aggregate is over did, not lastDid");
            Values.require(events.same().isEmpty(), "same comes after the aggregate");
            Values.require(formula.field().isEmpty() == at.isBlank(), formula.field() + " must not be blank");
        }

        Term in(String currency) {
            PropertyTest is = new PropertyTest(
                    EventCondition.CURRENCY, PropertyTest.Op.IS, List.of(currency), PropertyTest.Manner.PLAIN);
            return new Term(formula, events.with(is), at);
        }

        String kind() {
            return formula.key();
        }

        Map<String, Object> tree() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", kind());
            fields.put("of", events.tree());
            if (!at.isEmpty()) {
                fields.put(formula.field(), at);
            }
            return fields;
        }

        Reach.Total total() {
            return switch (formula) {
                case COUNT, LAST_TIME, AVERAGE_GAP -> Reach.Total.COUNT;
                case SUM, AVERAGE -> Reach.Total.of(at);
                default -> Reach.Total.NONE;
            };
        }

        /** The event before the first that counts may lie anywhere. */
        Reach reach(Reach.Total total) {
            return formula == Formula.LONGEST_GAP
                    ? new Reach(events.type(), Optional.empty(), Reach.Total.NONE)
                    : events.reach(total);
        }

        String describe() {
            return subject() + " over " + events.subject() + events.window().describe();
        }

        String subject() {
            return switch (formula) {
                case COUNT -> "number of events";
                case DISTINCT_DAYS -> "number of days in " + at;
                case LAST_TIME -> "last time";
                case AVERAGE_GAP -> "average gap";
                case LONGEST_GAP -> "longest gap";
                case DISTINCT -> "number of different values of " + at;
                default -> kind() + " of " + at;
            };
        }

        Series series() {
            return new Series(events.test(), formula, at, events.window().span());
        }
    }

    private Aggregate(Way way, List<Term> terms, List<String> same) {
        this.way = way;
        this.terms = List.copyOf(terms);
        this.same = Values.paths(same);
        Values.require(same.isEmpty() || same.size() == terms.size(), "same needs one path for each aggregate");
    }

    static Aggregate of(Formula formula, EventCondition events, String at) {
        return new Aggregate(Way.ALONE, List.of(new Term(formula, events, at)), List.of());
    }

    static Aggregate of(Way way, List<Aggregate> parts) {
        parts.forEach(part -> Values.require(
                part.way == Way.ALONE && part.same.isEmpty(), "two plain aggregates are set against each other"));
        Values.require(parts.size() == 2, "two aggregates are set against each other");
        return new Aggregate(way, parts.stream().map(part -> part.terms.get(0)).toList(), List.of());
    }

    /** The most frequent of the values of a property over events; of equals the last in order of text. */
    public static Aggregate favouriteOf(EventCondition events, String path) {
        return of(Formula.FAVOURITE, events, path);
    }

    /** When the last of some events was: seconds since 1970, or as text for {@link Segments#value}. */
    public static Aggregate lastTimeOf(EventCondition events) {
        return of(Formula.LAST_TIME, events, "");
    }

    /** How many seconds lie between an event and the next, on average; over fewer than two it is nothing. */
    public static Aggregate averageGapOf(EventCondition events) {
        return of(Formula.AVERAGE_GAP, events, "");
    }

    /**
     * How many seconds at most lie between one of these events and the event of its kind before it, which counts however long ago it
     * was; nothing if none of them has one before it.
     */
    public static Aggregate longestGapOf(EventCondition events) {
        return of(Formula.LONGEST_GAP, events, "");
    }

    /** Only events whose property {@code currency} is this; others, and those that name none, are left out. */
    public Aggregate in(String currency) {
        return new Aggregate(way, terms.stream().map(term -> term.in(currency)).toList(), same);
    }

    /**
     * This divided by another. A sum, number of events, of different values or of days over nothing is 0 here; divided by 0
     * it compares false.
     */
    public Aggregate dividedBy(Aggregate other) {
        return of(Way.RATIO, List.of(this, other));
    }

    /** This less another; a sum, number of events, of different values or of days over nothing is 0 here. */
    public Aggregate minus(Aggregate other) {
        return of(Way.DIFFERENCE, List.of(this, other));
    }

    /**
     * Computed over the events that carry one and the same value at this path, and true if it is so for some value that an
     * event which counts carries; a list path carries each of its elements.
     */
    public Aggregate same(String path) {
        return new Aggregate(way, terms, terms.stream().map(term -> path).toList());
    }

    /** As {@link #same(String)}, with a path for each of two aggregates. */
    public Aggregate same(String path, String pathOfOther) {
        return new Aggregate(way, terms, List.of(path, pathOfOther));
    }

    Aggregate same(List<String> paths) {
        return new Aggregate(way, terms, paths);
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

    /** One of these: numbers; of the first and last value also texts and booleans. */
    public Condition is(Object... values) {
        return compared(new Limit(Comparison.IS, Values.raw(Arrays.asList(values))));
    }

    Condition compared(Comparison comparison, Number value) {
        return compared(Limit.of(comparison, Values.decimal(value)));
    }

    Condition compared(Limit limit) {
        Values.require(!limit.values().isEmpty(), "is needs a value");
        boolean numbers = limit.values().stream().allMatch(BigDecimal.class::isInstance);
        Values.require(
                numbers || isValue(),
                "only the first, last or most frequent value may be something else than a number");
        return new Compared(this, limit);
    }

    /** Whether it is the same number as another. */
    boolean isSame(Aggregate other) {
        return tree().equals(other.tree());
    }

    /** Whether it is one of the values and not computed from them. */
    boolean isValue() {
        return way == Way.ALONE && terms.get(0).formula.isValue();
    }

    /** The only formula, if there is one. */
    boolean isOnly(Formula formula) {
        return way == Way.ALONE && terms.get(0).formula == formula;
    }

    List<Term> terms() {
        return terms;
    }

    /** The fields of events that it looks at. */
    List<FieldRead> reads() {
        List<FieldRead> reads = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            EventCondition events = terms.get(i).events;
            reads.addAll(events.reads());
            if (terms.get(i).formula.field().equals("path")) {
                reads.add(events.read(terms.get(i).at));
            }
            if (!same.isEmpty()) {
                reads.add(events.read(same.get(i)));
            }
        }
        return reads;
    }

    List<Reach> reaches() {
        return terms.stream()
                .map(term -> term.reach(same.isEmpty() ? term.total() : Reach.Total.NONE))
                .toList();
    }

    List<String> same() {
        return same;
    }

    Measure measure() {
        return new Measure(way, terms.stream().map(Term::series).toList());
    }

    String kind() {
        return way == Way.ALONE ? terms.get(0).kind() : way.name().toLowerCase(Locale.ROOT);
    }

    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (way == Way.ALONE) {
            fields.putAll(terms.get(0).tree());
        } else {
            fields.put("kind", kind());
            fields.put("of", terms.stream().map(Term::tree).toList());
        }
        if (!same.isEmpty()) {
            fields.put("same", same);
        }
        return Properties.of(fields).asMap();
    }

    String describe() {
        String with = same.isEmpty() ? "" : " of the same " + same.get(0);
        String first = terms.get(0).describe();
        return way == Way.ALONE
                ? first + with
                : kind() + " of " + first + " and " + terms.get(1).describe() + with;
    }

    /** What is computed, without over which events. */
    String subject() {
        Term first = terms.get(0);
        if (way != Way.ALONE) {
            return kind() + " of the " + first.subject() + " and the "
                    + terms.get(1).subject();
        }
        return first.subject();
    }

    /** What is computed, not over which values. */
    @Override
    public String toString() {
        return kind();
    }

    /** An aggregate compared with a value. */
    static final class Compared extends Condition {

        private final Aggregate aggregate;
        private final Limit limit;

        Compared(Aggregate aggregate, Limit limit) {
            this.aggregate = aggregate;
            this.limit = limit;
        }

        Aggregate aggregate() {
            return aggregate;
        }

        /** Whether no value of the same aggregate satisfies both. */
        boolean excludes(Compared other) {
            boolean one = aggregate.same().isEmpty() && aggregate.isSame(other.aggregate);
            return one && isLower() && other.isUpper() && !meets(other);
        }

        private boolean isLower() {
            return limit.comparison() == Comparison.AT_LEAST || limit.comparison() == Comparison.MORE_THAN;
        }

        private boolean isUpper() {
            return limit.comparison() == Comparison.AT_MOST || limit.comparison() == Comparison.LESS_THAN;
        }

        private boolean meets(Compared upper) {
            int compared = limit.number().compareTo(upper.limit.number());
            boolean closed =
                    limit.comparison() == Comparison.AT_LEAST && upper.limit.comparison() == Comparison.AT_MOST;
            return compared < 0 || compared == 0 && closed;
        }

        /** Whether a number of this or more can satisfy it. */
        boolean mayBeAtLeast(BigDecimal number) {
            return switch (limit.comparison()) {
                case AT_MOST -> limit.number().compareTo(number) >= 0;
                case LESS_THAN -> limit.number().compareTo(number) > 0;
                case IS ->
                    limit.values().stream()
                            .anyMatch(each -> each instanceof BigDecimal value && value.compareTo(number) >= 0);
                default -> true;
            };
        }

        @Override
        List<FieldRead> reads() {
            return aggregate.reads();
        }

        @Override
        List<Reach> reaches() {
            return aggregate.reaches();
        }

        @Override
        public String kind() {
            return aggregate.kind();
        }

        @Override
        Map<String, Object> tree() {
            Map<String, Object> fields = new LinkedHashMap<>(aggregate.tree());
            fields.put(comparison(), limit.comparison() == Comparison.IS ? limit.values() : limit.number());
            return Properties.of(fields).asMap();
        }

        private String comparison() {
            return limit.comparison().key();
        }

        @Override
        public String describe() {
            String values = limit.values().stream().map(Values::word).collect(Collectors.joining(" or "));
            return aggregate.describe() + " " + comparison().replace('_', ' ') + " " + values;
        }

        @Override
        Node compile(Scope scope) {
            return scope.leaf(new AggregateLeaf(aggregate.measure(), limit, aggregate.same()));
        }
    }
}
