package io.clientele.internal.pipeline;

import io.clientele.model.Outcome;
import java.util.HashMap;
import java.util.Map;

/** Counts outcomes, and hands what is not yet durable to the next batch. Thread-safe. */
final class Tally {

    static final String RECEIVED = "received";

    private final Map<String, Long> totals;
    private final Map<String, Long> pending = new HashMap<>();

    Tally(Map<String, Long> stored) {
        totals = new HashMap<>(stored);
    }

    /** Adds an outcome to counts. */
    static void add(Map<String, Long> counts, Outcome outcome) {
        counts.merge(RECEIVED, 1L, Long::sum);
        counts.merge(outcome.kind().name() + ":" + outcome.reason(), 1L, Long::sum);
    }

    /** Counts an outcome that no batch carries. */
    synchronized void count(Outcome outcome) {
        add(totals, outcome);
        add(pending, outcome);
    }

    /** Counts outcomes that no batch carries. */
    synchronized void count(Map<String, Long> counts) {
        stored(counts);
        giveBack(counts);
    }

    /** Counts outcomes that are durable. */
    synchronized void stored(Map<String, Long> counts) {
        counts.forEach((name, by) -> totals.merge(name, by, Long::sum));
    }

    /** What to write with the next batch; if that fails, {@link #giveBack} it. */
    synchronized Map<String, Long> take() {
        var taken = Map.copyOf(pending);
        pending.clear();
        return taken;
    }

    synchronized void giveBack(Map<String, Long> taken) {
        taken.forEach((name, by) -> pending.merge(name, by, Long::sum));
    }

    synchronized Map<String, Long> totals() {
        return Map.copyOf(totals);
    }
}
