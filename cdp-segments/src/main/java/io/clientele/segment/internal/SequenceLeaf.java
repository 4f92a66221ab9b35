package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One thing happened, then another, and so on, each within its own time after the one before. */
public final class SequenceLeaf extends Leaf {

    private static final Set<Object> ANY = Set.of("");

    private final List<EventTest> steps;
    private final List<Long> gaps;
    private final Extent extent;
    private final List<String> same;

    /**
     * A leaf.
     *
     * @param steps what happened, 2 to 32
     * @param gaps how long after the one before each may come, one less than steps
     * @param extent how long events count: all of them must
     * @param same where each carries the value that all must share; empty if they need not
     */
    public SequenceLeaf(List<EventTest> steps, List<Long> gaps, Extent extent, List<String> same) {
        super(List.of("sequence", steps, gaps, extent, same));
        this.steps = List.copyOf(steps);
        this.gaps = List.copyOf(gaps);
        this.extent = extent;
        this.same = List.copyOf(same);
    }

    /** A beginning of the sequence: when its first and its latest event were. */
    private record Begun(long start, long end) {}

    /** The beginnings by shared value and step, the latest start of a whole sequence, and whole ones whose last event does not count yet. */
    private static final class Chains extends Cell {
        private final Map<Object, List<ArrayDeque<Begun>>> byKey = new HashMap<>();
        private final ArrayDeque<Begun> young = new ArrayDeque<>(1);
        private long whole = Times.ALWAYS;

        private Chains(Leaf leaf) {
            super(leaf);
        }
    }

    @Override
    List<EventTest> tests() {
        return steps;
    }

    @Override
    long[] durations() {
        return extent.durations();
    }

    @Override
    Cell cell() {
        return new Chains(this);
    }

    @Override
    boolean starts(int roles) {
        return has(roles, 0);
    }

    @Override
    void on(Cell cell, Properties event, long time, int roles) {
        Chains chains = (Chains) cell;
        if (extent.isForever() && chains.holds) {
            return;
        }
        for (int step = steps.size() - 1; step >= 0; step--) {
            if (has(roles, step)) {
                for (Object key : same.isEmpty() ? ANY : Values.keys(event, same.get(step))) {
                    on(chains, key, step, time);
                }
            }
        }
        settle(chains, time);
    }

    private void on(Chains cell, Object key, int step, long time) {
        if (step == 0) {
            put(cell.byKey.computeIfAbsent(key, k -> empty()), 0, new Begun(time, time));
            return;
        }
        List<ArrayDeque<Begun>> begun = cell.byKey.get(key);
        if (begun == null) {
            return;
        }
        ArrayDeque<Begun> before = begun.get(step - 1);
        while (!before.isEmpty() && Times.plus(before.getFirst().end, gaps.get(step - 1)) < time) {
            before.removeFirst();
        }
        if (!before.isEmpty()) {
            reach(cell, begun, step, new Begun(before.getFirst().start, time));
        }
    }

    private void reach(Chains cell, List<ArrayDeque<Begun>> begun, int step, Begun chain) {
        if (step == steps.size() - 1) {
            finish(cell, chain);
        } else {
            put(begun, step, chain);
        }
    }

    /** Of whole sequences that do not count yet, an earlier start with a later end never decides. */
    private void finish(Chains cell, Begun whole) {
        if (extent.delay() == 0) {
            cell.whole = Math.max(cell.whole, whole.start);
        } else if (cell.young.isEmpty() || cell.young.getLast().start < whole.start) {
            cell.young.addLast(whole);
        }
    }

    /** Keeps, for each step, beginnings of ever later end and ever earlier start: others never decide. */
    private void put(List<ArrayDeque<Begun>> begun, int step, Begun chain) {
        ArrayDeque<Begun> known = begun.get(step);
        while (!known.isEmpty() && known.getLast().start <= chain.start) {
            known.removeLast();
        }
        if (known.isEmpty() || gaps.get(step) != Times.NEVER) {
            known.addLast(chain);
        }
    }

    private List<ArrayDeque<Begun>> empty() {
        List<ArrayDeque<Begun>> none = new ArrayList<>();
        for (int i = 0; i < gaps.size(); i++) {
            none.add(new ArrayDeque<>(1));
        }
        return none;
    }

    @Override
    void save(Cell cell, Packer out) {
        Chains chains = (Chains) cell;
        out.number(chains.whole);
        if (extent.delay() > 0) {
            save(chains.young, out);
        }
        out.number(chains.byKey.size());
        chains.byKey.forEach((key, begun) -> {
            out.value(key);
            begun.forEach(step -> save(step, out));
        });
    }

    private static void save(ArrayDeque<Begun> all, Packer out) {
        out.number(all.size());
        all.forEach(each -> out.number(each.start).number(each.end));
    }

    private static void load(ArrayDeque<Begun> all, Unpacker in) {
        for (int i = in.count(); i > 0; i--) {
            all.addLast(new Begun(in.number(), in.number()));
        }
    }

    @Override
    void load(Cell cell, Unpacker in) {
        Chains chains = (Chains) cell;
        chains.whole = in.number();
        if (extent.delay() > 0) {
            load(chains.young, in);
        }
        for (int i = in.count(); i > 0; i--) {
            List<ArrayDeque<Begun>> begun = empty();
            chains.byKey.put(in.value(), begun);
            begun.forEach(step -> load(step, in));
        }
    }

    @Override
    void settle(Cell cell, long time) {
        Chains chains = (Chains) cell;
        while (!chains.young.isEmpty() && extent.begins(chains.young.getFirst().end) <= time) {
            chains.whole = Math.max(chains.whole, chains.young.removeFirst().start);
        }
        long end = chains.whole == Times.ALWAYS ? Times.ALWAYS : extent.ends(chains.whole);
        chains.holds = end > time;
        long begins = chains.young.isEmpty() ? Times.NEVER : extent.begins(chains.young.getFirst().end);
        chains.due = Math.min(begins, chains.holds ? end : Times.NEVER);
        if (extent.isForever() && chains.holds) {
            chains.byKey.clear();
        }
    }
}
