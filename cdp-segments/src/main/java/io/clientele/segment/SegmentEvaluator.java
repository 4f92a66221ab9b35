package io.clientele.segment;

import io.clientele.model.LawfulBasis;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.schema.FieldRead;
import io.clientele.segment.Segments.Version;
import io.clientele.segment.internal.build.Construction;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.subscription.Caution;
import io.clientele.segment.internal.subscription.Following;
import io.clientele.segment.internal.subscription.Story;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Watch;
import io.clientele.segment.internal.word.Reach;
import io.clientele.segment.internal.word.Values;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drives the engine under the pen and plans what enters fire. */
final class SegmentEvaluator implements ProfileEvaluator {

    static final String REMOVE = "remove";
    static final String RENAME = "rename";
    static final String BUILD = "build";
    static final String CANCEL = "cancel";
    private static final String TRIGGER = "trigger";
    private static final String CUTOFF = "cutoff";
    static final String WELCOMED = "welcomed";

    private Ear ear = new Ear();
    private SegmentEngine engine = new SegmentEngine(ear);
    private @Nullable Site site;
    /** Segments that are being built or wait for it, in order. */
    private final Map<String, Segment> pending = new LinkedHashMap<>();

    private final Watch watch = new Watch(SegmentEvaluator::test);
    private final Following following = new Following();
    private final Map<String, List<Version>> versions = new HashMap<>();
    private Instant asOf = Instant.EPOCH;
    private @Nullable Plan plan;

    /** A pattern of events as it is journaled. */
    static EventTest test(String json) {
        return ((EventCondition) Condition.ofJson(json)).test();
    }

    /** Hears what changes; of an engine that is not in force yet it passes on only that something did. */
    private final class Ear implements SegmentEngine.Listener {

        @Override
        @SuppressWarnings("ReferenceEquality")
        public void changed(int profile, Segment segment, Instant at, boolean entered) {
            if (plan != null && this == ear) {
                watch.changed(profile, segment.name(), at, entered, plan);
                following.changed(profile, segment.name(), segment.purpose(), new Following.Change(at, entered), plan);
            }
        }

        @Override
        public void crossed(int profile) {
            if (plan != null) {
                plan.touched(profile);
            }
        }
    }

    /**
     * Where a definition becomes true of everybody before it is put in force.
     *
     * @param name of what is defined
     * @param body of the definition
     * @param ear of its engine
     * @param construction what is there so far
     */
    private record Site(String name, Properties body, Ear ear, Construction construction) {

