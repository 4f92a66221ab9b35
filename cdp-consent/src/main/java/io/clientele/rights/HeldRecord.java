package io.clientele.rights;

import io.clientele.model.Event;
import java.time.Instant;

/**
 * A record that a law demands to be kept although its person was forgotten or its period is over (GDPR Art. 17(3)(b)).
 *
 * @param request the id of the erasure that it outlives; empty if its period was over before
 * @param law which law
 * @param until when it goes
 * @param event the record
 */
public record HeldRecord(String request, String law, Instant until, Event event) {

    /** Law and time; nothing of the record. */
    @Override
    public String toString() {
        return "record held by " + law + " until " + until;
    }
}
