package io.clientele.spi;

import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A person of one identifier. */
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
