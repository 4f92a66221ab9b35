package io.clientele.trigger;

import io.clientele.Cdp;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.Destination;

/** Attaches triggers to handlers in the shop's own code. Thread-safe. */
public interface Triggers {

    /** The triggers of a platform opened with {@link io.clientele.segment.SegmentModule}. */
    static Triggers of(Cdp cdp) {
        return new HandlerTriggers(cdp.service(Subscriptions.class));
    }

    /**
     * Defines a trigger for good, or changes the one of the same name, and attaches its handler until close. Only enters and
     * leaves after the first attaching fire. Firings planned while no handler was attached, such as before a restart, are handed
     * over with the next write or {@link Cdp#advance()}.
     *
     * @param handler takes each firing at least once, always under the same {@linkplain Firing#id() id}; the purpose is
     *     asked for again right before
     * @throws IllegalArgumentException if the trigger names no purpose or one that is not in the policy, no segment or one that
     *     is not defined
     * @throws IllegalStateException if a handler is attached under its name
     */
    void attach(Trigger trigger, FiringHandler handler);

    /**
     * The same with a destination, such as an {@link io.clientele.destination.HttpDestination}, which is attached under the
     * trigger's name; one destination may serve several triggers.
     *
     * @throws IllegalArgumentException as above; or if the destination does not take messages for the trigger's purpose, or its
     *     recipient may not receive the data
     * @throws IllegalStateException if something is attached under the trigger's name
     */
    void attach(Trigger trigger, Destination destination);
}
