package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sum, average, least, greatest, number of distinct values or of events over a window, compared with a value. */
public final class AggregateLeaf extends Leaf {

    /** What is computed. */
    public enum Function {
        /** The exact sum. */
        SUM,
        /** The sum by the number of values. */
        AVERAGE,
        /** The least value. */
        MIN,
        /** The greatest value. */
        MAX,
        /** How many different values. */
        DISTINCT,
        /** How many events. */
        COUNT
    }

    /**
     * What the aggregate is compared with.
     *
     * @param comparison how
     * @param value with what
     */
    public record Limit(Comparison comparison, BigDecimal value) {}

    private final EventTest test;
    private final String path;
    private final Function function;
    private final Limit limit;
    private final Extent extent;

    /** Of the values at a path of the events meant. */
    public AggregateLeaf(EventTest test, String path, Function function, Limit limit, Extent extent) {
        super(List.of("aggregate", test, path, function, limit, extent));
        this.test = test;
        this.path = path;
        this.function = function;
        this.limit = limit;
        this.extent = extent;
    }

    /** A value and when it came. */
    private record Entry(long time, Object value) {}

    /** The values within the window and what they amount to. */
    private static final class Total extends Cell {
        private final ArrayDeque<Entry> young = new ArrayDeque<>(1);
        private final ArrayDeque<Entry> entries = new ArrayDeque<>(1);
        private final Map<Object, Integer> distinct = new HashMap<>(1);
        private BigDecimal sum = BigDecimal.ZERO;
        private @Nullable BigDecimal extreme;
        private long count;

        private Total(Leaf leaf) {
            super(leaf);
        }
    }

    @Override
    List<EventTest> tests() {
        return List.of(test);
    }

    @Override
    long[] durations() {
        return extent.durations();
    }

    @Override
    Cell cell() {
        return new Total(this);
    }

    @Override
    boolean starts(int roles) {
        return true;
    }

    @Override
    void on(Cell cell, Properties event, long time, int roles) {
        Total total = (Total) cell;
        if (function == Function.COUNT) {
            take(total, new Entry(time, true));
        } else {
            for (Object value : Values.at(event, path)) {
                Object counted = function == Function.DISTINCT ? Values.key(value) : Values.number(value);
                if (counted != null) {
                    take(total, new Entry(time, counted));
                }
            }
        }
        settle(total, time);
    }

    private void take(Total total, Entry entry) {
        if (extent.delay() > 0) {
            total.young.addLast(entry);
        } else {
            count(total, entry);
        }
    }

    private void count(Total total, Entry entry) {
        add(total, entry.value);
        if (extent.window() != Times.NEVER) {
            total.entries.addLast(entry);
        }
    }

    private void add(Total total, Object value) {
        total.count++;
        switch (function) {
            case SUM, AVERAGE -> total.sum = total.sum.add((BigDecimal) value);
            case MIN, MAX -> total.extreme = further(total.extreme, (BigDecimal) value);
            case DISTINCT -> total.distinct.merge(value, 1, Integer::sum);
            case COUNT -> {}
        }
    }

    private BigDecimal further(@Nullable BigDecimal extreme, BigDecimal value) {
        if (extreme == null) {
            return value;
        }
        return function == Function.MIN ? extreme.min(value) : extreme.max(value);
    }

    private void remove(Total total, Object value) {
        total.count--;
        switch (function) {
            case SUM, AVERAGE -> total.sum = total.sum.subtract((BigDecimal) value);
            case MIN, MAX -> {
                if (total.extreme != null && ((BigDecimal) value).compareTo(total.extreme) == 0) {
                    total.extreme = null;
                    total.entries.forEach(e -> total.extreme = further(total.extreme, (BigDecimal) e.value));
                }
            }
            case DISTINCT -> total.distinct.computeIfPresent(value, (v, n) -> n == 1 ? null : n - 1);
            case COUNT -> {}
        }
    }

    @Override
    void save(Cell cell, Packer out) {
        Total total = (Total) cell;
        out.number(total.count);
        if (extent.delay() > 0) {
            save(total.young, out);
        }
        save(total.entries, out);
        out.number(total.distinct.size());
        total.distinct.forEach((value, times) -> out.value(value).number(times));
        out.value(total.sum).flag(total.extreme != null);
        if (total.extreme != null) {
            out.value(total.extreme);
        }
    }

    private static void save(ArrayDeque<Entry> entries, Packer out) {
        out.number(entries.size());
        entries.forEach(entry -> out.number(entry.time).value(entry.value));
    }

    private static void load(ArrayDeque<Entry> entries, Unpacker in) {
        for (int i = in.count(); i > 0; i--) {
            entries.addLast(new Entry(in.number(), in.value()));
        }
    }

    @Override
    void load(Cell cell, Unpacker in) {
        Total total = (Total) cell;
        total.count = in.number();
        if (extent.delay() > 0) {
            load(total.young, in);
        }
        load(total.entries, in);
        for (int i = in.count(); i > 0; i--) {
            total.distinct.put(in.value(), in.number(1, Integer.MAX_VALUE));
        }
        total.sum = (BigDecimal) in.value();
        total.extreme = in.flag() ? (BigDecimal) in.value() : null;
    }

    @Override
    void settle(Cell cell, long time) {
        Total total = (Total) cell;
        while (!total.young.isEmpty() && extent.begins(total.young.getFirst().time) <= time) {
            count(total, total.young.removeFirst());
        }
        while (!total.entries.isEmpty() && extent.ends(total.entries.getFirst().time) <= time) {
            remove(total, total.entries.removeFirst().value);
        }
        total.holds = total.count > 0 && limit.comparison.accepts(compared(total));
        long ends = total.entries.isEmpty() ? Times.NEVER : extent.ends(total.entries.getFirst().time);
        long begins = total.young.isEmpty() ? Times.NEVER : extent.begins(total.young.getFirst().time);
        total.due = Math.min(begins, ends);
    }

    private int compared(Total total) {
        return switch (function) {
            case SUM -> total.sum.compareTo(limit.value);
            case AVERAGE -> total.sum.compareTo(limit.value.multiply(BigDecimal.valueOf(total.count)));
            case MIN, MAX -> total.extreme == null ? 0 : total.extreme.compareTo(limit.value);
            case DISTINCT -> BigDecimal.valueOf(total.distinct.size()).compareTo(limit.value);
            case COUNT -> BigDecimal.valueOf(total.count).compareTo(limit.value);
        };
    }
}
