package io.clientele.segment.internal.timer;

import org.jspecify.annotations.Nullable;

/**
 * How long an event counts.
 *
 * @param window from which age on it counts no more, {@link Times#NEVER} for ever
 * @param delay from which age on it counts
 * @param days until the end of which days it counts, if a calendar decides
 */
public record Extent(long window, long delay, @Nullable Days days) {

    /** Without an end. */
    public static final Extent EVER = new Extent(Times.NEVER, 0, null);

    /** Whether an event counts for ever. */
    public boolean isForever() {
        return window == Times.NEVER && days == null;
    }

    /** When an event of this time begins to count. */
    public long begins(long time) {
        return Times.plus(time, delay);
    }

    /** When an event of this time ceases to count. Never earlier for a later event. */
    public long ends(long time) {
        return days == null ? Times.plus(time, window) : days.ends(time);
    }

    /** The durations after an event at which something may change. */
    public long[] durations() {
        return new long[] {delay, window};
    }
}
