package io.clientele.trigger;

import io.clientele.Cdp;
import io.clientele.segment.Segments;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.DeliveryTerms;
import io.clientele.spi.Destination;
import java.time.ZoneOffset;

/** Attaches triggers to handlers in the shop's own code. Thread-safe. */
public interface Triggers {

    /** The triggers of a platform opened with {@link io.clientele.segment.SegmentModule}, without quiet hours and common caps. */
    static Triggers of(Cdp cdp) {
        return of(cdp, ContactPolicy.in(ZoneOffset.UTC));
    }

    /** The triggers of a platform; what is attached through this obeys a policy. */
    static Triggers of(Cdp cdp, ContactPolicy policy) {
        return new HandlerTriggers(cdp.service(Subscriptions.class), Segments.of(cdp), policy);
    }

    /**
     * Defines a trigger for good, or changes the one of the same name, and attaches its handler until close. Only what happens after
     * the first attaching fires. Firings planned while no handler was attached, such as before a restart, are handed over with the
     * next write or {@link Cdp#advance()}.
     *
     * @param handler takes each firing at least once, always under the same {@linkplain Firing#id() id}; the purpose is
     *     asked for again right before
     * @throws IllegalArgumentException if the trigger is not whole, or its purpose or segment is not known
     * @throws IllegalStateException if a handler is attached under its name
     */
    default void attach(Trigger trigger, FiringHandler handler) {
        attach(trigger, DeliveryTerms.standard(), handler);
    }

    /**
     * The same for a handler that is treated in its own way: how long between tries, when to give up, how much at once.
     *
     * @throws IllegalArgumentException if the trigger is not whole, or its purpose or segment is not known
     * @throws IllegalStateException if a handler is attached under its name
     */
    void attach(Trigger trigger, DeliveryTerms terms, FiringHandler handler);

    /**
     * Attaches a trigger that {@linkplain Trigger#decides decides} about people.
     *
     * @param review looks at each firing before the handler is called
     * @throws IllegalArgumentException if the trigger is not whole, or its purpose or segment is not known
     * @throws IllegalStateException if a handler is attached under its name
     */
    void attach(Trigger trigger, HumanReview review, FiringHandler handler);

    /**
     * How many are in a trigger's segment now, for whom {@link Trigger#forExistingMembers} would fire: to be looked at before.
     *
     * @throws IllegalArgumentException if the trigger is not whole or not about a segment that is defined
     */
    int existing(Trigger trigger);

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
