package io.clientele.rights;

import io.clientele.model.Event;
import java.time.Instant;

/**
 * A record that a law demands to be kept although its person was forgotten or its period is over (GDPR Art. 17(3)(b)),
 * for whoever answers to that law, such as an accountant before an audit. It lies in a vault under a key of its own, and nothing else reads
 * it: no profile and no segment; who is still known finds theirs in the answer to a request for access. Who may look says {@link
 * io.clientele.access.View#vault}; what is held, and for how long, {@link io.clientele.schema.Retention#hold}.
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
