package io.clientele.trigger;

import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.Recipient;
import java.util.Optional;
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

    /**
     * A destination under the name of a trigger.
     *
     * @param name the trigger's name
     * @param purposes the trigger's purpose
     * @param to where its messages go
     */
    private record Serving(String name, Set<Purpose> purposes, Destination to) implements Destination {

        @Override
        public Optional<Recipient> recipient() {
            return to.recipient();
        }

        @Override
        public void send(Permitted<Delivery> delivery) throws Exception {
            to.send(delivery);
        }
    }

    @Override
    public void attach(Trigger trigger, Destination destination) {
        Subscription subscription = trigger.subscription();
        Purpose purpose = subscription.purpose();
        if (!destination.purposes().contains(purpose)) {
            throw new IllegalArgumentException("destination " + destination.name() + " takes nothing for "
                    + purpose.key() + ", the purpose of trigger " + trigger.name());
        }
        subscriptions.attach(subscription, new Serving(trigger.name(), Set.of(purpose), destination));
    }
}
