package io.clientele;

import io.clientele.spi.ModuleContext;

/** A feature that plugs into a {@link Cdp}; given to its builder once. */
public interface CdpModule {

    /** The module's stable name, under which its definitions are journaled. */
    String name();

    /** Plugs in. Called once, while the {@code Cdp} is opened. */
    void install(ModuleContext context);
}
