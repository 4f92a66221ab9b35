package io.clientele.internal.fold;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import java.time.Instant;

/**
 * An intake as the journal holds it.
 *
 * @param position its place in the journal
 * @param intake what was admitted
 * @param received when it came in, by the host's clock
 */
public record Recorded(long position, Intake intake, Instant received) {

    /** Whether it is an event. */
    public boolean isEvent() {
        return intake instanceof Event;
    }

    /** Whose record it is. */
    public Identifier owner() {
        return intake.identifiers().get(0);
    }

    /** The event it is. */
    public Event event() {
        return (Event) intake;
    }

    @Override
    public String toString() {
        return "record " + position;
    }
}
