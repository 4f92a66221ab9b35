package io.clientele.segment;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.schema.FieldRead;
import io.clientele.segment.Segments.Version;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.spi.Definition;
import io.clientele.spi.Fact;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Plan;
import io.clientele.spi.ProfileEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Drives the engine under the pen and plans what enters fire. */
final class SegmentEvaluator implements ProfileEvaluator {

    static final String REMOVE = "remove";
    static final String RENAME = "rename";
    private static final String TRIGGER = "trigger";
    private static final String CUTOFF = "cutoff";

    private final SegmentEngine engine = new SegmentEngine(new SegmentEngine.Listener() {
        @Override
        public void changed(int profile, Segment segment, Instant at, boolean entered) {
            if (plan != null) {
                for (Active active : subscriptions.values()) {
                    if (active.concerns(segment, at, entered)) {
                        fire(profile, active.subscription, at, plan);
                    }
                }
            }
        }

        @Override
        public void crossed(int profile) {
            if (plan != null) {
                plan.touched(profile);
            }
        }
    });

    private final Map<String, Active> subscriptions = new LinkedHashMap<>();
    private final Map<String, List<Version>> versions = new HashMap<>();
    private Instant asOf = Instant.EPOCH;
    private @Nullable Plan plan;

    /**
     * A subscription and since when it is watched.
     *
     * @param subscription the subscription
     * @param since when its segment was first subscribed to under its name
     */
    private record Active(Subscription subscription, Instant since) {

        boolean concerns(Segment segment, Instant at, boolean entered) {
            return subscription.concerns(segment.name(), entered) && !at.isBefore(since);
        }
    }

    SegmentEngine engine() {
        return engine;
    }

    /** The instant up to which memberships are true. */
    Instant asOf() {
        return asOf;
    }

    /** What a segment has meant. */
    List<Version> versions(String name) {
        engine.require(name);
        return List.copyOf(versions.getOrDefault(name, List.of()));
    }

    List<String> subscriptionsTo(String segment) {
        return subscriptions.values().stream()
                .map(Active::subscription)
                .filter(each -> each.segment().equals(segment))
                .map(Subscription::name)
                .toList();
    }

    Optional<Subscription> subscription(String name) {
        return Optional.ofNullable(subscriptions.get(name)).map(Active::subscription);
    }

    private static void fire(int profile, Subscription due, Instant at, Plan into) {
        if (!due.rests(into.lastFired(due.name(), profile), at)) {
            Properties payload = Properties.of(Map.of("segment", due.segment()));
            into.fire(new Plan.Firing(due.name(), profile, at, due.purpose(), payload));
        }
    }

    @Override
    public void apply(int profile, Fact fact, Plan into) {
        with(into, () -> engine.apply(profile, fact));
    }

    @Override
    public void refold(int profile, List<Fact> facts, Instant now, Plan into) {
        if (facts.isEmpty()) {
            // It ceases to exist: it leaves its segments to another's inheritance, or to nobody.
            engine.refold(profile, facts, now);
        } else {
            with(into, () -> engine.refold(profile, facts, now));
        }
    }

    @Override
    public void inherit(int from, int into) {
        engine.inherit(from, into);
    }

    @Override
    public boolean inOrder(int profile, Fact fact) {
        return engine.inOrder(profile, fact);
    }

    @Override
    public void advance(Instant to, Plan into) {
        with(into, () -> engine.advance(to));
        asOf = to.isAfter(asOf) ? to : asOf;
    }

    @Override
    public List<Derived> derived(int profile, List<Fact> facts, Instant now) {
        return engine.segments().stream()
                .map(segment -> engine.explain(segment, facts, now))
                .filter(Explanation::isMember)
                .map(explanation -> derived(explanation))
                .toList();
    }

    private static Derived derived(Explanation explanation) {
        Segment segment = explanation.segment();
        return new Derived(
                segment.name(),
                segment.purpose(),
                segment.condition().describe(),
                explanation.describe().lines().skip(1).toList());
    }

    @Override
    public byte[] save(int profile) {
        return engine.save(profile);
    }

    @Override
    public boolean restore(int profile, byte[] state) {
        return engine.restore(profile, state);
    }

    @Override
    public void evict(int profile) {
        engine.evict(profile);
    }

    @Override
    public Optional<Instant> nextBoundary(int profile) {
        return engine.nextBoundary(profile);
    }

    @Override
    public byte[] memberships() {
        return engine.memberships();
    }

    @Override
    public void memberships(byte[] saved) {
        engine.memberships(saved);
    }

    private void with(Plan into, Runnable change) {
        plan = into;
        try {
            change.run();
        } finally {
            plan = null;
        }
    }

    @Override
    public void check(Definition definition) {
        Properties body = definition.body();
        switch (kind(definition)) {
            case TRIGGER -> Subscription.of(definition.name(), body);
            case CUTOFF -> Cutoff.of(definition.name(), body);
            case REMOVE -> {}
            case RENAME -> Segment.named(body.text("to").orElse(""));
            default -> Segment.of(definition.name(), body);
        }
    }

