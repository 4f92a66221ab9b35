package io.clientele.segment.internal.subscription;

import io.clientele.spi.Destination;

/** Takes subscriptions; the seam between segments and triggers. */
public interface Subscriptions {

    /**
     * Journals a subscription if it is new or changed, and attaches who takes its firings.
     *
     * @param contact what holds for all triggers together
     * @throws IllegalArgumentException if its segment is not defined, or it decides about people without their explicit consent
     * @throws IllegalStateException if somebody is attached under its name
     */
    void attach(Subscription subscription, Contact contact, Destination destination);

    /** How many are in the segment of a subscription now. */
    int existing(Subscription subscription);
}
