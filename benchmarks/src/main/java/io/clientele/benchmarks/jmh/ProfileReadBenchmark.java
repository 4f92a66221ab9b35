package io.clientele.benchmarks.jmh;

import io.clientele.benchmarks.IngestFeed;
import io.clientele.model.Profile;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read a profile that is in use. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProfileReadBenchmark {

    private int next;

    /** One of a thousand customers after the other. */
    @Benchmark
    public Optional<Profile> profile(OpenShop shop) {
        next = (next + 1) % OpenShop.CUSTOMERS;
        return shop.cdp().profile(IngestFeed.who(next));
    }
}
