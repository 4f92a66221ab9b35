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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        private final List<Total> totals = new ArrayList<>(1);
        private boolean holds;
        private long due = Times.NEVER;

        private Shared(Measure measure) {
            measure.series().forEach(series -> totals.add(new Total(series)));
        }
    }

    /** Totals by shared value. */
    private static final class ByValue extends Cell {
        private final Map<Object, Shared> all = new HashMap<>(1);
        private int holding;

        private ByValue(Leaf leaf) {
            super(leaf);
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
                Shared shared = mine.all.computeIfAbsent(key, k -> new Shared(measure));
                shared.totals.get(role).on(event, time);
            }
        }
        for (int role = 0; role < measure.series().size(); role++) {
            keys(event, roles, role).forEach(key -> settle(mine, key, time));
        }
        mine.holds = mine.holding > 0;
    }

    private Set<Object> keys(Properties event, int roles, int role) {
        if (!has(roles, role)) {
            return Set.of();
        }
        return same.isEmpty() ? ANY : Values.keys(event, same.get(role));
    }

    private void settle(ByValue cell, Object key, long time) {
        Shared shared = cell.all.get(key);
        if (shared != null) {
            settle(cell, shared, time);
            cell.due = same.isEmpty() ? shared.due : Math.min(cell.due, shared.due);
            if (shared.totals.stream().allMatch(Total::isNothing)) {
                cell.all.remove(key);
            }
        }
    }

    private void settle(ByValue cell, Shared shared, long time) {
        boolean before = shared.holds;
        shared.due = Times.NEVER;
        for (Total total : shared.totals) {
            total.settle(time);
            shared.due = Math.min(shared.due, total.due());
        }
        shared.holds = measure.satisfies(limit, shared.totals);
        cell.holding += (shared.holds ? 1 : 0) - (before ? 1 : 0);
    }

    @Override
    void settle(Cell cell, long time) {
        ByValue mine = (ByValue) cell;
        mine.due = Times.NEVER;
        for (Shared shared : mine.all.values()) {
            if (shared.due <= time) {
                settle(mine, shared, time);
            }
            mine.due = Math.min(mine.due, shared.due);
        }
        mine.all.values().removeIf(shared -> shared.totals.stream().allMatch(Total::isNothing));
        mine.holds = mine.holding > 0;
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
            Shared shared = new Shared(measure);
            shared.holds = in.flag();
            shared.due = in.number();
            shared.totals.forEach(total -> total.load(in));
            mine.all.put(key, shared);
            mine.holding += shared.holds ? 1 : 0;
        }
    }
}
