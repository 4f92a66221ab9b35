package io.clientele.segment.internal.subscription;

import io.clientele.spi.Destination;

/** Takes subscriptions of enters; the seam between segments and triggers. */
public interface Subscriptions {

    /**
     * Journals a subscription if it is new or changed, and attaches who takes its firings.
     *
     * @throws IllegalArgumentException if its segment is not defined
     * @throws IllegalStateException if somebody is attached under its name
     */
    void attach(Subscription subscription, Destination destination);
}
