package io.clientele;

import io.clientele.internal.SystemTime;
import io.clientele.keys.KeyProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says how a {@link Cdp} is to be opened. Not thread-safe; use it once. */
public final class CdpBuilder {

    final Optional<Path> directory;
    final List<CdpModule> modules = new ArrayList<>();
    InstantSource clock = SystemTime.wall();
    Optional<KeyProvider> keys = Optional.empty();
    Duration lease = Duration.ofSeconds(30);
    Duration wait = Duration.ZERO;

    CdpBuilder(Optional<Path> directory) {
        this.directory = directory;
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
}
