package io.clientele.segment;

import io.clientele.model.Event;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.schema.FieldRead;
import io.clientele.segment.Segments.Version;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.subscription.Caution;
import io.clientele.segment.internal.subscription.Story;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.timer.Times;
import io.clientele.spi.Definition;
import io.clientele.spi.Fact;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Plan;
import io.clientele.spi.ProfileEvaluator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drives the engine under the pen and plans what enters fire. */
final class SegmentEvaluator implements ProfileEvaluator {

    static final String REMOVE = "remove";
    static final String RENAME = "rename";
    private static final String TRIGGER = "trigger";
    private static final String CUTOFF = "cutoff";
    static final String WELCOMED = "welcomed";
    /** How late an event may come and still cause a firing. */
    private static final Duration LATE = Duration.ofHours(1);

    private final SegmentEngine engine = new SegmentEngine(new SegmentEngine.Listener() {
        @Override
        public void changed(int profile, Segment segment, Instant at, boolean entered) {
            if (plan != null) {
                for (Active active : subscriptions.values()) {
                    if (active.concerns(segment, at, entered)) {
                        active.fire(profile, at, plan);
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
    /** Subscriptions whose firings for who was there before are planned. */
    private final Set<String> welcomed = new HashSet<>();
    /** Those that look at single events. */
    private final List<Active> watching = new ArrayList<>();

    private final Map<String, List<Version>> versions = new HashMap<>();
    private Instant asOf = Instant.EPOCH;
    private @Nullable Plan plan;

    /**
     * A subscription and since when it is watched.
     *
     * @param subscription the subscription
     * @param since when its segment was first subscribed to under its name
     * @param fires which events fire, if events do
     * @param releases which events it waits for, if it does
     */
    private record Active(
            Subscription subscription, Instant since, Optional<EventTest> fires, Optional<EventTest> releases) {

        static Active of(Subscription subscription, Instant since) {
            return new Active(
                    subscription,
                    since,
                    Optional.of(subscription.occasion())
                            .filter(Subscription.Occasion::isEvent)
                            .map(occasion -> test(occasion.subject())),
                    subscription.course().waiting().map(wait -> test(wait.pattern())));
        }

        boolean concerns(Segment segment, Instant at, boolean entered) {
            return subscription.concerns(segment.name(), entered) && !at.isBefore(since);
        }

        void fire(int profile, Instant at, Plan into) {
            if (!subscription.rests(into.lastFired(subscription.name(), profile), at)) {
                into.fire(subscription.firing(profile, at));
            }
        }

        /** What an event says to it. */
        void see(int profile, Event event, Plan into) {
            if (fires.filter(test -> matches(test, event)).isPresent()
                    && !event.time().isBefore(since)) {
                fire(profile, event.time(), into);
            }
            if (releases.filter(test -> matches(test, event)).isPresent()) {
                into.reconsider(subscription.name(), profile);
            }
        }
    }

    /** A pattern of events as it is journaled. */
    static EventTest test(String json) {
        return ((EventCondition) Condition.ofJson(json)).test();
    }

    private static boolean matches(EventTest test, Event event) {
        return event.type().name().equals(test.type()) && test.matches(event, Times.of(event.time()));
    }

    /** Tells the triggers that look at single events of one. */
    private void see(int profile, Event event, Plan into) {
        for (Active active : watching) {
            active.see(profile, event, into);
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
                .filter(each -> each.segment().equals(Optional.of(segment)))
                .map(Subscription::name)
                .toList();
    }

    Optional<Subscription> subscription(String name) {
        return Optional.ofNullable(subscriptions.get(name)).map(Active::subscription);
    }

    @Override
    public void apply(int profile, Fact fact, Plan into) {
        with(into, () -> engine.apply(profile, fact));
        if (!watching.isEmpty() && fact instanceof Fact.Happened happened) {
            see(profile, happened.event(), into);
        }
    }

    @Override
    public void refold(int profile, List<Fact> facts, Instant now, Plan into) {
        if (facts.isEmpty()) {
            // It ceases to exist: it leaves its segments to another's inheritance, or to nobody.
            engine.refold(profile, facts, now);
            return;
        }
        with(into, () -> engine.refold(profile, facts, now));
        if (!watching.isEmpty()) {
            Instant since = now.minus(LATE);
            facts.stream()
                    .filter(fact -> !fact.time().isBefore(since) && !fact.time().isAfter(now))
                    .filter(Fact.Happened.class::isInstance)
                    .forEach(fact -> see(profile, ((Fact.Happened) fact).event(), into));
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
    public List<String> memberOf(int profile) {
        return engine.segmentsOf(profile).stream().map(Segment::name).toList();
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
            case REMOVE, WELCOMED -> {}
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
            case WELCOMED -> welcomed.add(name);
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
        boolean same = known != null && known.subscription.occasion().equals(subscription.occasion());
        Instant since = known != null && same ? known.since : time.truncatedTo(ChronoUnit.MILLIS);
        subscriptions.put(subscription.name(), Active.of(subscription, since));
        watching.clear();
        subscriptions.values().stream()
                .filter(active -> active.fires.isPresent() || active.releases.isPresent())
                .forEach(watching::add);
    }

    /** When a subscription's occasion was first subscribed to under its name. */
    Instant since(String name) {
        return Optional.ofNullable(subscriptions.get(name)).map(Active::since).orElse(Instant.MAX);
    }

    /** Whether firings were planned for who was in its segment before. */
    boolean isWelcomed(String name) {
        return welcomed.contains(name);
    }

    /** What a person's facts tell, folded from nothing. */
    Story story() {
        return new Story() {
            @Override
            public Optional<Boolean> isMember(String segment, List<Fact> facts, Instant at) {
                List<Fact> until =
                        facts.stream().filter(fact -> !fact.time().isAfter(at)).toList();
                return engine.find(segment)
                        .map(defined -> engine.inspect(defined).over(until, at).isMember());
            }

            @Override
            public boolean changed(String segment, List<Fact> facts, Instant after, Instant by) {
                return engine.find(segment)
                        .map(defined -> engine.inspect(defined).changes(facts, by))
                        .filter(changes ->
                                changes.stream().anyMatch(change -> change.at().isAfter(after)))
                        .isPresent();
            }

            @Override
            public EventTest pattern(String json) {
                return test(json);
            }
        };
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

        /** Refuses a trigger that reads what is not for its purpose, in its segment or in events it looks at. */
        void require(Subscription subscription) {
            List<FieldRead> reads = new ArrayList<>();
            subscription
                    .segment()
                    .ifPresent(name -> reads.addAll(context.read(() -> {
                        Optional<Segment> segment = engine().find(name);
                        Values.require(segment.isPresent(), "segment " + name + " is not defined");
                        return reads(segment.get().condition());
                    })));
            patterns(subscription)
                    .forEach(json -> reads.addAll(Condition.ofJson(json).reads()));
            require(new Reader("trigger " + subscription.name(), subscription.purpose()), reads);
            if (subscription.caution().is(Caution.Trait.DECIDES)) {
                requireExplicit(subscription);
            }
        }

        private static List<String> patterns(Subscription subscription) {
            List<String> patterns = new ArrayList<>(subscription.course().cancels());
            subscription.course().waiting().ifPresent(wait -> patterns.add(wait.pattern()));
            if (subscription.occasion().isEvent()) {
                patterns.add(subscription.occasion().subject());
            }
            return patterns;
        }

        /** Deciding about somebody by a machine alone needs an explicit yes (GDPR Art. 22(2)(c)). */
        private void requireExplicit(Subscription subscription) {
            boolean explicit = context.purpose(subscription.purpose().key())
                    .filter(purpose -> purpose.isSpecial() && purpose.bases().equals(Set.of(LawfulBasis.CONSENT)))
                    .isPresent();
            Values.require(
                    explicit,
                    "trigger " + subscription.name()
                            + " decides about people, so only their explicit consent permits it: "
                            + "its purpose must rest on consent alone and be marked special()");
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
