package io.clientele.spi;

import java.util.Map;

/**
 * What the platform measures of itself, as plain numbers under stable names, for a binder to any meter library to read; a
 * service of the core, found by {@link io.clientele.Cdp#service}. No name and no number speaks of a person. Reading costs
 * microseconds, takes no lock of the pen and reads no disk. Thread-safe. More names may come; those here stay.
 */
public interface Stats {

    /**
     * Numbers that only grow, counted since the store was created: {@code received}, and {@code outcome.KIND.REASON} in lower
     * case, such as {@code outcome.withheld.no_act}, which add up to it.
     */
    Map<String, Long> counters();

    /**
     * How long things took since the store was opened. {@code call}: one call that hands something in, waiting included.
     * {@code batch}: one group's work under the pen. {@code stage.admit}, {@code stage.seal}, {@code stage.decide},
     * {@code stage.stitch}, {@code stage.fold}, {@code stage.evaluate}, {@code stage.commit}, {@code stage.deliver}: the way of
     * an event; sums over all threads, each stage without the others, but the longest fold with what it evaluated.
     */
    Map<String, Timing> timers();

    /**
     * How often each gate of consent said what since the store was opened: {@code gate.WHERE.REASON} in lower case, such as
     * {@code gate.ingest.no_act}; where is ingest, store, stitch, evaluate,
     * activate or export.
     */
    Map<String, Long> gates();

    /**
     * What came of firings since the store was opened: {@code delivery.planned}, {@code delivery.handed_over}, {@code
     * delivery.retried}, {@code delivery.failed}, {@code delivery.acknowledged}, and {@code delivery.cancelled.REASON}.
     */
    Map<String, Long> deliveries();

    /**
     * What schemas took from events since the store was opened: {@code fields.dropped.TYPE}, fields that were not declared or
     * may not be kept, and {@code fields.reduced.TYPE}, values that were cut down; {@code TYPE} is the name of a type that has
     * a schema, or {@code other}.
     */
    Map<String, Long> fields();

    /**
     * Numbers as they are now: {@code pen.waiting}, calls that wait for their turn; and since the store was opened {@code
     * profiles.restored} and {@code profiles.folded}, how often a profile came back into heap as it was saved, or had to be
     * folded from its records, and {@code saved.unreadable}, how often something that is only kept to save a fold (a checkpoint,
     * a saved profile) was damaged and folded anew: look after the disk.
     */
    Map<String, Long> gauges();

    /**
     * What a timer saw.
     *
     * @param count how often
     * @param nanos nanoseconds in all
     * @param longest the longest single time, in nanoseconds
     */
    record Timing(long count, long nanos, long longest) {}
}
