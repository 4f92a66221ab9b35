package io.clientele.trigger;

import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.segment.Segments;
import io.clientele.segment.internal.subscription.Caution;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.Delivery;
import io.clientele.spi.DeliveryTerms;
import io.clientele.spi.Destination;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Recipient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a destination of a handler. */
final class HandlerTriggers implements Triggers {

    /** How long a human review may take. */
    private static final Duration REVIEW = Duration.ofDays(30);

    private final Subscriptions subscriptions;
    private final Segments segments;
    private final ContactPolicy policy;

    HandlerTriggers(Subscriptions subscriptions, Segments segments, ContactPolicy policy) {
        this.subscriptions = subscriptions;
        this.segments = segments;
        this.policy = policy;
    }

    /**
     * A handler as a destination.
     *
     * @param name the trigger's name
     * @param purposes the trigger's purpose
     * @param terms how it is treated
     * @param handler the shop's code
     */
    private record Handed(String name, Set<Purpose> purposes, DeliveryTerms terms, FiringHandler handler)
            implements Destination {

        @Override
        public void send(Permitted<Delivery> delivery) throws Exception {
            handler.handle(new Firing(delivery.value(delivery.purpose())));
        }
    }

    @Override
    public void attach(Trigger trigger, DeliveryTerms terms, FiringHandler handler) {
        Subscription subscription = trigger.subscription();
        Trigger.require(
                !subscription.caution().is(Caution.Trait.DECIDES),
                "trigger " + trigger.name() + " decides about people: attach it with a human review");
        define(trigger);
        attach(subscription, terms, handler);
    }

    @Override
    public void attach(Trigger trigger, HumanReview review, FiringHandler handler) {
        DeliveryTerms patient = DeliveryTerms.standard()
                .restingAfter(Integer.MAX_VALUE, DeliveryTerms.standard().rest())
                .givingUp(Integer.MAX_VALUE, REVIEW);
        Subscription subscription = trigger.subscription();
        define(trigger);
        attach(subscription, patient, firing -> {
            switch (review.review(firing)) {
                case APPROVED -> handler.handle(firing);
                case DECLINED -> throw NotTakenException.forGood("declined_by_review");
                case AWAITED -> throw NotTakenException.notYet("awaits_review");
            }
        });
    }

    /** What fires on a day is about the segment of those whose day it is. */
    private void define(Trigger trigger) {
        trigger.days(policy.contact().zone()).ifPresent(segments::define);
    }

    private void attach(Subscription subscription, DeliveryTerms terms, FiringHandler handler) {
        Set<Purpose> purposes = Set.of(subscription.purpose());
        subscriptions.attach(subscription, policy.contact(), new Handed(subscription.name(), purposes, terms, handler));
    }

    @Override
    public int existing(Trigger trigger) {
        Subscription subscription = trigger.subscription();
        define(trigger);
        return subscriptions.existing(subscription);
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
        public DeliveryTerms terms() {
            return to.terms();
        }

        @Override
        public boolean notify(Notice notice) throws Exception {
            return to.notify(notice);
        }

        @Override
        public void send(Permitted<Delivery> delivery) throws Exception {
            to.send(delivery);
        }

        @Override
        public int together() {
            return to.together();
        }

        @Override
        public Map<String, NotTakenException> sendAll(List<Permitted<Delivery>> deliveries) throws Exception {
            return to.sendAll(deliveries);
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
        Trigger.require(
                !subscription.caution().is(Caution.Trait.DECIDES),
                "trigger " + trigger.name() + " decides about people: attach it with a human review");
        define(trigger);
        subscriptions.attach(subscription, policy.contact(), new Serving(trigger.name(), Set.of(purpose), destination));
    }
}
