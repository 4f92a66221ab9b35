package io.clientele.segment.internal;

import io.clientele.model.Properties;
import java.util.Arrays;
import java.util.List;

/** At least so many events within a window, or ever. */
public final class CountLeaf extends Leaf {

    private final EventTest test;
    private final long window;
    private final int least;

    /** Of at least one event; the window in nanoseconds, {@link Times#NEVER} for ever. */
    public CountLeaf(EventTest test, long window, int least) {
        super(List.of("count", test, window, least));
        this.test = test;
        this.window = window;
        this.least = least;
    }

    /** The times of the latest events, as many as decide. */
    private static final class Latest extends Cell {
        private long[] times;
        private int size;
        private int oldest;

        private Latest(Leaf leaf, int capacity) {
            super(leaf);
            times = new long[capacity];
        }

        private void add(long time, int most) {
            if (size == most) {
                times[oldest] = time;
                oldest = oldest + 1 == most ? 0 : oldest + 1;
                return;
            }
            if (size == times.length) {
                times = Arrays.copyOf(times, Math.min(most, 2 * size));
            }
            times[size++] = time;
        }
    }

    @Override
    List<EventTest> tests() {
        return List.of(test);
    }

    @Override
    long[] durations() {
        return new long[] {window};
    }

    @Override
    Cell cell() {
        return new Latest(this, window == Times.NEVER ? 0 : Math.min(least, 2));
    }

    @Override
    boolean starts(int roles) {
        return true;
    }

    @Override
    void on(Cell cell, Properties event, long time, int roles) {
        Latest latest = (Latest) cell;
        if (window == Times.NEVER) {
            latest.size = Math.min(least, latest.size + 1);
            latest.holds = latest.size == least;
            return;
        }
        latest.add(time, least);
        settle(latest, time);
    }

    @Override
    void save(Cell cell, Packer out) {
        Latest latest = (Latest) cell;
        out.number(latest.size);
        for (int i = 0; window != Times.NEVER && i < latest.size; i++) {
            out.number(latest.times[(latest.oldest + i) % latest.size]);
        }
    }

    @Override
    void load(Cell cell, Unpacker in) {
        Latest latest = (Latest) cell;
        if (window == Times.NEVER) {
            latest.size = in.number(0, least);
            return;
        }
        for (int i = in.count(); i > 0; i--) {
            latest.add(in.number(), least);
        }
    }

    @Override
    void settle(Cell cell, long time) {
        Latest latest = (Latest) cell;
        long end = latest.size < least ? Times.ALWAYS : Times.plus(latest.times[latest.oldest], window);
        latest.holds = end > time;
        latest.due = latest.holds ? end : Times.NEVER;
    }
}
