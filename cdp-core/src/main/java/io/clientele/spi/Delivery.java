package io.clientele.spi;

import io.clientele.model.Profile;
import io.clientele.model.Properties;
import java.time.Instant;

/**
 * One message handed to a destination.
 *
 * @param id the firing's id: the same for every try, fit as an idempotency key
 * @param profile the person, as far as the purpose permits
 * @param boundary the exact instant that caused it
 * @param payload what goes with it
 */
public record Delivery(String id, Profile profile, Instant boundary, Properties payload) {

    /** The id and the instant; no personal data. */
    @Override
    public String toString() {
        return "delivery " + id + " of " + boundary;
    }
}
