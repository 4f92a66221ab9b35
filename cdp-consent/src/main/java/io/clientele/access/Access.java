package io.clientele.access;

import io.clientele.Cdp;

/**
 * Gives each of the shop's people what their role may see. A service of the {@link AccessModule}. Thread-safe.
 *
 * <p>This is for honest hosts and clear screens: code in the same process that calls {@link Cdp} itself sees everything.
 */
public interface Access {

    /** The service of an open platform that the {@link AccessModule} was given to. */
    static Access of(Cdp cdp) {
        return cdp.service(Access.class);
    }

    /** What somebody may see. Costs nothing; make one for each request. */
    View as(Principal principal);
}
