package io.clientele.internal.audit;

import io.clientele.spi.Checkpoint;
import io.clientele.spi.CheckpointSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Hands checkpoints outside: when a thousand entries are new, or some are and a second has passed. Thread-safe; one thread
 * hands over at a time, and nobody waits for it.
 */
final class Checkpoints {

    private static final Logger LOG = System.getLogger("io.clientele.audit");
    private static final long MANY = 1_000;
    private static final Duration LONG = Duration.ofSeconds(1);

    private final Optional<CheckpointSink> sink;
    private final InstantSource clock;
    private final Supplier<Checkpoint> signer;
    private final ReentrantLock handing = new ReentrantLock();
    private long handed;
    private Instant since = Instant.EPOCH;
    private boolean refused;

    Checkpoints(Optional<CheckpointSink> sink, InstantSource clock, Supplier<Checkpoint> signer) {
        this.sink = sink;
        this.clock = clock;
        this.signer = signer;
    }

    /** Hands a checkpoint over if one is due for a log of this size. A sink that throws is asked again later. */
    void offer(long size, boolean atOnce) {
        if (sink.isEmpty() || handing.isHeldByCurrentThread() || !handing.tryLock()) {
            return;
        }
        try {
            if (isDue(size, atOnce)) {
                Checkpoint checkpoint = signer.get();
                since = clock.instant();
                refused = true;
                sink.get().keep(checkpoint);
                refused = false;
                handed = checkpoint.size();
            }
        } catch (RuntimeException failure) {
            LOG.log(
                    Level.WARNING,
                    "a checkpoint was not taken: {0}",
                    failure.getClass().getName());
        } finally {
            handing.unlock();
        }
    }

    private boolean isDue(long size, boolean atOnce) {
        long pending = size - handed;
        boolean waited = Duration.between(since, clock.instant()).abs().compareTo(LONG) >= 0;
        return pending > 0 && (atOnce || waited || (pending >= MANY && !refused));
    }
}