    private static String kind(Definition definition) {
        return definition.body().text("kind").orElse("");
    }

    @Override
    public void define(Definition definition, History history, Instant now) {
        String name = definition.name();
        Properties body = definition.body();
        switch (kind(definition)) {
            case TRIGGER -> define(Subscription.of(name, body), definition.time());
            case CUTOFF -> engine.freeze(Cutoff.of(name, body), history);
            case REMOVE -> {
                engine.remove(name);
                versions.remove(name);
            }
            case RENAME -> {
                String newName = body.text("to").orElse("");
                engine.rename(name, newName);
                versions.put(newName, Objects.requireNonNullElseGet(versions.remove(name), ArrayList::new));
            }
            default -> define(Segment.of(name, body), history, definition.time());
        }
    }

    private void define(Segment segment, History history, Instant time) {
        engine.define(segment, history);
        List<Version> known = versions.computeIfAbsent(segment.name(), name -> new ArrayList<>());
        if (known.isEmpty() || !known.get(known.size() - 1).segment().equals(segment)) {
            known.add(new Version(known.size() + 1, segment, time));
        }
    }

    private void define(Subscription subscription, Instant time) {
        Active known = subscriptions.get(subscription.name());
        boolean same = known != null && known.subscription.segment().equals(subscription.segment());
        Instant since = known != null && same ? known.since : time;
        subscriptions.put(subscription.name(), new Active(subscription, since));
    }

    /**
     * Lets a purpose read only fields that are for it, directly or by reading who is in a segment or reaches a cut-off. What is defined anew
     * must be readable for whatever speaks of it already, too.
     */
    static final class FieldGate {

        private final ModuleContext context;
        private final SegmentEvaluator evaluator;

        FieldGate(ModuleContext context, SegmentEvaluator evaluator) {
            this.context = context;
            this.evaluator = evaluator;
        }

        private SegmentEngine engine() {
            return evaluator.engine();
        }

        /** Somebody who reads. */
        private record Reader(String who, Purpose purpose) {}

        private void require(Reader reader, List<FieldRead> reads) {
            context.evaluate(reader.purpose, reads).ifPresent(fault -> {
                throw new IllegalArgumentException(reader.who + ": " + fault.sentence());
            });
        }

        /** Refuses a segment that speaks of what is not there, or reads for anybody what is not for them. */
        void require(Segment segment) {
            List<FieldRead> reads = context.read(() -> {
                engine().require(segment);
                return reads(segment.condition());
            });
            require(new Reader("segment " + segment.name(), segment.purpose()), reads);
            context.read(() -> readers(engine().speakingOf(segment.name()), segment.name()))
                    .forEach(reader -> require(reader, reads));
        }

        /** Refuses a cut-off that is computed of what is not for it, or not for whatever speaks of it. */
        void require(Cutoff cutoff) {
            List<FieldRead> reads = cutoff.aggregate().reads();
            require(new Reader("cut-off " + cutoff.name(), cutoff.purpose()), reads);
            context.read(() -> readers(engine().speakingOf(cutoff), "")).forEach(reader -> require(reader, reads));
        }

        void require(Subscription subscription, Segment entered) {
            List<FieldRead> reads = context.read(() -> reads(entered.condition()));
            require(new Reader("trigger " + subscription.name(), subscription.purpose()), reads);
        }

        void require(Purpose purpose, Aggregate aggregate) {
            require(new Reader("aggregate " + aggregate.kind(), purpose), aggregate.reads());
        }

        /** Segments other than the one that changes, and the triggers on any of them. */
        private List<Reader> readers(List<Segment> segments, String changing) {
            List<Reader> readers = new ArrayList<>();
            for (Segment each : segments) {
                if (!each.name().equals(changing)) {
                    readers.add(new Reader("segment " + each.name(), each.purpose()));
                }
                for (String trigger : evaluator.subscriptionsTo(each.name())) {
                    evaluator
                            .subscription(trigger)
                            .ifPresent(on -> readers.add(new Reader("trigger " + trigger, on.purpose())));
                }
            }
            return readers;
        }

        /** The fields that a condition looks at, those of the segments and cut-offs it names included. */
        private List<FieldRead> reads(Condition condition) {
            List<FieldRead> reads = new ArrayList<>(condition.reads());
            for (NamedCondition named : condition.names()) {
                switch (named.subject()) {
                    case MEMBER_OF ->
                        engine().find(named.name()).ifPresent(other -> reads.addAll(reads(other.condition())));
                    case ABOVE_CUTOFF ->
                        engine().findCutoff(named.name()).ifPresent(cutoff -> reads.addAll(reads(cutoff.condition())));
                    case CONSENTED -> {}
                }
            }
            return reads;
        }
    }
}
