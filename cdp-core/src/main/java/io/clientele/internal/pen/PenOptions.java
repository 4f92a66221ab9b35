package io.clientele.internal.pen;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How a pen works.
 *
 * @param terms how calls are treated that do not say otherwise
 * @param most how many things may wait
 * @param mostBytes how many bytes of them
 * @param executor leads batches and completes stages; if empty, callers do
 * @param ticking moves time on without traffic; if empty, nobody does
 * @param handing where and when firings are handed over
 */
public record PenOptions(
        Terms terms,
        int most,
        long mostBytes,
        Optional<Executor> executor,
        Optional<Ticking> ticking,
        Handing handing) {

    /** Firings are handed over by whoever writes or advances. */
    public PenOptions(Terms terms, int most, long mostBytes, Optional<Executor> executor, Optional<Ticking> ticking) {
        this(terms, most, mostBytes, executor, ticking, new Handing(true, Optional.empty()));
    }

    /**
     * Where and when firings are handed over.
     *
     * @param afterWrites also when something was written, not only when somebody advances
     * @param on in threads of the host; if empty, in that of whoever wrote or advanced
     */
    public record Handing(boolean afterWrites, Optional<Executor> on) {}

    /**
     * Moves time on without traffic.
     *
     * @param scheduler the host's
     * @param every how often
     */
    public record Ticking(ScheduledExecutorService scheduler, Duration every) {}

    /** Calls wait up to ten seconds and are durable; ten thousand things or 64 MiB may wait. */
    public static PenOptions standard() {
        return new PenOptions(
                new Terms(Duration.ofSeconds(10), true, Duration.ZERO),
                10_000,
                64L << 20,
                Optional.empty(),
                Optional.empty());
    }

    /** The same with other terms. */
    public PenOptions with(Terms other) {
        return new PenOptions(other, most, mostBytes, executor, ticking, handing);
    }

    /** The same with another way of handing over. */
    public PenOptions with(Handing other) {
        return new PenOptions(terms, most, mostBytes, executor, ticking, other);
    }
}
