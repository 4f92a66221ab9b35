package io.clientele.destination.internal;

import io.clientele.spi.NotTakenException;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one message.
 *
 * @param kind whether it was taken
 * @param reason why not; empty if it was; never anything of the message or of an answer's text
 * @param pause how long the destination asked to be left alone
 */
public record Verdict(Kind kind, String reason, Optional<Duration> pause) {

    /** The three ways in which it can end. */
    public enum Kind {
        /** It was taken. */
        TAKEN,
        /** It may be taken later. */
        LATER,
        /** It will never be taken. */
        NEVER
    }

    static final Verdict TAKEN = new Verdict(Kind.TAKEN, "", Optional.empty());

    static Verdict never(String reason) {
        return new Verdict(Kind.NEVER, reason, Optional.empty());
    }

    static Verdict later(String reason) {
        return new Verdict(Kind.LATER, reason, Optional.empty());
    }

    boolean taken() {
        return kind == Kind.TAKEN;
    }

    /** What tells the outbox about it; empty if it was taken. */
    public Optional<NotTakenException> refusal() {
        return switch (kind) {
            case TAKEN -> Optional.empty();
            case NEVER -> Optional.of(NotTakenException.forGood(reason));
            case LATER ->
                Optional.of(pause.map(time -> NotTakenException.notBefore(reason, time))
                        .orElseGet(() -> NotTakenException.notYet(reason)));
        };
    }
}
