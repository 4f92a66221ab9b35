package io.clientele;

import io.clientele.internal.pen.PenOptions;
import io.clientele.internal.pipeline.Pipeline;
import io.clientele.internal.pipeline.Settings;
import io.clientele.internal.pipeline.StoreFiles;
import io.clientele.internal.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Opens a platform whose store is wrapped, for tests that make it fail. */
public final class FaultyCdp {

    private FaultyCdp() {}

    /** A platform over the real store of a directory, with something between it and the pipeline. */
    public static Cdp open(Path directory, InstantSource clock, List<CdpModule> modules, UnaryOperator<Store> between) {
        return open(directory, clock, modules, PenOptions.standard(), between);
    }

    /** The same with so much heap for profiles and so many rows between checkpoints. */
    public static Cdp open(
            Path directory, InstantSource clock, List<CdpModule> modules, Limits limits, UnaryOperator<Store> between) {
        return open(directory, clock, modules, PenOptions.standard(), limits, between);
    }

    /**
     * How much heap and disk.
     *
     * @param heap for profiles, in bytes
     * @param interval between checkpoints, in rows
     * @param worth from how many events on a profile is saved
     */
    public record Limits(long heap, long interval, int worth) {}

    /** The same with a pen of its own kind. */
    public static Cdp open(
            Path directory,
            InstantSource clock,
            List<CdpModule> modules,
            PenOptions pen,
            UnaryOperator<Store> between) {
        return open(directory, clock, modules, pen, new Limits(64L << 20, Settings.INTERVAL, Settings.WORTH), between);
    }

    private static Cdp open(
            Path directory,
            InstantSource clock,
            List<CdpModule> modules,
            PenOptions pen,
            Limits limits,
            UnaryOperator<Store> between) {
        Settings settings = new Settings(
                Optional.of(directory),
                Optional.empty(),
                clock,
                Optional.empty(),
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                Duration.ZERO,
                pen,
                Optional.empty(),
                limits.heap(),
                limits.interval(),
                2 * limits.interval(),
                limits.worth());
        return OpenCdp.of(
                Pipeline.open(
                        settings, modules.stream().map(FaultyCdp::installer).toList(), () -> {
                            StoreFiles files = StoreFiles.open(settings);
                            return new StoreFiles(between.apply(files.store()), files.keys());
                        }),
                modules);
    }

    private static java.util.function.Consumer<io.clientele.spi.ModuleContext> installer(CdpModule module) {
        return module::install;
    }
}
