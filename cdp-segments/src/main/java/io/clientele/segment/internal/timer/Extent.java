package io.clientele.segment.internal.timer;

/**
 * How long an event counts.
 *
 * @param window from which age on it counts no more, {@link Times#NEVER} for ever
 * @param delay from which age on it counts
 */
public record Extent(long window, long delay) {

    /** When an event of this time begins to count. */
    public long begins(long time) {
        return Times.plus(time, delay);
    }

    /** When an event of this time ceases to count. */
    public long ends(long time) {
        return Times.plus(time, window);
    }

    /** The durations after an event at which something may change. */
    public long[] durations() {
        return new long[] {delay, window};
    }
}
