package io.clientele.segment.internal;

import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.timer.Times;
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

    int least() {
        return least;
    }

    long window() {
        return window;
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
    Object groupKey() {
        return List.of(window == Times.NEVER ? "tally" : "ring", test);
    }

    @Override
    Group group(List<Leaf> leaves) {
        return window == Times.NEVER ? new Tally(groupKey(), leaves) : new Ring(groupKey(), leaves);
    }
}
