package io.clientele.segment.internal.timer;

import java.time.Duration;
import java.time.Instant;

/**
 * Instants and durations as nanoseconds in a {@code long}. Instants before 1678 and after 2262 are moved to the border of
 * that range; a sum beyond it is {@link #NEVER}.
 */
public final class Times {

    /** Later than every instant; a duration without end. */
    public static final long NEVER = Long.MAX_VALUE;
    /** Earlier than every instant. */
    public static final long ALWAYS = Long.MIN_VALUE;

    private static final long SECOND = 1_000_000_000L;
    private static final long BORDER = Long.MAX_VALUE / SECOND - 1;

    private Times() {}

    /** Nanoseconds since 1970. */
    public static long of(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds >= BORDER || seconds <= -BORDER) {
            return seconds > 0 ? BORDER * SECOND : -BORDER * SECOND;
        }
        return seconds * SECOND + instant.getNano();
    }

    /** Nanoseconds in a duration that is not negative. */
    public static long of(Duration duration) {
        long seconds = duration.getSeconds();
        return seconds >= BORDER ? NEVER : seconds * SECOND + duration.getNano();
    }

    /** The instant at these nanoseconds since 1970. */
    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }

    /** The instant so much later. */
    public static long plus(long instant, long duration) {
        long sum = instant + duration;
        return duration == NEVER || sum < instant ? NEVER : sum;
    }
}
