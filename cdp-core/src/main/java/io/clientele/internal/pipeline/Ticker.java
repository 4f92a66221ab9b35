package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.internal.pen.PenOptions.Ticking;
import io.clientele.internal.pen.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Moves time on without traffic, on a scheduler that the host gave: now and then, and when something stored lazily has to
 * become durable. Without a scheduler it does nothing. Thread-safe.
 */
final class Ticker {

    private static final System.Logger LOG = System.getLogger("io.clientele.pen");

    private final Optional<Ticking> ticking;
    private final Runnable tick;
    private final List<Future<?>> running = new ArrayList<>();
    private boolean armed;
    private long armedFor;

    Ticker(Optional<Ticking> ticking, Runnable tick) {
        this.ticking = ticking;
        this.tick = tick;
    }

    synchronized void start() {
        ticking.ifPresent(given -> {
            long every = given.every().toNanos();
            running.add(given.scheduler().scheduleWithFixedDelay(this::tick, every, every, TimeUnit.NANOSECONDS));
        });
    }

    /** Sees to it that what is not durable becomes so in time. */
    synchronized void arm(Progress progress) {
        OptionalLong due = ticking.isPresent() ? progress.due() : OptionalLong.empty();
        if (due.isPresent()) {
            long at = SystemTime.nanos() + due.getAsLong();
            if (!armed || at - armedFor < 0) {
                schedule(ticking.get().scheduler(), due.getAsLong());
                armed = true;
                armedFor = at;
            }
        }
    }

    private void schedule(ScheduledExecutorService scheduler, long nanos) {
        try {
            Future<?> once = scheduler.schedule(this::tickOnce, nanos, TimeUnit.NANOSECONDS);
            running.removeIf(Future::isDone);
            running.add(once);
        } catch (RejectedExecutionException shutDown) {
            LOG.log(System.Logger.Level.WARNING, "the scheduler takes no work: what is stored lazily waits for a call");
        }
    }

    private void tickOnce() {
        synchronized (this) {
            armed = false;
        }
        tick();
    }

    private void tick() {
        try {
            tick.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "time was not moved on: {0}", failure.getMessage());
        }
    }

    synchronized void stop() {
        running.forEach(future -> future.cancel(false));
        running.clear();
    }
}
