package io.clientele;

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
        return open(directory, clock, modules, between, 64L << 20, Settings.INTERVAL);
    }

    /** The same with so much heap for profiles and so many rows between checkpoints. */
    public static Cdp open(
            Path directory,
            InstantSource clock,
            List<CdpModule> modules,
            UnaryOperator<Store> between,
            long heap,
            long interval) {
        Settings settings = new Settings(
                Optional.of(directory),
                Optional.empty(),
                clock,
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofSeconds(10),
                heap,
                interval);
        return new OpenCdp(Pipeline.open(
                settings, modules.stream().map(FaultyCdp::installer).toList(), () -> {
                    StoreFiles files = StoreFiles.open(settings);
                    return new StoreFiles(between.apply(files.store()), files.keys());
                }));
    }

    private static java.util.function.Consumer<io.clientele.spi.ModuleContext> installer(CdpModule module) {
        return module::install;
    }
}
