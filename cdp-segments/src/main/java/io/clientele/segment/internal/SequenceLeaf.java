package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
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
    private final long window;
    private final List<String> same;

    /**
     * A leaf.
     *
     * @param steps what happened, 2 to 32
     * @param gaps how long after the one before each may come, one less than steps
     * @param window how long the first counts
     * @param same where each carries the value that all must share; empty if they need not
     */
    public SequenceLeaf(List<EventTest> steps, List<Long> gaps, long window, List<String> same) {
        super(List.of("sequence", steps, gaps, window, same));
        this.steps = List.copyOf(steps);
        this.gaps = List.copyOf(gaps);
        this.window = window;
        this.same = List.copyOf(same);
    }

    /** A beginning of the sequence: when its first and its latest event were. */
    private record Begun(long start, long end) {}

    /** The beginnings by shared value and step, and the latest start of a whole sequence. */
    private static final class Chains extends Cell {
        private final Map<Object, List<ArrayDeque<Begun>>> byKey = new HashMap<>();
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
        return new long[] {window};
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
        if (window == Times.NEVER && chains.holds) {
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
            cell.whole = Math.max(cell.whole, chain.start);
        } else {
            put(begun, step, chain);
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
        out.number(chains.whole).number(chains.byKey.size());
        chains.byKey.forEach((key, begun) -> {
            out.value(key);
            for (ArrayDeque<Begun> step : begun) {
                out.number(step.size());
                step.forEach(each -> out.number(each.start).number(each.end));
            }
        });
    }

    @Override
    void load(Cell cell, Unpacker in) {
        Chains chains = (Chains) cell;
        chains.whole = in.number();
        for (int i = in.count(); i > 0; i--) {
            List<ArrayDeque<Begun>> begun = empty();
            chains.byKey.put(in.value(), begun);
            for (ArrayDeque<Begun> step : begun) {
                for (int k = in.count(); k > 0; k--) {
                    step.addLast(new Begun(in.number(), in.number()));
                }
            }
        }
    }

    @Override
    void settle(Cell cell, long time) {
        Chains chains = (Chains) cell;
        long end = chains.whole == Times.ALWAYS ? Times.ALWAYS : Times.plus(chains.whole, window);
        chains.holds = end > time;
        chains.due = chains.holds ? end : Times.NEVER;
        if (window == Times.NEVER && chains.holds) {
            chains.byKey.clear();
        }
    }
}
