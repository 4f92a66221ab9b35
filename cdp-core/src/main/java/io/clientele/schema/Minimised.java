package io.clientele.schema;

import io.clientele.model.Event;
import java.util.Optional;

/**
 * What a schema leaves of an event.
 *
 * @param event what may be kept of it
 * @param dropped how many fields were dropped; an object with all it holds is one
 * @param reduced how many values were cut down
 * @param refusal why it must be rejected as a whole, as a stable word; empty if it need not be
 */
public record Minimised(Event event, int dropped, int reduced, Optional<String> refusal) {}
