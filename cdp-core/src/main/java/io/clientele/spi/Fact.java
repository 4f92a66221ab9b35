package io.clientele.spi;

import io.clientele.model.Event;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.Set;

/**
 * One fact in a profile's history. Facts are ordered by time; at equal times permits come before events, events by
 * message id.
 */
public sealed interface Fact extends Comparable<Fact> {

    /** When it became true. */
    Instant time();

    /**
     * An admitted event.
     *
     * @param event the event
     */
    record Happened(Event event) implements Fact {

        @Override
        public Instant time() {
            return event.time();
        }
    }

    /**
     * From this instant on, exactly these purposes are permitted.
     *
     * @param time the instant
     * @param purposes the purposes
     */
    record Permits(Instant time, Set<Purpose> purposes) implements Fact {

        /** Copies the set. */
        public Permits {
            purposes = Set.copyOf(purposes);
        }
    }

    @Override
    default int compareTo(Fact other) {
        if (this instanceof Happened mine && other instanceof Happened theirs) {
            return mine.event().compareTo(theirs.event());
        }
        int byTime = time().compareTo(other.time());
        return byTime != 0 ? byTime : Boolean.compare(this instanceof Happened, other instanceof Happened);
    }
}
