package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.measure.Limit;
import io.clientele.segment.internal.measure.Measure;
import io.clientele.segment.internal.measure.Series;
import io.clientele.segment.internal.measure.Total;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Times;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An aggregate over a window, or two set against each other, compared with a value; over all events or those of one value. */
public final class AggregateLeaf extends Leaf {

    private static final Set<Object> ANY = Set.of("");

    private final Measure measure;
    private final Limit limit;
    private final List<String> same;

    /**
     * A leaf.
     *
     * @param same where the events of each series carry the value that they must share; empty if they need not
     */
    public AggregateLeaf(Measure measure, Limit limit, List<String> same) {
        super(List.of("aggregate", measure, limit, same));
        this.measure = measure;
        this.limit = limit;
        this.same = List.copyOf(same);
    }

    /** The totals over the events that share a value. */
    private static final class Shared {
        private static final Comparator<Shared> NEXT =
                Comparator.comparingLong((Shared shared) -> shared.due).thenComparingLong(shared -> shared.number);

        private final Object key;
        private final long number;
        private final List<Total> totals = new ArrayList<>(1);
        private boolean holds;
        private long due = Times.NEVER;

        private Shared(Object key, long number, Measure measure) {
            this.key = key;
            this.number = number;
            measure.series().forEach(series -> totals.add(new Total(series)));
        }

        private boolean isNothing() {
            return totals.stream().allMatch(Total::isNothing);
        }
    }

    /** Totals by shared value. */
    private static final class ByValue extends Cell {
        private final Map<Object, Shared> all = new HashMap<>(1);
        /** Those that change by time alone, the next first. */
        private final TreeSet<Shared> waiting = new TreeSet<>(Shared.NEXT);

        private int holding;
        private long made;

        private ByValue(Leaf leaf) {
            super(leaf);
        }

        private Shared make(Object key, Measure measure) {
            return new Shared(key, made++, measure);
        }

        /** Takes out those that change until an instant. */
        private List<Shared> takeDue(long time) {
            List<Shared> taken = new ArrayList<>();
            while (!waiting.isEmpty() && waiting.first().due <= time) {
                taken.add(waiting.first());
                waiting.pollFirst();
            }
            return taken;
        }

        private void await(Shared shared) {
            if (shared.due != Times.NEVER) {
                waiting.add(shared);
            }
        }

        private void conclude() {
            due = waiting.isEmpty() ? Times.NEVER : waiting.first().due;
            holds = holding > 0;
        }
    }

    @Override
    List<EventTest> tests() {
        return measure.series().stream().map(Series::test).toList();
    }

    @Override
    long[] durations() {
        return measure.series().get(0).span().extent().durations();
    }

    @Override
    Cell cell() {
        return new ByValue(this);
    }

    @Override
    void on(Cell cell, Properties event, long time, int roles) {
        ByValue mine = (ByValue) cell;
        for (int role = 0; role < measure.series().size(); role++) {
            for (Object key : keys(event, roles, role)) {
                Shared shared = mine.all.computeIfAbsent(key, k -> mine.make(k, measure));
                shared.totals.get(role).on(event, time);
            }
        }
        for (int role = 0; role < measure.series().size(); role++) {
            for (Object key : keys(event, roles, role)) {
                Shared shared = mine.all.get(key);
                if (shared != null) {
                    mine.waiting.remove(shared);
                    settle(mine, shared, time);
                }
            }
        }
        mine.conclude();
    }

    private Set<Object> keys(Properties event, int roles, int role) {
        if (!has(roles, role)) {
            return Set.of();
        }
        return same.isEmpty() ? ANY : Values.keys(event, same.get(role));
    }

    /** Moves the time of a value that does not wait, which then waits again or is forgotten. */
    private void settle(ByValue cell, Shared shared, long time) {
        boolean before = shared.holds;
        shared.due = Times.NEVER;
        for (Total total : shared.totals) {
            total.settle(time);
            shared.due = Math.min(shared.due, total.due());
        }
        shared.holds = measure.satisfies(limit, shared.totals);
        cell.holding += (shared.holds ? 1 : 0) - (before ? 1 : 0);
        cell.await(shared);
        if (shared.isNothing()) {
            cell.all.remove(shared.key);
        }
    }

    @Override
    void settle(Cell cell, long time) {
        ByValue mine = (ByValue) cell;
        mine.takeDue(time).forEach(shared -> settle(mine, shared, time));
        mine.conclude();
    }

    @Override
    void save(Cell cell, Packer out) {
        ByValue mine = (ByValue) cell;
        out.number(mine.all.size());
        mine.all.forEach((key, shared) -> {
            out.value(key).flag(shared.holds).number(shared.due);
            shared.totals.forEach(total -> total.save(out));
        });
    }

    @Override
    void load(Cell cell, Unpacker in) {
        ByValue mine = (ByValue) cell;
        for (int i = in.count(); i > 0; i--) {
            Object key = in.value();
            Shared shared = mine.make(key, measure);
            shared.holds = in.flag();
            shared.due = in.number();
            shared.totals.forEach(total -> total.load(in));
            mine.all.put(key, shared);
            mine.await(shared);
            mine.holding += shared.holds ? 1 : 0;
        }
    }
}
