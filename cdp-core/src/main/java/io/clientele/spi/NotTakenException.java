package io.clientele.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A destination did not take a message, and says whether to offer it again: {@linkplain #forGood(String) never}, since the same
 * message would be refused each time, {@linkplain #notYet(String) later}, or never since there is {@linkplain #notNeeded(String)
 * nothing to say} any more. Any other exception means later, too.
 */
public final class NotTakenException extends Exception {

    private static final long serialVersionUID = 1;

    private enum When {
        LATER,
        NEVER,
        NOT_NEEDED
    }

    private final When when;

    private final transient Optional<Duration> pause;

    private NotTakenException(String reason, When when, Optional<Duration> pause) {
        super(reason);
        this.when = when;
        this.pause = pause;
    }

    /**
     * The message will never be taken: it is not offered again unless somebody replays it.
     *
     * @param reason in a word or a sentence; no personal data, since it is kept and logged
     */
    public static NotTakenException forGood(String reason) {
        return new NotTakenException(reason, When.NEVER, Optional.empty());
    }

    /**
     * The destination cannot take the message at the moment.
     *
     * @param reason in a word or a sentence; no personal data, since it is kept and logged
     */
    public static NotTakenException notYet(String reason) {
        return new NotTakenException(reason, When.LATER, Optional.empty());
    }

    /**
     * The destination asked to be left alone for a while, as with {@code Retry-After} (RFC 9110 §10.2.3).
     *
     * @param reason in a word or a sentence; no personal data, since it is kept and logged
     * @param pause how long nothing shall be offered to it
     * @throws IllegalArgumentException if {@code pause} is negative
     */
    public static NotTakenException notBefore(String reason, Duration pause) {
        if (pause.isNegative()) {
            throw new IllegalArgumentException("pause must not be negative");
        }
        return new NotTakenException(reason, When.LATER, Optional.of(pause));
    }

    /**
     * There is nothing to be said any more, such as that somebody came in who has gone out again: it is no failure, and the firing is
     * cancelled with this reason.
     *
     * @param reason in a word; no personal data, since it is kept and counted
     */
    public static NotTakenException notNeeded(String reason) {
        return new NotTakenException(reason, When.NOT_NEEDED, Optional.empty());
    }

    /** Whether it makes no sense to offer the message again. */
    public boolean isForGood() {
        return when == When.NEVER;
    }

    /** Whether nothing went wrong: there was nothing to be said. */
    public boolean isNotNeeded() {
        return when == When.NOT_NEEDED;
    }

    /** How long the destination asked to be left alone, if it did. */
    public Optional<Duration> pause() {
        return pause;
    }
}
