package io.clientele.benchmarks.jmh;

import io.clientele.consent.ConsentModule;
import io.clientele.internal.gate.Gate;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Permits;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.SplittableRandom;
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

/** What it costs to ask a resolved person, one at hand and any of a million, and to note what one of them says. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class ConsentBenchmark {

    private static final int PEOPLE = 1_000_000;
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static final Evidence BANNER = Evidence.of("banner", "v1");

    private final Gate gate = new Gate(ConsentModule.optIn().gate(), () -> NOW);
    private final Identifier[] people = new Identifier[PEOPLE];
    private final SplittableRandom random = new SplittableRandom(5);
    private final Gate.Question question =
            new Gate.Question(Subject.of(Identifier.userId("p1")), Purpose.ANALYTICS, LawfulBasis.CONSENT);
    private Permits permits = gate.mask(question.subject());
    private Instant moment = NOW;
    private int next;

    /** Everybody agrees. */
    @Setup
    public void agree() {
        for (int i = 0; i < PEOPLE; i++) {
            people[i] = Identifier.userId("p" + i);
            gate.add(ConsentAct.of("act-" + i, people[i], Purpose.ANALYTICS, Decision.GRANT, NOW.minusSeconds(60))
                    .by(BANNER));
        }
        permits = gate.mask(question.subject());
        moment = NOW.plusSeconds(1);
        next = random.nextInt(PEOPLE);
    }

    /** A resolved person. */
    @Benchmark
    public boolean check() {
        return permits.allows(Purpose.ANALYTICS, moment);
    }

    /** One person again and again, counted. */
    @Benchmark
    public ConsentDecision gate() {
        return gate.ask(Gate.Where.INGEST, question);
    }

    /** Another person each time, none in a processor's cache. */
    @Benchmark
    public ConsentDecision cold() {
        return gate.decide(Subject.of(somebody()), Purpose.ANALYTICS, LawfulBasis.CONSENT, moment);
    }

    /** An act more of another person each time, taken out again so that nobody's grow: two changes of the ledger. */
    @Benchmark
    public ConsentAct append() {
        ConsentAct act = ConsentAct.of("more", somebody(), Purpose.STITCHING, Decision.GRANT, NOW)
                .by(BANNER);
        gate.add(act);
        gate.remove(act);
        return act;
    }

    private Identifier somebody() {
        next = (int) ((next * 1_103_515_245L + 12_345L & Integer.MAX_VALUE) % PEOPLE);
        return people[next];
    }

    /** A value with its proof. */
    @Benchmark
    public Object permit() {
        return gate.permit(Gate.Where.EXPORT, question, "p1", people);
    }
}
