package io.clientele.internal.fold;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * An event dated ahead of the clock, until its time has come.
 *
 * @param time the event's
 * @param id the event's
 * @param who its owner
 */
record Waiting(Instant time, String id, Identifier who) implements Comparable<Waiting> {

    private static final Comparator<Waiting> ORDER =
            Comparator.comparing(Waiting::time).thenComparing(Waiting::id);

    static Waiting of(Event event) {
        return new Waiting(event.time(), event.id(), event.identifiers().get(0));
    }

    List<String> asList() {
        return List.of(time.toString(), id, who.namespace(), who.value());
    }

    /** What {@link #asList} gave. */
    static Waiting of(List<?> list) {
        return new Waiting(
                Instant.parse(list.get(0).toString()),
                list.get(1).toString(),
                Identifier.of(list.get(2).toString(), list.get(3).toString()));
    }

    @Override
    public int compareTo(Waiting other) {
        return ORDER.compare(this, other);
    }
}
