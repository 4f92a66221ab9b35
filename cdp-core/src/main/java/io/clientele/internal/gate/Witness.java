package io.clientele.internal.gate;

import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import java.time.Instant;

/**
 * The only kind of {@link Permitted} there is. Its package is not exported, so no code outside the core makes one.
 *
 * @param <T> the type of the value
 */
public record Witness<T>(T value, Purpose purpose, String subject, long epoch, Instant notAfter)
        implements Permitted<T> {

    /** Purpose and end; never the value. */
    @Override
    public String toString() {
        return "permitted for " + purpose + " until " + notAfter;
    }
}
