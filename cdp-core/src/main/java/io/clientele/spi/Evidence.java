package io.clientele.spi;

import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.List;

/**
 * What one event says about identity: these identifiers came together.
 *
 * @param id the event's message id, unique among the evidence
 * @param time the event's time
 * @param identifiers at least two, normalised
 */
public record Evidence(String id, Instant time, List<Identifier> identifiers) {

    /** Copies the list. */
    public Evidence {
        identifiers = List.copyOf(identifiers);
    }

    /** The id; no identifier. */
    @Override
    public String toString() {
        return "evidence of " + identifiers.size() + " identifiers at " + time;
    }
}
