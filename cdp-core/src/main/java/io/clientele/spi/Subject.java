package io.clientele.spi;

import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * The person behind an identifier: all identifiers that the evidence joins with it. A view of the state it was taken
 * from; valid until that state changes.
 */
public interface Subject {

    /** Every identifier of the person, at least one, in no order. */
    Collection<Identifier> identifiers();

    /**
     * When two identifiers of the person came together: the latest event time on the path of accepted edges between
     * them; empty if they are the same or one is not the person's.
     */
    Optional<Instant> mergedAt(Identifier a, Identifier b);

    /** A person of one identifier, whom nothing joins with another. */
    static Subject of(Identifier only) {
        return new Alone(only);
    }
}
