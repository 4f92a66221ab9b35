package io.clientele.segment.internal.measure;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Times;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of one series that count, and what they amount to. Each value comes and goes once. */
public final class Total {

    private static final Comparator<Map.Entry<Object, Integer>> BY_FREQUENCY = Comparator.comparing(
                    (Map.Entry<Object, Integer> entry) -> entry.getValue())
            .thenComparing(entry -> entry.getKey().toString());

    private final Series series;
    private final ArrayDeque<Entry> young = new ArrayDeque<>(1);
    private final ArrayDeque<Entry> entries = new ArrayDeque<>(1);
    private final Map<Object, Integer> distinct = new HashMap<>(1);
    private BigDecimal sum = BigDecimal.ZERO;
    private long count;
    private long events;
    private long before = Times.ALWAYS;

    /** Of nothing. */
    public Total(Series series) {
        this.series = series;
    }

    /** A value, when it came and with which event. */
    private record Entry(long time, long event, Object value) {}

    /** Takes an event in. */
    public void on(Properties event, long time) {
        events++;
        for (Object value : isGap() ? gapBefore(time) : series.values(event, time)) {
            Entry entry = new Entry(time, events, value);
            if (series.span().extent().delay() > 0) {
                young.addLast(entry);
            } else {
                count(entry);
            }
        }
    }

    private boolean isGap() {
        return series.formula() == Formula.LONGEST_GAP;
    }

    /** How many seconds ago the event before was; nothing for the first. */
    private List<Object> gapBefore(long time) {
        long last = before;
        before = time;
        return last == Times.ALWAYS
                ? List.of()
                : List.of(BigDecimal.valueOf(time - last).movePointLeft(9));
    }

    private void count(Entry entry) {
        switch (series.formula()) {
            case MIN, MAX, LONGEST_GAP -> extreme(entry);
            case LAST, LAST_TIME -> {
                entries.clear();
                entries.addLast(entry);
            }
            case FIRST -> keep(entry, entries.isEmpty());
            case AVERAGE_GAP -> {
                add(entry.value, 1);
                if (series.span().isForever() && entries.size() == 2) {
                    entries.removeLast();
                }
                keep(entry, true);
            }
            default -> {
                add(entry.value, 1);
                keep(entry, false);
            }
        }
    }

    private void keep(Entry entry, boolean always) {
        if (always || !series.span().isForever()) {
            entries.addLast(entry);
        }
    }

    /** Keeps what will decide once what decides now is gone: ever lesser of the greatest, ever greater of the least. */
    private void extreme(Entry entry) {
        int side = series.formula() == Formula.MIN ? -1 : 1;
        while (!entries.isEmpty() && side * compare(entries.getLast(), entry) <= 0) {
            entries.removeLast();
        }
        keep(entry, entries.isEmpty());
    }

    private static int compare(Entry a, Entry b) {
        return ((BigDecimal) a.value).compareTo((BigDecimal) b.value);
    }

    private void add(Object value, int times) {
        count += times;
        switch (series.formula()) {
            case SUM -> sum = times > 0 ? sum.add((BigDecimal) value) : sum.subtract((BigDecimal) value);
            case AVERAGE -> sum = times > 0 ? sum.add((BigDecimal) value) : sum.subtract((BigDecimal) value);
            case DISTINCT, DISTINCT_DAYS, FAVOURITE ->
                distinct.compute(Values.key(value), (each, known) -> {
                    int now = times + (known == null ? 0 : known);
                    return now == 0 ? null : now;
                });
            default -> {}
        }
    }

    /** Moves time to an instant. */
    public void settle(long now) {
        while (!young.isEmpty() && series.span().extent().begins(young.getFirst().time) <= now) {
            count(young.removeFirst());
        }
        while (!entries.isEmpty() && !series.span().isForever() && isOver(entries.getFirst(), now)) {
            Entry gone = entries.removeFirst();
            if (isAdded()) {
                add(gone.value, -1);
            }
        }
    }

