package io.clientele.schema;

import io.clientele.model.EventType;
import java.util.List;

/**
 * A field that something reads, such as a condition of a segment.
 *
 * @param type of what; {@link EventType#IDENTIFY} for a trait
 * @param path where it stands
 * @param values the values it is compared with; none if every value matters
 */
public record FieldRead(EventType type, String path, List<String> values) {

    /** Copies the values. */
    public FieldRead {
        values = List.copyOf(values);
    }
}
