package io.clientele;

import io.clientele.internal.SystemTime;
import io.clientele.internal.pen.PenOptions;
import io.clientele.internal.pen.PenOptions.Handing;
import io.clientele.internal.pen.PenOptions.Ticking;
import io.clientele.internal.pipeline.Pipeline;
import io.clientele.internal.pipeline.Settings;
import io.clientele.keys.KeyProvider;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import io.clientele.spi.CheckpointSink;
import io.clientele.spi.ModuleContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Says how a {@link Cdp} is to be opened. Not thread-safe; use it once. */
public final class CdpBuilder {

    private static final long LEAST_HEAP = 64L << 20;
    private static final int HEAP_SHARE = 8;

    private final Optional<Path> directory;
    private final Optional<Settings.Sources> sources;
    private final List<CdpModule> modules = new ArrayList<>();
    private InstantSource clock = SystemTime.wall();
    private Optional<KeyProvider> keys = Optional.empty();
    private Duration keyLifetime = Duration.ofHours(1);
    private Duration lease = Duration.ofSeconds(30);
    private Duration wait = Duration.ZERO;
    private PenOptions pen = PenOptions.standard();
    private long heap = Math.max(LEAST_HEAP, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    private Optional<CheckpointSink> checkpoints = Optional.empty();

    CdpBuilder(Optional<Path> directory, Optional<Settings.Sources> sources) {
        this.directory = directory;
        this.sources = sources;
    }

    /** Adds a module; one that gives a consent gate is needed. */
    public CdpBuilder with(CdpModule module) {
        modules.add(Objects.requireNonNull(module, "module"));
        return this;
    }

    /** The time; the machine's by default, a manual clock in tests. */
    public CdpBuilder clock(InstantSource source) {
        clock = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Who keeps the master key. By default a random passphrase is made and kept beside the keys, readable by the owner
     * only: that guards a lost backup of the data, not a stolen directory.
     */
    public CdpBuilder keys(KeyProvider provider) {
        keys = Optional.of(provider);
        return this;
    }

    /**
     * How long a key that the provider has unwrapped may be used without asking again; an hour by default. That long a
     * provider may be out of reach unnoticed. After it, whatever needs a key fails with a
     * {@link io.clientele.keys.KeyProviderException}, nothing is lost, and work goes on once the provider answers.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public CdpBuilder keyLifetime(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration: it must be positive");
        }
        keyLifetime = duration;
        return this;
    }

    /** How long this process may be silent before another may take the store over; 30 seconds by default. */
    public CdpBuilder lease(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration: it must be positive");
        }
        lease = duration;
        return this;
    }

    /**
     * How long {@link #open} waits for another process to give the store free; not at all by default. A process that is gone is
     * not waited for. A store that was closed on a full disk may have had no room to be given free: whoever opens it again
     * in the same process waits for as long as the lease lasts, or is refused until then.
     */
    public CdpBuilder waitFor(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: it must not be negative");
        }
        wait = duration;
        return this;
    }

    /** How calls are treated that do not say otherwise: {@code calls(c -> c.deadline(ofSeconds(1)).busyWhenFull())}. */
    public CdpBuilder calls(UnaryOperator<CallOptions> change) {
        pen = pen.with(change.apply(new CallOptions(pen.terms())).terms());
        return this;
    }

    /**
     * How much may wait for the store; 10,000 things or 64 MiB of heap by default. One call that is larger waits until nothing
     * else does.
     *
     * @param intakes how many things, at least 1
     * @param bytes of how much heap, at least 1
     */
    public CdpBuilder queue(int intakes, long bytes) {
        if (intakes < 1 || bytes < 1) {
            throw new IllegalArgumentException("the queue must have room for something");
        }
        pen = new PenOptions(pen.terms(), intakes, bytes, pen.executor(), pen.ticking(), pen.handing());
        return this;
    }

    /**
     * Commits on threads of the host, completes the stages of {@link Cdp#async} there and hands firings over there. Without
     * this, one of the callers commits for all who wait and is held as long as the store takes, whatever its deadline; with it
     * no caller is held longer than its deadline by a store that does not answer. Callers lead themselves if the executor
     * refuses, or has not begun when half their time is over. The executor is the host's to shut down, after the platform.
     */
    public CdpBuilder executor(Executor executor) {
        pen = new PenOptions(
                pen.terms(), pen.most(), pen.mostBytes(), Optional.of(executor), pen.ticking(), pen.handing());
        return this;
    }

    /**
     * Calls {@link Cdp#advance} without traffic: every so often, and when something that was stored {@linkplain CallOptions#lazy
     * lazily} has to become durable. Without this nobody does. The scheduler is the host's to shut down, after the platform.
     */
    public CdpBuilder scheduler(ScheduledExecutorService scheduler, Duration every) {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("every must be positive");
        }
        pen = new PenOptions(
                pen.terms(),
                pen.most(),
                pen.mostBytes(),
                pen.executor(),
                Optional.of(new Ticking(scheduler, every)),
                pen.handing());
        return this;
    }

    /**
     * Hands firings over on threads of the host, so that no write waits for a slow destination. Without this, whoever wrote or
     * advanced hands over before its call returns: right for handlers that only put a message into a queue of the shop's. Still one
     * message goes at a time. The executor is the host's to shut down, after the platform.
     */
    public CdpBuilder deliverOn(Executor executor) {
        pen = pen.with(new Handing(pen.handing().afterWrites(), Optional.of(executor)));
        return this;
    }

    /** Hands firings over in {@link Cdp#advance} alone, never after a write; a {@linkplain #scheduler scheduler} calls that. */
    public CdpBuilder deliverOnAdvance() {
        pen = pen.with(new Handing(false, pen.handing().on()));
        return this;
    }

    /**
     * Roughly how much heap the profiles at hand may take together, in bytes; by default an eighth of the JVM's, at least
     * 64 MiB. A profile that was used lately costs one to two kilobytes of it; any other is read from the store when it is
     * needed and written when it leaves, so whoever is often seen should find a place. Beside it heap holds, of every profile, what it is a member of and how its identifiers belong together, and
     * of a batch in progress whoever it is about.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CdpBuilder heap(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("heap must not be negative");
        }
        heap = bytes;
        return this;
    }

    /**
     * Who keeps signed checkpoints of the audit log, out of reach of whoever can change the store: one each thousand entries
     * or second with new ones, and at close. Without one the log can be exported, but rewritten as a whole.
     */
    public CdpBuilder checkpoints(CheckpointSink sink) {
        checkpoints = Optional.of(sink);
        return this;
    }

    /**
     * Opens the platform: takes the lease, carries out erasures that a restored copy of the data does not know yet, and
     * brings the state back from the last checkpoint and what came after it.
     *
     * @throws CdpException with one clear line, if there is no consent gate, the directory cannot be used or is in use
     * @throws io.clientele.keys.WrongKeyException if the keys do not open what is there
     * @throws StorageException if the database failed
     */
    public Cdp open() {
        List<Consumer<ModuleContext>> installers = new ArrayList<>();
        modules.forEach(module -> installers.add(module::install));
        Settings settings = new Settings(
                directory,
                sources,
                clock,
                keys,
                keyLifetime,
                lease,
                wait,
                pen,
                checkpoints,
                heap,
                Settings.INTERVAL,
                Settings.SHELVING,
                Settings.WORTH);
        return OpenCdp.of(Pipeline.open(settings, installers), modules);
    }
}
