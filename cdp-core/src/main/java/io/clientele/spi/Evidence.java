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
 * @param identifiers normalised; at least two, if nothing else is said
 * @param said what is said, as the resolver {@linkplain IdentityResolver.Likeness#said reads} it
 * @param traces what is shown of a device, as the resolver {@linkplain IdentityResolver.Likeness#traces reads} it; no identifiers of
 *     anybody
 */
public record Evidence(
        String id, Instant time, List<Identifier> identifiers, Map<String, String> said, List<Identifier> traces) {

    /** Copies the lists and the map. */
    public Evidence {
        identifiers = List.copyOf(identifiers);
        said = Map.copyOf(said);
        traces = List.copyOf(traces);
    }

    /** That identifiers came together, and what is said. */
    public Evidence(String id, Instant time, List<Identifier> identifiers, Map<String, String> said) {
        this(id, time, identifiers, said, List.of());
    }

    /** Whether it says anything at all about who is who. */
    public boolean says() {
        return identifiers.size() > 1 || !said.isEmpty() || !traces.isEmpty();
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
