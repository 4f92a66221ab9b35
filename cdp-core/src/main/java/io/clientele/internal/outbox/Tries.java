package io.clientele.internal.outbox;

import java.time.Instant;

/**
 * Failed tries of a firing.
 *
 * @param count how many
 * @param first when the first one was
 * @param next when to try again
 */
public record Tries(int count, Instant first, Instant next) {

    /** Not tried yet. */
    public static final Tries NONE = new Tries(0, Instant.MIN, Instant.MIN);

    /** One more. */
    public Tries more(Instant at, Instant again) {
        return new Tries(count + 1, count == 0 ? at : first, again);
    }

    /** As many, to be tried again at another instant. */
    public Tries again(Instant when) {
        return new Tries(count, first, when);
    }
}
