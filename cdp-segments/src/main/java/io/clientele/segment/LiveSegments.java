package io.clientele.segment;

import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.Definition;
import io.clientele.spi.Destination;
import io.clientele.spi.ModuleContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The services over the engine: writes go through the journal, reads see one consistent state. */
final class LiveSegments implements Segments, Subscriptions {

    private final ModuleContext context;
    private final SegmentEvaluator evaluator;

    LiveSegments(ModuleContext context, SegmentEvaluator evaluator) {
        this.context = context;
        this.evaluator = evaluator;
    }

    private SegmentEngine engine() {
        return evaluator.engine();
    }

    @Override
    public Segment define(Segment segment) {
        Contradictions.find(segment.condition()).ifPresent(reason -> {
            throw new IllegalArgumentException("nobody can ever be in segment " + segment.name() + ": " + reason);
        });
        Values.require(
                context.purpose(segment.purpose().key()).isPresent(),
                "segment " + segment.name() + " is for the purpose " + segment.purpose()
                        + ", which is not in the policy: nobody could be in it");
        require("segment " + segment.name(), segment.purpose(), segment.condition());
        Optional<Segment> known = context.read(() -> engine().find(segment.name()));
        if (!known.equals(Optional.of(segment))) {
            journal(segment.name(), segment.body());
        }
        return segment;
    }

    /** Whoever reads a field for a purpose, directly or by reading who is in a segment, must be allowed to. */
    private void require(String who, Purpose purpose, Condition condition) {
        context.evaluate(purpose, condition.reads()).ifPresent(fault -> {
            throw new IllegalArgumentException(who + ": " + fault.sentence());
        });
    }

    private void journal(String name, Properties body) {
        Definition definition =
                new Definition(context.newId(), context.clock().instant(), SegmentModule.NAME, name, body);
        Outcome outcome = context.submit(definition);
        if (!outcome.isStored()) {
            throw new IllegalStateException("the definition of " + name + " was not stored: " + outcome);
        }
    }

    @Override
    public void attach(Subscription subscription, Destination destination) {
        Optional<Segment> entered = context.read(() -> engine().find(subscription.segment()));
        Values.require(entered.isPresent(), "segment " + subscription.segment() + " is not defined");
        entered.ifPresent(
                segment -> require("trigger " + subscription.name(), subscription.purpose(), segment.condition()));
        Optional<Subscription> known = context.read(() -> evaluator.subscription(subscription.name()));
        context.outbox().attach(destination);
        if (!known.equals(Optional.of(subscription))) {
            journal(subscription.name(), subscription.body());
        }
    }

    @Override
    public List<Segment> all() {
        return context.read(() -> engine().segments());
    }

    @Override
    public boolean contains(Identifier identifier, Segment segment) {
        return context.read(() -> contains(identifier, segment, context.clock().instant()));
    }

    private boolean contains(Identifier identifier, Segment segment, Instant now) {
        OptionalInt profile = context.profileOf(identifier);
        int number = profile.orElse(-1);
        if (number >= 0 && engine().isDue(number, now)) {
            return engine().explain(segment, context.facts(identifier), now).isMember();
        }
        return engine().contains(number, segment);
    }

    @Override
    public int count(Segment segment) {
        return context.read(() -> engine().count(segment));
    }

    @Override
    public List<String> members(Segment segment) {
        return context.read(
                () -> engine().members(segment).mapToObj(context::profileId).toList());
    }

    @Override
    public List<Segment> segmentsOf(Identifier identifier) {
        return context.read(() -> {
            Instant now = context.clock().instant();
            return engine().segments().stream()
                    .filter(segment -> contains(identifier, segment, now))
                    .toList();
        });
    }

    @Override
    public Explanation explain(Identifier identifier, Segment segment) {
        return context.read(() -> engine().explain(
                        segment, context.facts(identifier), context.clock().instant()));
    }
}
