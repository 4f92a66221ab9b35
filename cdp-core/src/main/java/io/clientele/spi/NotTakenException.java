package io.clientele.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A destination did not take a message, and says whether to offer it again: {@linkplain #forGood(String) never}, since the same
 * message would be refused each time, or {@linkplain #notYet(String) later}. Any other exception means later, too.
 */
public final class NotTakenException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean forGood;

    private final transient Optional<Duration> pause;

    private NotTakenException(String reason, boolean forGood, Optional<Duration> pause) {
        super(reason);
        this.forGood = forGood;
        this.pause = pause;
    }

    /**
     * The message will never be taken: it is not offered again unless somebody replays it.
     *
     * @param reason in a word or a sentence; no personal data, since it is kept and logged
     */
    public static NotTakenException forGood(String reason) {
        return new NotTakenException(reason, true, Optional.empty());
    }

    /**
     * The destination cannot take the message at the moment.
     *
     * @param reason in a word or a sentence; no personal data, since it is kept and logged
     */
    public static NotTakenException notYet(String reason) {
        return new NotTakenException(reason, false, Optional.empty());
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
        return new NotTakenException(reason, false, Optional.of(pause));
    }

    /** Whether it makes no sense to offer the message again. */
    public boolean isForGood() {
        return forGood;
    }

    /** How long the destination asked to be left alone, if it did. */
    public Optional<Duration> pause() {
        return pause;
    }
}
