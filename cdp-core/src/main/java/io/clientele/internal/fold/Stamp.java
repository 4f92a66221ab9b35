package io.clientele.internal.fold;

import io.clientele.model.Event;
import io.clientele.spi.Fact;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * When an event happened, and its id: the order of all events.
 *
 * @param time the event's
 * @param id the event's
 */
record Stamp(Instant time, String id) implements Comparable<Stamp> {

    private static final Comparator<Stamp> ORDER =
            Comparator.comparing(Stamp::time).thenComparing(Stamp::id);

    static Stamp of(Event event) {
        return new Stamp(event.time(), event.id());
    }

    /** What {@link #asList} gave. */
    static Stamp of(List<?> list) {
        return new Stamp(Instant.parse(list.get(0).toString()), list.get(1).toString());
    }

    List<String> asList() {
        return List.of(time.toString(), id);
    }

    /** Whether a fact comes after the event or is it: at equal times permits come before events. */
    boolean isAtOrBefore(Fact fact) {
        return fact instanceof Fact.Happened happened
                ? compareTo(of(happened.event())) <= 0
                : time.isBefore(fact.time());
    }

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }
}
