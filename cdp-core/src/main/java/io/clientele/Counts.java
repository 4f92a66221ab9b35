package io.clientele;

import io.clientele.model.Outcome;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of everything handed in: for each kind of outcome and reason how often. Immutable; true at the moment it
 * was taken.
 */
public final class Counts {

    private final long received;
    private final SortedMap<String, Long> outcomes;

    /**
     * Counts of outcomes.
     *
     * @param received how many things were handed in and ended in an outcome
     * @param outcomes by {@code KIND:reason}
     */
    Counts(long received, Map<String, Long> outcomes) {
        this.received = received;
        this.outcomes = new TreeMap<>(outcomes);
    }

    /** How many things were handed in: always the sum of all outcomes. */
    public long received() {
        return received;
    }

    /** How many ended in this kind. */
    public long of(Outcome.Kind kind) {
        return reasons(kind).values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many ended in this kind, by reason. */
    public SortedMap<String, Long> reasons(Outcome.Kind kind) {
        SortedMap<String, Long> reasons = new TreeMap<>();
        String prefix = kind.name() + ":";
        outcomes.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                reasons.put(name.substring(prefix.length()), count);
            }
        });
        return reasons;
    }

    @Override
    public String toString() {
        return "received " + received + ", " + outcomes;
    }
}
