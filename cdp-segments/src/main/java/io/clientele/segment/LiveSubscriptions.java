package io.clientele.segment;

import io.clientele.model.Permitted;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.segment.Segments.Change;
import io.clientele.segment.Segments.Subscriber;
import io.clientele.segment.internal.subscription.Caution;
import io.clientele.segment.internal.subscription.Contact;
import io.clientele.segment.internal.subscription.Following;
import io.clientele.segment.internal.subscription.Judge;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.segment.internal.word.Values;
import io.clientele.spi.Delivery;
import io.clientele.spi.DeliveryTerms;
import io.clientele.spi.Destination;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Who is told of what changes: triggers, and hosts that keep up with who is in. Both ride on the outbox. */
final class LiveSubscriptions implements Subscriptions {

    private static final int MOST_LETTERS = 100;

    /** As long as it takes: what comes after it for the same person waits. */
    private static final DeliveryTerms PATIENT =
            DeliveryTerms.standard().givingUp(Integer.MAX_VALUE, Duration.ofDays(100L * 365));

    private final ModuleContext context;
    private final SegmentEvaluator evaluator;
    private final LiveSegments segments;
    private final Builds builds;

    LiveSubscriptions(ModuleContext context, SegmentEvaluator evaluator, LiveSegments segments, Builds builds) {
        this.context = context;
        this.evaluator = evaluator;
        this.segments = segments;
        this.builds = builds;
    }

    private SegmentEngine engine() {
        return evaluator.engine();
    }

    // ---- triggers

    @Override
    public void attach(Subscription subscription, Contact contact, Destination destination) {
        builds.inTurn(() -> {
            segments.fields().require(subscription);
            Optional<Subscription> known = context.read(() -> evaluator.watch().find(subscription.name()));
            context.outbox().attach(destination, new Judge(subscription, contact, evaluator.story()));
            if (!known.equals(Optional.of(subscription))) {
                builds.journal(subscription.name(), subscription.body());
            }
            if (subscription.caution().is(Caution.Trait.EXISTING)) {
                welcome(subscription);
            }
        });
    }

    /** Plans a firing for whoever is in a segment since before its trigger was attached first, once for all. */
    private void welcome(Subscription subscription) {
        String name = subscription.name();
        if (context.read(() -> evaluator.watch().isWelcomed(name))) {
            return;
        }
        Instant since = context.read(() -> evaluator.watch().since(name));
        List<Integer> inside = context.read(() -> inside(subscription).boxed().toList());
        List<Plan.Firing> firings = segments
                .since(inside, subscription.segment().orElseThrow())
                .entrySet()
                .stream()
                .filter(each -> !each.getValue().isAfter(since))
                .map(each -> subscription.firing(each.getKey(), since))
                .toList();
        LiveSegments.portions(firings, context.outbox()::plan);
        builds.journal(name, Properties.of(Map.of("kind", SegmentEvaluator.WELCOMED)));
    }

    private IntStream inside(Subscription subscription) {
        Values.require(subscription.segment().isPresent(), "trigger " + subscription.name() + " is about no segment");
        Segment segment = engine().require(subscription.segment().get());
        return subscription.occasion().on() == Subscription.On.ENTER ? engine().members(segment) : IntStream.empty();
    }

    @Override
    public int existing(Subscription subscription) {
        return context.read(() -> (int) inside(subscription).count());
    }

    // ---- hosts that keep up

    /** Journals which segments are followed under a name, unless it is known, and has their changes handed over. */
    void subscribe(String name, Collection<Segment> followed, Subscriber subscriber) {
        Values.require(!name.isBlank() && name.length() <= MOST_LETTERS, "name must hold 1 to 100 characters");
        Values.require(!followed.isEmpty(), "subscription " + name + " names no segment");
        Properties body = Following.body(followed.stream().map(Segment::name).toList());
        builds.inTurn(() -> {
            Set<String> known = context.read(() -> {
                followed.forEach(each -> engine().require(each.name()));
                return evaluator.following().of(name);
            });
            if (known.isEmpty()) {
                context.outbox().detach(Following.destination(name));
            }
            context.outbox().attach(new Told(name, Following.segments(body), subscriber));
            if (!known.equals(Following.segments(body))) {
                builds.journal(name, body);
            }
        });
    }

    void unsubscribe(String name) {
        builds.inTurn(() -> {
            if (!context.read(() -> evaluator.following().of(name)).isEmpty()) {
                builds.journal(name, Following.end());
                context.outbox().detach(Following.destination(name));
            }
        });
    }

    /** A subscriber as a destination. */
    private final class Told implements Destination {

        private final String name;
        private final Set<String> followed;
        private final Subscriber subscriber;

        private Told(String name, Set<String> followed, Subscriber subscriber) {
            this.name = Following.destination(name);
            this.followed = followed;
            this.subscriber = subscriber;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<Purpose> purposes() {
            return context.read(() -> {
                Set<Purpose> purposes = new HashSet<>(Set.of(Following.OF_LEAVING));
                followed.forEach(
                        each -> engine().find(each).map(Segment::purpose).ifPresent(purposes::add));
                return purposes;
            });
        }

        @Override
        public DeliveryTerms terms() {
            return PATIENT;
        }

        @Override
        public void send(Permitted<Delivery> permitted) throws Exception {
            Delivery delivery = permitted.value(permitted.purpose());
            subscriber.changed(new Change(
                    delivery.id(),
                    delivery.profile(),
                    Following.segment(delivery.payload()),
                    delivery.boundary(),
                    Following.entered(delivery.payload())));
        }
    }
}
