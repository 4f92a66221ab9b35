package io.clientele.trigger;

import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import java.util.Set;

/** Makes a destination of a handler. */
final class HandlerTriggers implements Triggers {

    private final Subscriptions subscriptions;

    HandlerTriggers(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /**
     * A handler as a destination.
     *
     * @param name the trigger's name
     * @param purposes the trigger's purpose
     * @param handler the shop's code
     */
    private record Handed(String name, Set<Purpose> purposes, FiringHandler handler) implements Destination {

        @Override
        public void send(Permitted<Delivery> delivery) throws Exception {
            handler.handle(new Firing(delivery.value(delivery.purpose())));
        }
    }

    @Override
    public void attach(Trigger trigger, FiringHandler handler) {
        Subscription subscription = trigger.subscription();
        subscriptions.attach(subscription, new Handed(trigger.name(), Set.of(subscription.purpose()), handler));
    }
}
