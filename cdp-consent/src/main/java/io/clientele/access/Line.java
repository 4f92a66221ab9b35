package io.clientele.access;

import java.time.Instant;
import java.util.List;

/**
 * An event as a role sees it.
 *
 * @param time when it happened
 * @param type what happened
 * @param fields those that the role may see and the purpose permits
 * @param hidden how many values the role may not see
 */
public record Line(Instant time, String type, List<Shown> fields, int hidden) {

    /** The list cannot be changed. */
    public Line {
        fields = List.copyOf(fields);
    }

    /** Time, type and how many fields are seen; no value. */
    @Override
    public String toString() {
        return type + " at " + time + " with " + fields.size() + " fields";
    }
}
