package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something happened so long ago or longer, and something else did not happen since. */
public final class AbsenceLeaf extends Leaf {

    static final int FIRST = 0;
    static final int ANSWER = 1;

    private final List<EventTest> tests;
    private final Span span;
    private final List<String> same;

    /**
     * How long the first event counts.
     *
     * @param extent until when
     * @param hold how long it must have gone unanswered
     * @param latest how many of the latest first events count, 0 for all
     */
    public record Span(Extent extent, long hold, int latest) {}

    /**
     * A leaf.
     *
     * @param first what happened
     * @param answer what did not happen since
     * @param same where both carry the value they must share; empty if they need not
     */
    public AbsenceLeaf(EventTest first, EventTest answer, Span span, List<String> same) {
        super(List.of("absence", first, answer, span, same));
        this.tests = List.of(first, answer);
        this.span = span;
        this.same = List.copyOf(same);
    }

    /** The unanswered first events, by the value that they share with an answer. */
    private static final class Keyed extends Cell {
        private final Map<Object, Pending> byKey = new HashMap<>();
        private int holding;

        private Keyed(Leaf leaf) {
            super(leaf);
        }
    }

    /** The unanswered first events. */
    private static final class Queue extends Cell {
        private final Pending pending = new Pending();

        private Queue(Leaf leaf) {
            super(leaf);
        }
    }

    /** Times of first events without an answer; only those that can ever decide. */
    private static final class Pending {
        private long[] times = new long[1];
        private int from;
        private int to;
        private boolean holds;
        private long due = Times.NEVER;

        private void add(long time) {
            if (to == times.length) {
                times = Arrays.copyOfRange(times, from, from + Math.max(2, 2 * (to - from)));
                to -= from;
                from = 0;
            }
            times[to++] = time;
        }

        private void clear() {
            from = 0;
            to = 0;
        }

        private void save(Packer out) {
            out.number(to - from);
            for (int i = from; i < to; i++) {
                out.number(times[i]);
            }
            out.flag(holds).number(due);
        }

        private Pending load(Unpacker in) {
            for (int i = in.count(); i > 0; i--) {
                add(in.number());
            }
            holds = in.flag();
            due = in.number();
            return this;
        }

        private void settle(Span span, long now) {
            while (from < to && span.extent.ends(times[from]) <= now) {
                from++;
            }
            long start = from < to ? times[from] : Times.NEVER;
            long enters = start == Times.NEVER ? Times.NEVER : Times.plus(start, span.hold);
            holds = enters <= now;
            due = holds ? span.extent.ends(start) : enters;
        }
    }

    @Override
    List<EventTest> tests() {
        return tests;
    }

    @Override
    long[] durations() {
        return new long[] {span.hold, span.extent.window()};
    }

    Span span() {
        return span;
    }

    /** Whether one start decides, and only moves on: nothing goes out of a window. */
    private boolean isSimple() {
        return same.isEmpty() && span.extent.isForever() && span.latest <= 1;
    }

    @Override
    Object groupKey() {
        return isSimple() ? List.of("wait", tests, span.latest) : key();
    }

    @Override
    Group group(List<Leaf> leaves) {
        return isSimple() ? new Wait(groupKey(), leaves) : super.group(leaves);
    }

    @Override
    Cell cell() {
        return same.isEmpty() ? new Queue(this) : new Keyed(this);
    }

    @Override
    boolean starts(int roles) {
        return has(roles, FIRST);
    }

    @Override
    void on(Cell cell, Properties event, long time, int roles) {
        if (cell instanceof Keyed keyed) {
            on(keyed, event, time, roles);
            return;
        }
        Queue queue = (Queue) cell;
        if (has(roles, ANSWER)) {
            queue.pending.clear();
        }
        if (has(roles, FIRST)) {
            remember(queue.pending, time);
        }
        settle(queue, time);
    }

    private void remember(Pending pending, long time) {
        if (span.latest > 0 && pending.to - pending.from == span.latest) {
            pending.from++;
        }
        if (!span.extent.isForever() || span.latest > 0 || pending.from == pending.to) {
            pending.add(time);
        }
    }

    private void on(Keyed cell, Properties event, long time, int roles) {
        if (has(roles, ANSWER)) {
            Values.keys(event, same.get(1)).forEach(key -> forget(cell, cell.byKey.remove(key)));
        }
        if (has(roles, FIRST)) {
            Values.keys(event, same.get(0)).forEach(key -> on(cell, key, time));
        }
        cell.holds = cell.holding > 0;
    }

    private static void forget(Keyed cell, @Nullable Pending pending) {
        if (pending != null && pending.holds) {
            cell.holding--;
        }
        if (cell.byKey.isEmpty()) {
            cell.due = Times.NEVER;
        }
    }

    private void on(Keyed cell, Object key, long time) {
        Pending pending = cell.byKey.computeIfAbsent(key, k -> new Pending());
        remember(pending, time);
        settle(cell, pending, time);
        cell.due = Math.min(cell.due, pending.due);
    }

    private void settle(Keyed cell, Pending pending, long time) {
        boolean before = pending.holds;
        pending.settle(span, time);
        cell.holding += (pending.holds ? 1 : 0) - (before ? 1 : 0);
    }

    @Override
    void save(Cell cell, Packer out) {
        if (cell instanceof Keyed keyed) {
            out.number(keyed.byKey.size());
            keyed.byKey.forEach((key, pending) -> pending.save(out.value(key)));
        } else {
            ((Queue) cell).pending.save(out);
        }
    }

    @Override
    void load(Cell cell, Unpacker in) {
        if (cell instanceof Keyed keyed) {
            for (int i = in.count(); i > 0; i--) {
                Object key = in.value();
                Pending pending = new Pending().load(in);
                keyed.byKey.put(key, pending);
                keyed.holding += pending.holds ? 1 : 0;
            }
        } else {
            ((Queue) cell).pending.load(in);
        }
    }

    @Override
    void settle(Cell cell, long time) {
        if (cell instanceof Queue queue) {
            queue.pending.settle(span, time);
            queue.holds = queue.pending.holds;
            queue.due = queue.pending.due;
            return;
        }
        Keyed keyed = (Keyed) cell;
        keyed.due = Times.NEVER;
        for (Pending pending : keyed.byKey.values()) {
            if (pending.due <= time) {
                settle(keyed, pending, time);
            }
            keyed.due = Math.min(keyed.due, pending.due);
        }
        keyed.byKey.values().removeIf(pending -> pending.from == pending.to);
        keyed.holds = keyed.holding > 0;
    }
}
