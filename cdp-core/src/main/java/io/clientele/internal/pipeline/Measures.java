package io.clientele.internal.pipeline;

import io.clientele.internal.gate.Gate;
import io.clientele.spi.Stats;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The pipeline's numbers under the names that binders know. Thread-safe. */
record Measures(
        StageTimes times,
        Tally tally,
        Gate gate,
        Admission admission,
        Firings firings,
        Map<String, LongSupplier> suppliers)
        implements Stats {

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        tally.totals().forEach((name, count) -> counters.put(title(name), count));
        return counters;
    }

    private static String title(String name) {
        int colon = name.indexOf(':');
        return colon < 0
                ? name
                : "outcome." + name.substring(0, colon).toLowerCase(Locale.ROOT) + '.' + name.substring(colon + 1);
    }

    @Override
    public Map<String, Timing> timers() {
        return times.timings();
    }

    @Override
    public Map<String, Long> gates() {
        return gate.counts();
    }

    @Override
    public Map<String, Long> fields() {
        return admission.fields();
    }

    @Override
    public Map<String, Long> deliveries() {
        return firings.counts();
    }

    @Override
    public Map<String, Long> gauges() {
        Map<String, Long> gauges = new TreeMap<>();
        suppliers.forEach((name, supplier) -> gauges.put(name, supplier.getAsLong()));
        return gauges;
    }
}
