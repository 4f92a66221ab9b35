package io.clientele.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When somebody may have seen what they should not have. Immutable: each method gives another value.
 */
public final class Breach {

    /** How long the shop has to report it (GDPR Art. 33(1)). */
    private static final Duration TERM = Duration.ofDays(3);

    private final Instant from;
    private final Instant to;
    private final Instant noticed;
    private final Optional<String> principal;

    private Breach(Instant from, Instant to, Instant noticed, Optional<String> principal) {
        this.from = from;
        this.to = to;
        this.noticed = noticed;
        this.principal = principal;
    }

    /**
     * A breach within a time.
     *
     * @param from the first instant
     * @param to the instant before which it ended
     * @param noticed when the shop became aware of it
     * @throws IllegalArgumentException if it ends before it begins
     */
    public static Breach between(Instant from, Instant to, Instant noticed) {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("to must not be before from");
        }
        return new Breach(from, to, noticed, Optional.empty());
    }

    /** The same, by one principal: an account that was taken over, or lent. */
    public Breach by(String name) {
        return new Breach(from, to, noticed, Optional.of(name));
    }

    boolean isOf(Look look) {
        return !look.at().isBefore(from)
                && look.at().isBefore(to)
                && principal.map(look.principal()::equals).orElse(true);
    }

    /** By when the supervisory authority must know: 72 hours after it was noticed. */
    public Instant dueBy() {
        return noticed.plus(TERM);
    }
}
