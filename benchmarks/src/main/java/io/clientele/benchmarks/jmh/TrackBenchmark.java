package io.clientele.benchmarks.jmh;

import io.clientele.model.Event;
import io.clientele.model.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs on its way through everything but the disk: made, admitted, sealed, stitched, folded, evaluated against
 * ten segments, and stored in memory.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TrackBenchmark {

    private static final int A_CALL = 100;

    /** One event a call. */
    @Benchmark
    public Outcome one(OpenShop shop) {
        return shop.cdp().accept(shop.event());
    }

    /** A hundred events a call; the time is that of one. */
    @Benchmark
    @OperationsPerInvocation(A_CALL)
    public List<Outcome> hundred(OpenShop shop) {
        List<Event> events = shop.events(A_CALL);
        return shop.cdp().accept(events);
    }
}
