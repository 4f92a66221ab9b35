package io.clientele.segment.internal.match;

import io.clientele.model.Event;
import io.clientele.segment.internal.timer.Times;
import java.util.List;

/**
 * Which events are meant: those of a type that satisfy all predicates and did not happen before an instant.
 *
 * @param type the type's name
 * @param properties the predicates
 * @param since the earliest time, {@link Times#ALWAYS} for any
 */
public record EventTest(String type, List<PropertyTest> properties, long since) {

    /** Copies the list. */
    public EventTest {
        properties = List.copyOf(properties);
    }

    /** Whether an event is meant, whatever its type. */
    public boolean isOf(Event event) {
        return event.type().name().equals(type) && matches(event, Times.of(event.time()));
    }

    /** Whether an event of this type is meant. */
    public boolean matches(Event event, long time) {
        if (time < since) {
            return false;
        }
        for (PropertyTest test : properties) {
            if (!test.matches(event.properties())) {
                return false;
            }
        }
        return true;
    }
}
