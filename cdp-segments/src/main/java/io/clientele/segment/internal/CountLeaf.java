package io.clientele.segment.internal;

import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.timer.Extent;
import java.util.List;

/** At least so many events within a window, or ever. */
public final class CountLeaf extends Leaf {

    private final EventTest test;
    private final Extent extent;
    private final int least;

    /** Of at least one event. */
    public CountLeaf(EventTest test, Extent extent, int least) {
        super(List.of("count", test, extent, least));
        this.test = test;
        this.extent = extent;
        this.least = least;
    }

    int least() {
        return least;
    }

    Extent extent() {
        return extent;
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
    Object groupKey() {
        return List.of(extent.isForever() ? "tally" : "ring", test);
    }

    @Override
    Group group(List<Leaf> leaves) {
        return extent.isForever() ? new Tally(groupKey(), leaves) : new Ring(groupKey(), leaves);
    }
}
