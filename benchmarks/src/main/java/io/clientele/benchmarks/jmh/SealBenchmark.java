package io.clientele.benchmarks.jmh;

import io.clientele.internal.seal.Sealer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to seal a record and to open it, each time under another owner's key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SealBenchmark {

    private static final int OWNERS = 1 << 12;
    private static final int KEY_BYTES = 32;

    private final SplittableRandom random = new SplittableRandom(3);
    private final byte[] associated = bytes(20);
    private final Sealer sealer;
    private byte[][] sealed = {};
    private byte[] plain = {};
    private int next;

    /** The size of a record. */
    @Param({"225", "1000"})
    public int recordBytes;

    /** Draws keys. */
    public SealBenchmark() {
        byte[][] keys = new byte[OWNERS][];
        for (int i = 0; i < OWNERS; i++) {
            keys[i] = bytes(KEY_BYTES);
        }
        sealer = new Sealer(bytes(16), owner -> keys[owner]);
    }

    /** Seals a record of each owner. */
    @Setup
    public void sealAll() {
        plain = bytes(recordBytes);
        sealed = new byte[OWNERS][];
        for (int i = 0; i < OWNERS; i++) {
            sealed[i] = sealer.seal(i, plain, associated);
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Seals one record. */
    @Benchmark
    public byte[] seal() {
        next = (next + 1) % OWNERS;
        return sealer.seal(next, plain, associated);
    }

    /** Opens one record. */
    @Benchmark
    public byte[] open() {
        next = (next + 1) % OWNERS;
        return sealer.open(next, sealed[next], associated);
    }
}
