package io.clientele.proof;

import io.clientele.CdpModule;
import io.clientele.spi.ModuleContext;
import java.util.Optional;

/** A module that does nothing but let a test see what modules see. */
final class Insight implements CdpModule {

    private Optional<ModuleContext> context = Optional.empty();

    @Override
    public String name() {
        return "insight";
    }

    @Override
    public void install(ModuleContext given) {
        context = Optional.of(given);
        given.provide(Insight.class, this);
    }

    ModuleContext context() {
        return context.orElseThrow();
    }
}
