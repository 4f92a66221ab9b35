package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.AggregateLeaf;
import io.clientele.segment.internal.CountLeaf;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.PropertyTest;
import io.clientele.segment.internal.measure.Formula;
import io.clientele.segment.internal.measure.Limit;
import io.clientele.segment.internal.measure.Measure;
import io.clientele.segment.internal.measure.Measure.Way;
import io.clientele.segment.internal.measure.Series;
import io.clientele.segment.internal.measure.Window;
import io.clientele.segment.internal.timer.Days;
import io.clientele.segment.internal.word.Reach;
import io.clientele.segment.internal.word.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often something happened, and the start of what may be said about it: {@code did(TYPE)}. At least once, ever, unless
 * said otherwise. Immutable: each method gives another value.
 */
public final class EventCondition extends Condition {

    /** The property that says in which currency an event's amounts are. */
    static final String CURRENCY = "currency";

    private static final int MOST_DAYS = 10_000;
    private static final int MOST_LAST = 1_000_000;

    private final Pattern pattern;
    private final Window window;
    private final Count count;
    private final boolean latest;
    private final String same;

    /**
     * Which events.
     *
     * @param type of which type
     * @param where with which properties
     */
    private record Pattern(EventType type, List<PropertyTest> where) {}

    /**
     * How many.
     *
     * @param kind which bound
     * @param times the bound
     */
    private record Count(String kind, int times) {
        private static final Count ONCE = new Count("at_least", 1);
    }

    private EventCondition(Pattern pattern, Window window, Count count, boolean latest) {
        this(pattern, window, count, latest, "");
    }

    private EventCondition(Pattern pattern, Window window, Count count, boolean latest, String same) {
        this.pattern = pattern;
        this.window = window;
        this.count = count;
        this.latest = latest;
        this.same = same;
    }

    private EventCondition in(Window other) {
        return new EventCondition(pattern, other, count, latest, same);
    }

    static EventCondition of(EventType type, boolean latest) {
        return new EventCondition(new Pattern(type, List.of()), Window.ever(), Count.ONCE, latest);
    }

    /**
     * Only events whose property satisfies this; said repeatedly, all of them.
     *
     * @param path a property's name, or a chain of names joined by dots; {@code products[*].id} reaches into each element
     * @param match what it must be like
     */
    public EventCondition where(String path, Match match) {
        Values.require(!path.isBlank(), "path must not be blank");
        return with(match.at(path));
    }

    EventCondition with(PropertyTest test) {
        List<PropertyTest> more = new ArrayList<>(pattern.where);
        more.add(test);
        return new EventCondition(new Pattern(pattern.type, List.copyOf(more)), window, count, latest, same);
    }

    /** The same events in whatever currency; itself if it asks for none. */
    EventCondition inAnyCurrency() {
        List<PropertyTest> rest = pattern.where.stream()
                .filter(test -> !test.path().equals(CURRENCY))
                .toList();
        return new EventCondition(new Pattern(pattern.type, rest), window, count, latest, same);
    }

    /** Only events less than so long ago. */
    public EventCondition within(Duration duration) {
        Values.require(!duration.isNegative() && !duration.isZero(), "within must be longer than nothing");
        return in(Window.within(duration));
    }

    /**
     * Only events that lie so long ago or longer, but less than so long.
     *
     * @param least how long ago at least; an event exactly so old is in
     * @param most how long ago at most; an event exactly so old is out
     * @throws IllegalArgumentException if there is nothing between them, or of {@link Conditions#lastDid}: the latest event is
     *     the latest up to now
     */
    public EventCondition between(Duration least, Duration most) {
        Values.require(!latest, "lastDid goes up to now; say did, or within");
        Values.require(
                !least.isNegative() && least.compareTo(most) < 0, "between goes from a shorter time ago to a longer");
        return in(Window.between(least, most));
    }

    /** Only events at or after an instant. */
    public EventCondition since(Instant instant) {
        return in(Window.since(instant));
    }

    /** Only events of the present day in a time zone. */
    public EventCondition today(ZoneId zone) {
        return lastDays(1, zone);
    }

