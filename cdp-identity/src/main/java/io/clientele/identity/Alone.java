package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A person whom no evidence joins with anything. */
record Alone(Identifier identifier) implements Subject {

    @Override
    public Collection<Identifier> identifiers() {
        return List.of(identifier);
    }

    @Override
    public Optional<Instant> mergedAt(Identifier a, Identifier b) {
        return Optional.empty();
    }

    /** How many identifiers; none of them. */
    @Override
    public String toString() {
        return "a person of one identifier";
    }
}
