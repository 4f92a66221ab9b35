package io.clientele;

import io.clientele.spi.ModuleContext;

/** A feature that plugs into a {@link Cdp}; given to its builder once. */
public interface CdpModule {

    /** The module's stable name, under which its definitions are journaled. */
    String name();

    /** Plugs in. Called once, while the {@code Cdp} is opened. */
    void install(ModuleContext context);

    /**
     * Looks at the platform once it is open, before the host gets it; does nothing by default. What is thrown here closes the
     * platform and goes to whoever opened it.
     */
    default void opened(Cdp cdp) {}

    /** Hands in what is left to say, while the platform still takes it: it is about to be closed. Does nothing by default. */
    default void closing(Cdp cdp) {}
}