    /** Only events of the present week in a time zone; weeks begin on Monday. */
    public EventCondition thisWeek(ZoneId zone) {
        return in(new Days(Days.Unit.WEEK, 1, zone));
    }

    /** Only events of the present month in a time zone. */
    public EventCondition thisMonth(ZoneId zone) {
        return in(new Days(Days.Unit.MONTH, 1, zone));
    }

    /** Only events of so many latest days in a time zone, today's included. A day need not have 24 hours. */
    public EventCondition lastDays(int days, ZoneId zone) {
        return in(new Days(Days.Unit.DAY, days, zone));
    }

    EventCondition in(Days days) {
        Values.require(days.count() >= 1 && days.count() <= MOST_DAYS, "days must be 1 to " + MOST_DAYS);
        return in(Window.days(days));
    }

    /**
     * Only so many of the latest events of the type and with the properties.
     *
     * @throws IllegalArgumentException if it is none or more than a million, or of {@link Conditions#lastDid}
     */
    public EventCondition last(int events) {
        Values.require(!latest, "lastDid is the last one already; say did");
        Values.require(events >= 1 && events <= MOST_LAST, "last must be 1 to " + MOST_LAST);
        return in(Window.last(events));
    }

    /**
     * Counted over the events that carry one and the same value at this path, and true if the count is so for some value that
     * an event which counts carries; a list path carries each of its elements.
     */
    public EventCondition same(String path) {
        Values.require(!latest, "lastDid is not counted; say did");
        Values.require(!path.isBlank(), "path must not be blank");
        return new EventCondition(pattern, window, count, false, path);
    }

    /** At least so often. */
    public EventCondition atLeast(int times) {
        return counted("at_least", times);
    }

    /** At most so often, never included. */
    public EventCondition atMost(int times) {
        return counted("at_most", times);
    }

    /** Exactly so often. */
    public EventCondition exactly(int times) {
        return counted("exactly", times);
    }

    EventCondition counted(String kind, int times) {
        Values.require(times >= 0 && times < Integer.MAX_VALUE, "times must not be negative");
        Values.require(!latest, "lastDid is not counted; say did");
        return new EventCondition(pattern, window, new Count(kind, times), false, same);
    }

    /** This happened, and since then that did not. */
    public AbsenceCondition andThenNot(EventType answer) {
        return andThenNot(of(answer, false));
    }

    /**
     * This happened, and since then that did not.
     *
     * @param answer type and properties only: no window, no count
     */
    public AbsenceCondition andThenNot(EventCondition answer) {
        requireUncounted("before andThenNot");
        answer.requirePlain("in andThenNot");
        requireShared("before andThenNot");
        return new AbsenceCondition(this, answer, Duration.ZERO, List.of());
    }

    /** This happened, and later that. */
    public SequenceCondition then(EventType next) {
        return then(of(next, false));
    }

    /**
     * This happened, and later that.
     *
     * @param next type and properties only: no window, no count
     */
    public SequenceCondition then(EventCondition next) {
        return SequenceCondition.of(this, next);
    }

    /** Refuses what has no meaning before {@code then}. */
    void requireFirst() {
        requireUncounted("before then");
        Values.require(!latest, "lastDid goes with andThenNot; say did");
        requireShared("before then");
        Values.require(window.last() == 0, "last has no meaning before then");
    }

    void requireUncounted(String where) {
        Values.require(count.equals(Count.ONCE), "a count has no meaning " + where);
    }

    private void requireShared(String where) {
        Values.require(same.isEmpty(), "same comes at the end, and not " + where);
    }

    void requirePlain(String where) {
        requireUncounted(where);
        requireShared(where);
        Values.require(!latest && window.equals(Window.ever()), "a window or lastDid has no meaning " + where);
    }

    Window window() {
        return window;
    }

    boolean isLastDid() {
        return latest;
    }

    /** How many of the latest events count, 0 for all. */
    int latest() {
        return latest ? 1 : window.last();
    }

    String same() {
        return same;
    }

    int times() {
        return count.times;
    }

