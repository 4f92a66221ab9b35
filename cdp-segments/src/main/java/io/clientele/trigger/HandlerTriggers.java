package io.clientele.trigger;

import io.clientele.model.Permitted;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;

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
     * @param handler the shop's code
     */
    private record Handed(String name, FiringHandler handler) implements Destination {

        @Override
        public void send(Permitted<Delivery> delivery) throws Exception {
            handler.handle(new Firing(delivery.value()));
        }
    }

    @Override
    public void attach(Trigger trigger, FiringHandler handler) {
        subscriptions.attach(trigger.subscription(), new Handed(trigger.name(), handler));
    }
}
