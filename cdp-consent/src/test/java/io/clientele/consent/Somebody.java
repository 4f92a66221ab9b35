package io.clientele.consent;

import io.clientele.model.Identifier;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A person whose identifiers all came together at one instant. */
record Somebody(Instant merged, List<Identifier> known) implements Subject {

    static Somebody with(Identifier only) {
        return new Somebody(Instant.MIN, List.of(only));
    }

    static Somebody merged(String at, Identifier... known) {
        return new Somebody(Instant.parse(at), List.of(known));
    }

    @Override
    public Collection<Identifier> identifiers() {
        return known;
    }

    @Override
    public Optional<Instant> mergedAt(Identifier a, Identifier b) {
        return a.equals(b) || !known.contains(a) || !known.contains(b) ? Optional.empty() : Optional.of(merged);
    }
}
