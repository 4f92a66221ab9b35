package io.clientele.benchmarks.jmh;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a refusal costs: from handing an event in to its outcome, nothing being stored. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GateBenchmark {

    private final Identifier stranger = Identifier.anonymousId("nobody-asked");
    private Optional<Event> unwanted = Optional.empty();
    private Optional<Event> known = Optional.empty();

    /** Draws the events that are refused, from a shop that stores one of them. */
    @Setup
    public void draw(OpenShop shop) {
        Event event = shop.event();
        shop.cdp().accept(event);
        known = Optional.of(event);
        unwanted = Optional.of(Event.of(event.type()).about(stranger, event.time(), "unwanted"));
    }

    /** An event that nobody permitted. */
    @Benchmark
    public Outcome withheld(OpenShop shop) {
        return expect(Outcome.Kind.WITHHELD, shop.cdp().accept(unwanted.orElseThrow()));
    }

    /** An event that is there already. */
    @Benchmark
    public Outcome duplicate(OpenShop shop) {
        return expect(Outcome.Kind.DUPLICATE, shop.cdp().accept(known.orElseThrow()));
    }

    private static Outcome expect(Outcome.Kind kind, Outcome outcome) {
        if (outcome.kind() != kind) {
            throw new IllegalStateException("expected " + kind + ", but " + outcome);
        }
        return outcome;
    }
}
