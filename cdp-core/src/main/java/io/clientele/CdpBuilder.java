package io.clientele;

import io.clientele.internal.SystemTime;
import io.clientele.internal.pipeline.Pipeline;
import io.clientele.internal.pipeline.Settings;
import io.clientele.keys.KeyProvider;
import io.clientele.model.CdpException;
import io.clientele.model.Outcome;
import io.clientele.model.StorageException;
import io.clientele.spi.ModuleContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Says how a {@link Cdp} is to be opened. Not thread-safe; use it once. */
public final class CdpBuilder {

    private final Optional<Path> directory;
    private final Optional<Settings.Sources> sources;
    private final List<CdpModule> modules = new ArrayList<>();
    private InstantSource clock = SystemTime.wall();
    private Optional<KeyProvider> keys = Optional.empty();
    private Duration lease = Duration.ofSeconds(30);
    private Duration wait = Duration.ZERO;
    private Duration deadline = Duration.ofSeconds(10);
    private long heap = 64L << 20;

    CdpBuilder(Optional<Path> directory, Optional<Settings.Sources> sources) {
        this.directory = directory;
        this.sources = sources;
    }

    /** Adds a module; one that gives a consent gate is needed. */
    public CdpBuilder with(CdpModule module) {
        modules.add(module);
        return this;
    }

    /** The time; the machine's by default, a manual clock in tests. */
    public CdpBuilder clock(InstantSource source) {
        clock = source;
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

    /** How long this process may be silent before another may take the store over; 30 seconds by default. */
    public CdpBuilder lease(Duration duration) {
        lease = duration;
        return this;
    }

    /** How long {@link #open} waits for another process to give the store free; not at all by default. */
    public CdpBuilder waitFor(Duration duration) {
        wait = duration;
        return this;
    }

    /** How long a call waits for its turn before it ends {@linkplain Outcome.Kind#BUSY busy}; 10 seconds by default. */
    public CdpBuilder deadline(Duration duration) {
        deadline = duration;
        return this;
    }

    /**
     * Roughly how much heap the profiles at hand may take together, in bytes; 64 MiB by default. A profile that was used
     * lately costs one to two kilobytes of it; any other is folded from its records when it is needed, which costs a read of
     * the disk. Beside it heap holds, of every profile, what it is a member of and how its identifiers belong together, and
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
        Settings settings =
                new Settings(directory, sources, clock, keys, lease, wait, deadline, heap, Settings.INTERVAL);
        return new OpenCdp(Pipeline.open(settings, installers));
    }
}
