package io.clientele.spi;

import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one event says about identity: these identifiers came together; and what it says of the person of the strongest one.
 *
 * @param id the event's message id, unique among the evidence
 * @param time the event's time
 * @param identifiers normalised; at least two, if nothing is said
 * @param said what is said, as the resolver {@linkplain IdentityResolver.Likeness#said reads} it
 */
public record Evidence(String id, Instant time, List<Identifier> identifiers, Map<String, String> said) {

    /** Copies the list and the map. */
    public Evidence {
        identifiers = List.copyOf(identifiers);
        said = Map.copyOf(said);
    }

    /** That identifiers came together. */
    public Evidence(String id, Instant time, List<Identifier> identifiers) {
        this(id, time, identifiers, Map.of());
    }

    /** The id; no identifier. */
    @Override
    public String toString() {
        return "evidence of " + identifiers.size() + " identifiers at " + time;
    }
}
