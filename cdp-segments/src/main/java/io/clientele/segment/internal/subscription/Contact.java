package io.clientele.segment.internal.subscription;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for all triggers together.
 *
 * @param zone on whose clock a person's hours are read who told none
 * @param hours when messages may be sent
 * @param total how many messages one person may get
 * @param channels how many of a channel
 */
public record Contact(ZoneId zone, Optional<Hours> hours, List<Cap> total, Map<String, List<Cap>> channels) {

    /** Copies the collections. */
    public Contact {
        total = List.copyOf(total);
        channels = Map.copyOf(channels);
    }
}
