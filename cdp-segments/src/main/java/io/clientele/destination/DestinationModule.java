package io.clientele.destination;

import io.clientele.CdpModule;
import io.clientele.spi.ModuleContext;

/**
 * Plugs in audiences and exports: {@code .with(DestinationModule.standard())}, after the segments. Use a fresh one for each
 * platform. A destination of a trigger needs no module.
 */
public final class DestinationModule implements CdpModule {

    private DestinationModule() {}

    /** Audiences and exports. */
    public static DestinationModule standard() {
        return new DestinationModule();
    }

    @Override
    public String name() {
        return "destinations";
    }

    @Override
    public void install(ModuleContext context) {
        context.provide(Exports.class, new FileExports(context));
        context.provide(ToldPeople.class, new ToldPeople(context));
    }
}