    /** How often at least. */
    int least() {
        return count.kind.equals("at_most") ? 0 : count.times;
    }

    /** How often at most; the greatest number if there is no limit. */
    int most() {
        return count.kind.equals("at_least") ? Integer.MAX_VALUE : count.times;
    }

    EventType type() {
        return pattern.type;
    }

    EventTest test() {
        return new EventTest(pattern.type.name(), pattern.where, window.start());
    }

    @Override
    public String kind() {
        return latest ? "last_did" : "did";
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put("event", pattern.type.name());
        if (!pattern.where.isEmpty()) {
            fields.put("where", pattern.where.stream().map(Values::properties).toList());
        }
        window.into(fields);
        if (!count.equals(Count.ONCE)) {
            fields.put(count.kind, count.times);
        }
        if (!same.isEmpty()) {
            fields.put("same", same);
        }
        return Properties.of(fields).asMap();
    }

    @Override
    List<FieldRead> reads() {
        List<FieldRead> reads =
                new ArrayList<>(pattern.where.stream().map(this::read).toList());
        if (!same.isEmpty()) {
            reads.add(read(same));
        }
        return reads;
    }

    @Override
    List<Reach> reaches() {
        return List.of(reach(same.isEmpty() ? Reach.Total.COUNT : Reach.Total.NONE));
    }

    /** How far back it looks for something that is asked of these events. */
    Reach reach(Reach.Total total) {
        boolean every =
                window.equals(Window.ever()) && inAnyCurrency().pattern.where.isEmpty();
        return new Reach(pattern.type, window.reach(), every ? total : Reach.Total.NONE);
    }

    private FieldRead read(PropertyTest test) {
        boolean compared = test.op() == PropertyTest.Op.IS && test.manner().equals(PropertyTest.Manner.PLAIN);
        List<String> values =
                compared ? test.operands().stream().map(Values::word).toList() : List.of();
        return new FieldRead(pattern.type, test.path(), values);
    }

    /** A field of these events, of which every value matters. */
    FieldRead read(String path) {
        return new FieldRead(pattern.type, path, List.of());
    }

    @Override
    public String describe() {
        boolean never = count.times == 0 && !count.kind.equals("at_least") && same.isEmpty();
        String often = count.equals(Count.ONCE) || never
                ? ""
                : " " + count.kind.replace('_', ' ') + " " + count.times + (count.times == 1 ? " time" : " times");
        String with = same.isEmpty() ? "" : " of the same " + same;
        return (latest ? "last did " : never ? "did not " : "did ") + subject() + window.describe() + often + with;
    }

    String subject() {
        String where = pattern.where.stream().map(Values::words).collect(Collectors.joining(" and "));
        return pattern.type.name() + (where.isEmpty() ? "" : " where " + where);
    }

    @Override
    Node compile(Scope scope) {
        if (!same.isEmpty()) {
            return scope.leaf(counted(limit(), List.of(same)));
        }
        return switch (count.kind) {
            case "at_least" -> least(scope, count.times);
            case "at_most" -> new Node.Not(least(scope, count.times + 1));
            default -> new Node.All(List.of(least(scope, count.times), new Node.Not(least(scope, count.times + 1))));
        };
    }

    private Limit limit() {
        Comparison comparison = count.kind.equals("exactly")
                ? Comparison.IS
                : Comparison.named(count.kind).orElseThrow();
        return Limit.of(comparison, BigDecimal.valueOf(count.times));
    }

    private AggregateLeaf counted(Limit limit, List<String> shared) {
        Series series = new Series(test(), Formula.COUNT, "", window.span());
        return new AggregateLeaf(new Measure(Way.ALONE, List.of(series)), limit, shared);
    }

    private Node least(Scope scope, int times) {
        if (times == 0) {
            return Node.always();
        }
        if (window.last() > 0 && times > window.last()) {
            return new Node.Not(Node.always());
        }
        return window.isLate()
                ? scope.leaf(counted(Limit.of(Comparison.AT_LEAST, BigDecimal.valueOf(times)), List.of()))
                : scope.leaf(new CountLeaf(test(), window.extent(), times));
    }
}