    private boolean isOver(Entry entry, long now) {
        Series.Span span = series.span();
        return span.extent().ends(entry.time) <= now || span.last() > 0 && entry.event <= events - span.last();
    }

    private boolean isAdded() {
        return switch (series.formula()) {
            case MIN, MAX, FIRST, LAST, LAST_TIME, LONGEST_GAP -> false;
            default -> true;
        };
    }

    /** When it next changes by time alone. */
    public long due() {
        long begins = young.isEmpty() ? Times.NEVER : series.span().extent().begins(young.getFirst().time);
        long ends = entries.isEmpty() ? Times.NEVER : series.span().extent().ends(entries.getFirst().time);
        return Math.min(begins, ends);
    }

    /** Whether it can be forgotten: nothing counts, nor ever will. */
    public boolean isNothing() {
        return young.isEmpty() && isEmpty() && before == Times.ALWAYS;
    }

    /** Whether nothing counts. */
    public boolean isEmpty() {
        return isAdded() ? count == 0 : entries.isEmpty();
    }

    /** What it amounts to; null over nothing, or if it is no number. */
    @Nullable
    Fraction amount() {
        if (isEmpty()) {
            return null;
        }
        return switch (series.formula()) {
            case SUM -> Fraction.of(sum);
            case AVERAGE -> new Fraction(sum, BigDecimal.valueOf(count));
            case COUNT -> Fraction.of(BigDecimal.valueOf(count));
            case DISTINCT, DISTINCT_DAYS -> Fraction.of(BigDecimal.valueOf(distinct.size()));
            case AVERAGE_GAP -> gap();
            default -> number(raw());
        };
    }

    private static @Nullable Fraction number(Object value) {
        BigDecimal number = Values.number(value);
        return number == null ? null : Fraction.of(number);
    }

    /** As {@link #amount()}, but 0 over nothing where that has a meaning. */
    @Nullable
    Fraction amountOrZero() {
        return isEmpty() && series.formula().isZeroOverNothing() ? Fraction.zero() : amount();
    }

    private @Nullable Fraction gap() {
        if (count < 2) {
            return null;
        }
        BigDecimal nanos = BigDecimal.valueOf(entries.getLast().time - entries.getFirst().time);
        return new Fraction(nanos.movePointLeft(9), BigDecimal.valueOf(count - 1));
    }

    /** Of one that is a single value and not empty: the value; a time as text. */
    public Object value() {
        Object value = raw();
        return series.formula() == Formula.LAST_TIME
                ? Times.instant(((BigDecimal) value).movePointRight(9).longValueExact())
                        .toString()
                : value;
    }

    private Object raw() {
        return series.formula() == Formula.FAVOURITE
                ? Collections.max(distinct.entrySet(), BY_FREQUENCY).getKey()
                : entries.getFirst().value;
    }

    boolean isValue() {
        return series.formula().isValue();
    }

    /** Writes all of it. */
    public void save(Packer out) {
        out.number(events).number(count).value(sum);
        if (isGap()) {
            out.number(before);
        }
        save(young, out);
        save(entries, out);
        out.number(distinct.size());
        distinct.forEach((value, times) -> out.value(value).number(times));
    }

    private static void save(ArrayDeque<Entry> all, Packer out) {
        out.number(all.size());
        all.forEach(each -> out.number(each.time).number(each.event).value(each.value));
    }

    private static void load(ArrayDeque<Entry> all, Unpacker in) {
        for (int i = in.count(); i > 0; i--) {
            all.addLast(new Entry(in.number(), in.number(), in.value()));
        }
    }

    /** Reads into a fresh one what was saved. */
    public void load(Unpacker in) {
        events = in.number();
        count = in.number();
        sum = (BigDecimal) in.value();
        before = isGap() ? in.number() : before;
        load(young, in);
        load(entries, in);
        for (int i = in.count(); i > 0; i--) {
            distinct.put(in.value(), in.number(1, Integer.MAX_VALUE));
        }
    }
}