        boolean isFor(String what, Properties definition) {
            return name.equals(what) && body.equals(definition);
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

    // ---- building

    /** Begins to make a definition true of everybody, under the pen; whatever was begun before is given up. */
    Construction begin(String name, Properties body, int last) {
        Ear next = new Ear();
        SegmentEngine successor = engine.successor(next);
        define(successor, name, body);
        successor.advance(asOf);
        Construction construction = new Construction(successor, last);
        site = new Site(name, body, next, construction);
        return construction;
    }

    /** What is being made true for a definition. */
    Optional<Construction> construction(String name, Properties body) {
        return Optional.ofNullable(site).filter(s -> s.isFor(name, body)).map(Site::construction);
    }

    void giveUp() {
        site = null;
    }

    /** The segment that is being built under a name, or waits for it. */
    Optional<Segment> pending(String name) {
        return Optional.ofNullable(pending.get(name));
    }

    /** All that are being built, the oldest first. */
    List<Segment> pending() {
        return List.copyOf(pending.values());
    }

    private Optional<SegmentEngine> next(int profile) {
        Site there = site;
        return there == null ? Optional.empty() : there.construction.of(profile);
    }

    /** Who is subscribed to what. */
    Watch watch() {
        return watch;
    }

    /** Which hosts keep up with what. */
    Following following() {
        return following;
    }

    @Override
    public void apply(int profile, Fact fact, Plan into) {
        with(into, () -> engine.apply(profile, fact));
        next(profile).ifPresent(next -> with(into, () -> next.apply(profile, fact)));
        watch.applied(profile, fact, into);
    }

    @Override
    public void refold(int profile, List<Fact> facts, Instant now, Plan into) {
        if (facts.isEmpty()) {
            // It ceases to exist: it leaves its segments to another's inheritance, or to nobody.
            engine.refold(profile, facts, now);
        } else {
            with(into, () -> engine.refold(profile, facts, now));
            watch.refolded(profile, facts, now, into);
        }
        next(profile).ifPresent(next -> next.refold(profile, facts, now));
    }

    @Override
    public void inherit(int from, int into) {
        engine.inherit(from, into);
    }

    @Override
    public boolean inOrder(int profile, Fact fact) {
        return engine.inOrder(profile, fact)
                && next(profile).filter(next -> !next.inOrder(profile, fact)).isEmpty();
    }

    @Override
    public void advance(Instant to, Plan into) {
        with(into, () -> engine.advance(to));
        if (site != null) {
            SegmentEngine next = site.construction.next();
            with(into, () -> next.advance(to));
        }
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
        List<byte[]> saved = new ArrayList<>(2);
        saved.add(engine.save(profile));
        next(profile).ifPresent(next -> saved.add(next.save(profile)));
        return Construction.joined(saved);
    }

    @Override
    public boolean restore(int profile, byte[] state) {
        Optional<SegmentEngine> next = next(profile);
        return (next.isEmpty() || Construction.anyOf(state, saved -> next.get().restore(profile, saved)))
                && Construction.anyOf(state, saved -> engine.restore(profile, saved));
    }

    @Override
    public void evict(int profile) {
        engine.evict(profile);
        next(profile).ifPresent(next -> next.evict(profile));
    }

    @Override
    public Optional<Instant> nextBoundary(int profile) {
        Optional<Instant> due = engine.nextBoundary(profile);
        Optional<Instant> ahead = next(profile).flatMap(next -> next.nextBoundary(profile));
        return due.isEmpty() || ahead.filter(due.get()::isAfter).isPresent() ? ahead : due;
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
        switch (kind(body)) {
            case TRIGGER -> Subscription.of(definition.name(), body);
            case CUTOFF -> Cutoff.of(definition.name(), body);
            case Following.FOLLOW, Following.UNFOLLOW, REMOVE, CANCEL, WELCOMED -> {}
            case RENAME -> Segment.named(body.text("to").orElse(""));
            default -> Segment.of(definition.name(), body);
        }
    }

    private static String kind(Properties body) {
        return body.text("kind").orElse("");
    }

    @Override
    public void define(Definition definition) {
        String name = definition.name();
        Properties body = definition.body();
        switch (kind(body)) {
            case TRIGGER -> watch.define(name, body, definition.time());
            case Following.FOLLOW, Following.UNFOLLOW -> following.define(name, body);
            case BUILD -> pending.put(name, Segment.of(name, body));
            case CANCEL -> {
                pending.remove(name);
                site = site != null && site.name.equals(name) ? null : site;
            }
            case WELCOMED -> watch.welcomed(name);
            case REMOVE -> {
                engine.remove(name);
                versions.remove(name);
            }
            case RENAME -> {
                String newName = body.text("to").orElse("");
                engine.rename(name, newName);
                versions.put(newName, Objects.requireNonNullElseGet(versions.remove(name), ArrayList::new));
            }
            default -> enforce(definition);
        }
    }

    /** Puts a segment or cut-off in force: what was built for it, or else what nobody is in yet. */
    private void enforce(Definition definition) {
        String name = definition.name();
        Properties body = definition.body();
        Site there = site;
        if (there != null && there.isFor(name, body) && there.construction.isWhole()) {
            engine = there.construction.next();
            ear = there.ear;
            giveUp();
        } else {
            define(engine, name, body);
        }
        if (!kind(body).equals(CUTOFF)) {
            pending.remove(name);
            define(Segment.of(name, body), definition.time());
        }
    }

    private static void define(SegmentEngine where, String name, Properties body) {
        if (kind(body).equals(CUTOFF)) {
            where.freeze(Cutoff.of(name, body), visitor -> {});
        } else {
            where.define(Segment.of(name, body), visitor -> {});
        }
    }

    private void define(Segment segment, Instant time) {
        List<Version> known = versions.computeIfAbsent(segment.name(), name -> new ArrayList<>());
        if (known.isEmpty() || !known.get(known.size() - 1).segment().equals(segment)) {
            known.add(new Version(known.size() + 1, segment, time));
        }
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
     * Lets a purpose read only what is for it, directly or by a segment or cut-off; also for what speaks of it already.
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

        /** Refuses what looks at events that are no longer there. */
        private void requireHistory(String who, List<Reach> reaches) {
            for (Reach reach : reaches) {
                reach.fault(context.schemas()).ifPresent(fault -> {
                    throw new IllegalArgumentException(who + ": " + fault);
                });
            }
        }

        /** Refuses a segment that speaks of what is not there, or reads for anybody what is not for them. */
        void require(Segment segment) {
            List<FieldRead> reads = context.read(() -> {
                engine().require(segment);
                return reads(segment.condition());
            });
            require(new Reader("segment " + segment.name(), segment.purpose()), reads);
            requireHistory("segment " + segment.name(), segment.condition().reaches());
            context.read(() -> readers(engine().speakingOf(segment.name()), segment.name()))
                    .forEach(reader -> require(reader, reads));
        }

        /** Refuses a cut-off that is computed of what is not for it, or not for whatever speaks of it. */
        void require(Cutoff cutoff) {
            List<FieldRead> reads = cutoff.aggregate().reads();
            require(new Reader("cut-off " + cutoff.name(), cutoff.purpose()), reads);
            requireHistory("cut-off " + cutoff.name(), cutoff.aggregate().reaches());
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
                for (String trigger : evaluator.watch().to(each.name())) {
                    evaluator
                            .watch()
                            .find(trigger)
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
