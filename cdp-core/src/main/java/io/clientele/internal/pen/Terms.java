package io.clientele.internal.pen;

import java.time.Duration;

/**
 * How a call wants to be treated.
 *
 * @param deadline within what time its work must have begun
 * @param waits whether it waits for room where the queue is full
 * @param delay for how long what it stores may be lost by a power failure; zero if not at all
 */
public record Terms(Duration deadline, boolean waits, Duration delay) {

    /** Longer than anybody waits. */
    public static final Duration FOR_EVER = Duration.ofDays(36_500);

    /**
     * A time to wait that can be counted in nanoseconds.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static Duration patience(Duration wanted) {
        if (wanted.isNegative()) {
            throw new IllegalArgumentException("a time to wait must not be negative");
        }
        return wanted.compareTo(FOR_EVER) > 0 ? FOR_EVER : wanted;
    }

    /** The same, durable. */
    public Terms durable() {
        return new Terms(deadline, waits, Duration.ZERO);
    }

    /** The same with another deadline. */
    public Terms within(Duration other) {
        return new Terms(other, waits, delay);
    }
}
