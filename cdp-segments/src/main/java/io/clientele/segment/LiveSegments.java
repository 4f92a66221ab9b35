package io.clientele.segment;

import io.clientele.model.EventDraft;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.segment.internal.measure.Formula;
import io.clientele.segment.internal.word.Values;
import io.clientele.spi.Fact;
import io.clientele.spi.ModuleContext;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/** The services over the engine: writes go through the journal, reads see one consistent state. */
final class LiveSegments implements Segments {

    private static final int PORTION = 256;

    private final ModuleContext context;
    private final SegmentEvaluator evaluator;
    private final SegmentEvaluator.FieldGate fields;
    private final Builds builds;
    private final LiveSubscriptions subscriptions;

    LiveSegments(ModuleContext context, SegmentEvaluator evaluator) {
        this.context = context;
        this.evaluator = evaluator;
        this.fields = new SegmentEvaluator.FieldGate(context, evaluator);
        this.builds = new Builds(context, evaluator, fields);
        this.subscriptions = new LiveSubscriptions(context, evaluator, this, builds);
    }

    /** Who is told of changes. */
    LiveSubscriptions subscriptions() {
        return subscriptions;
    }

    /** What may be read for which purpose. */
    SegmentEvaluator.FieldGate fields() {
        return fields;
    }

    private SegmentEngine engine() {
        return evaluator.engine();
    }

    private Instant now() {
        return context.clock().instant();
    }

    // ---- definitions, one after another

    @Override
    public Segment define(Segment segment) {
        requirePossible(segment);
        builds.define(segment);
        return segment;
    }

    @Override
    public Building build(Segment segment) {
        requirePossible(segment);
        return builds.begin(segment);
    }

    @Override
    public List<Building> building() {
        return builds.all();
    }

    private void requirePossible(Segment segment) {
        Contradictions.find(segment.condition()).ifPresent(reason -> {
            throw new IllegalArgumentException("nobody can ever be in segment " + segment.name() + ": " + reason);
        });
        requireKnown("segment " + segment.name(), segment.purpose());
    }

    private void requireKnown(String what, Purpose purpose) {
        Values.require(
                context.purpose(purpose.key()).isPresent(),
                what + " is for the purpose " + purpose + ", which is not in the policy: nobody could be in it");
    }

    @Override
    public void remove(Segment segment) {
        builds.afterAll(() -> {
            requireFree(segment, "removed");
            builds.journal(segment.name(), Properties.of(Map.of("kind", SegmentEvaluator.REMOVE)));
        });
    }

    @Override
    public Segment rename(Segment segment, String newName) {
        Segment renamed = segment.as(newName);
        builds.afterAll(() -> {
            requireFree(segment, "renamed");
            Values.require(
                    context.read(() -> engine().find(newName)).isEmpty(), "segment " + newName + " is defined already");
            builds.journal(segment.name(), Properties.of(Map.of("kind", SegmentEvaluator.RENAME, "to", newName)));
        });
        return renamed;
    }

    private void requireFree(Segment segment, String what) {
        context.read(() -> {
            Values.require(engine().find(segment.name()).isPresent(), "segment " + segment.name() + " is not defined");
            engine().requireUnnamed(segment.name(), what);
            List<String> triggers = evaluator.watch().to(segment.name());
            Values.require(
                    triggers.isEmpty(),
                    "segment " + segment.name() + " cannot be " + what + ": trigger " + String.join(", ", triggers)
                            + " is attached to it");
            List<String> followers = evaluator.following().to(segment.name());
            Values.require(
                    followers.isEmpty(),
                    "segment " + segment.name() + " cannot be " + what + ": " + String.join(", ", followers)
                            + " subscribed to it");
            return segment;
        });
    }

    @Override
    public Cutoff freeze(Cutoff cutoff) {
        requireKnown("cut-off " + cutoff.name(), cutoff.purpose());
        fields.require(cutoff);
        List<BigDecimal> values = new ArrayList<>();
        Instant at = now();
        everybody(person -> Inspection.amount(cutoff.purpose(), cutoff.aggregate(), person.facts, at)
                .ifPresent(values::add));
        Cutoff frozen = cutoff.frozen(values, at);
        builds.afterAll(() -> {
            fields.require(cutoff);
            builds.define(cutoff.name(), frozen.body());
        });
        return frozen;
    }

    static <T> void portions(List<T> all, Consumer<List<T>> each) {
        for (int from = 0; from < all.size(); from += PORTION) {
            each.accept(all.subList(from, Math.min(all.size(), from + PORTION)));
        }
    }

    /** Those of some profiles who are in a segment, in order, and since when. */
    SortedMap<Integer, Instant> since(List<Integer> profiles, String segment) {
        Segment defined = context.read(() -> engine().require(segment));
        Instant now = now();
        SortedMap<Integer, Instant> since = new TreeMap<>();
        portions(
                profiles,
                portion -> context.read(() -> {
                    context.profiles()
                            .histories(
                                    portion,
                                    (profile, facts) -> last(changes(defined, facts, now))
                                            .filter(Inspection.Change::entered)
                                            .ifPresent(change -> since.put(profile, change.at())));
                    return portion;
                }));
        return since;
    }

    @Override
    public void subscribe(String name, Collection<Segment> segments, Subscriber subscriber) {
        subscriptions.subscribe(name, segments, subscriber);
    }

    @Override
    public void unsubscribe(String name) {
        subscriptions.unsubscribe(name);
    }

    @Override
    public List<Segment> all() {
        return context.read(() -> engine().segments());
    }

    @Override
    public List<Version> versions(Segment segment) {
        return context.read(() -> evaluator.versions(segment.name()));
    }

    // ---- many people

    @Override
    public Instant asOf() {
        return context.read(evaluator::asOf);
    }

    @Override
    public int count(Segment segment) {
        return context.read(() -> engine().count(segment));
    }

    @Override
    public Reach count(Segment segment, Purpose purpose) {
        Condition everybody = new BooleanCondition("all", List.of());
        Segment reachable =
                Segment.named("reachable-" + purpose.key()).purpose(purpose).when(everybody);
        context.read(() -> {
            engine().count(segment);
            Optional<Segment> known = engine().find(reachable.name());
            Values.require(
                    known.isEmpty() || known.get().equals(reachable),
                    "segment " + reachable.name()
                            + " is defined with another meaning: rename it to count who can be reached");
            return segment;
        });
        define(reachable);
        return context.read(() -> new Reach(
                engine().count(segment),
                RoaringBitmap.andCardinality(engine().set(segment), engine().set(reachable)),
                evaluator.asOf()));
    }

    @Override
    public List<String> members(Segment segment) {
        return context.read(() ->
                engine().members(segment).mapToObj(context.profiles()::idOf).toList());
    }

    @Override
    public Segments.Members in(Segment segment) {
        return context.read(() -> {
            engine().count(segment);
            return new Set(() -> engine().set(segment));
        });
    }

    /** People as a set that is computed when asked for. */
    private final class Set implements Segments.Members {

        private final Supplier<RoaringBitmap> numbers;

        private Set(Supplier<RoaringBitmap> numbers) {
            this.numbers = numbers;
        }

        private Segments.Members with(Segment segment, BinaryOperator<RoaringBitmap> operation) {
            context.read(() -> engine().count(segment));
            return new Set(() -> operation.apply(numbers.get(), engine().set(segment)));
        }

        @Override
        public Segments.Members and(Segment segment) {
            return with(segment, (a, b) -> RoaringBitmap.and(a, b));
        }

        @Override
        public Segments.Members or(Segment segment) {
            return with(segment, (a, b) -> RoaringBitmap.or(a, b));
        }

        @Override
        public Segments.Members without(Segment segment) {
            return with(segment, (a, b) -> RoaringBitmap.andNot(a, b));
        }

        @Override
        public int count() {
            return context.read(() -> numbers.get().getCardinality());
        }

        @Override
        public Page page(int most, Optional<String> cursor) {
            Values.require(most >= 1, "most must be 1 or more");
            int after = number(cursor);
            return context.read(() -> {
                IntStream rest = io.clientele.segment.internal.pack.Members.stream(numbers.get())
                        .filter(number -> number > after);
                return shown(rest.limit(most + 1L).boxed().toList(), most, evaluator.asOf());
            });
        }
    }

    private Page shown(List<Integer> found, int most, Instant asOf) {
        List<Integer> shown = found.subList(0, Math.min(most, found.size()));
        Optional<String> next =
                found.size() > most ? Optional.of(String.valueOf(shown.get(most - 1))) : Optional.empty();
        return new Page(shown.stream().map(context.profiles()::idOf).toList(), next, asOf);
    }

    private static int number(Optional<String> cursor) {
        String text = cursor.orElse("0");
        Values.require(text.matches("[0-9]{1,9}"), "the cursor is none");
        return Integer.parseInt(text);
    }

    @Override
    public List<Member> enteredSince(Segment segment, Instant instant) {
        List<Integer> members =
                context.read(() -> engine().members(segment).boxed().toList());
        return since(members, segment.name()).entrySet().stream()
                .filter(each -> !each.getValue().isBefore(instant))
                .map(each -> new Member(context.profiles().idOf(each.getKey()), each.getValue()))
                .sorted(Comparator.comparing(Member::since).reversed())
                .toList();
    }

    private List<Inspection.Change> changes(Segment segment, List<Fact> facts, Instant now) {
        return engine().inspect(segment).changes(facts, now);
    }

    private static Optional<Inspection.Change> last(List<Inspection.Change> changes) {
        return changes.isEmpty() ? Optional.empty() : Optional.of(changes.get(changes.size() - 1));
    }

    // ---- without defining

    /**
     * Somebody looked at.
     *
     * @param number whose number
     * @param facts what is known
     */
    private record Person(int number, List<Fact> facts) {}

    private void everybody(Consumer<Person> look) {
        for (int next = 1; next > 0; ) {
            next = some(next, look);
        }
    }

    /** Looks at a portion of people; returns where the next begins, 0 if there is none. */
    private int some(int first, Consumer<Person> look) {
        return context.read(() -> {
            int last = Math.min(first + PORTION - 1, context.profiles().last());
            List<Integer> numbers = IntStream.rangeClosed(first, last).boxed().toList();
            List<Person> people = new ArrayList<>();
            context.profiles().histories(numbers, (number, facts) -> people.add(new Person(number, facts)));
            people.sort(Comparator.comparingInt(Person::number));
            people.forEach(look);
            return last < context.profiles().last() ? last + 1 : 0;
        });
    }

    /** Whether somebody would be in a segment. */
    private Predicate<Person> wouldBeIn(Segment segment) {
        fields.require(segment);
        Inspection inspection = context.read(() -> engine().inspect(segment));
        return person -> inspection.over(person.facts, now()).isMember();
    }

    @Override
    public Preview preview(Segment segment, int sample) {
        if (sample < 0) {
            throw new IllegalArgumentException("sample must not be negative");
        }
        Predicate<Person> wouldBeIn = wouldBeIn(segment);
        int[] people = {0, 0};
        List<String> ids = new ArrayList<>();
        everybody(person -> {
            people[0]++;
            if (wouldBeIn.test(person)) {
                people[1]++;
                if (ids.size() < sample) {
                    ids.add(context.profiles().idOf(person.number));
                }
            }
        });
        return new Preview(people[0], people[1], ids, now());
    }

    @Override
    public Page query(Segment segment, int most, Optional<String> cursor) {
        Values.require(most >= 1, "most must be 1 or more");
        Predicate<Person> wouldBeIn = wouldBeIn(segment);
        List<Integer> found = new ArrayList<>();
        for (int next = number(cursor) + 1; next > 0 && found.size() <= most; ) {
            next = some(next, person -> {
                if (found.size() <= most && wouldBeIn.test(person)) {
                    found.add(person.number);
                }
            });
        }
        return shown(found, most, now());
    }

    // ---- one person

    @Override
    public boolean contains(Identifier identifier, Segment segment) {
        return context.read(() -> contains(identifier, segment, now()));
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
    public List<Segment> segmentsOf(Identifier identifier) {
        return context.read(() -> {
            Instant now = now();
            return engine().segments().stream()
                    .filter(segment -> contains(identifier, segment, now))
                    .toList();
        });
    }

    @Override
    public List<Stay> history(Identifier identifier, Segment segment) {
        return context.read(() -> {
            Segment defined = engine().require(segment.name());
            List<Stay> stays = new ArrayList<>();
            for (Inspection.Change change : changes(defined, context.facts(identifier), now())) {
                if (change.entered()) {
                    stays.add(new Stay(change.at(), Optional.empty()));
                } else {
                    Stay open = stays.remove(stays.size() - 1);
                    stays.add(new Stay(open.from(), Optional.of(change.at())));
                }
            }
            return stays;
        });
    }

    @Override
    public Explanation explain(Identifier identifier, Segment segment) {
        return context.read(() -> engine().explain(segment, context.facts(identifier), now()));
    }

    @Override
    public WhatIf whatIf(Identifier identifier, EventDraft<?> event) {
        return context.read(() -> {
            OptionalInt profile = context.profileOf(identifier);
            if (profile.isEmpty()) {
                return new WhatIf(List.of(), List.of());
            }
            Instant now = now();
            Fact fact = new Fact.Happened(event.about(identifier, now, context.newId()));
            Map<Segment, Boolean> changes =
                    engine().whatIf(profile.getAsInt(), fact, () -> context.facts(identifier), now);
            return new WhatIf(with(changes, true), with(changes, false));
        });
    }

    private static List<Segment> with(Map<Segment, Boolean> changes, boolean entered) {
        return changes.entrySet().stream()
                .filter(change -> change.getValue() == entered)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Optional<BigDecimal> amount(Identifier identifier, Purpose purpose, Aggregate aggregate) {
        Values.require(aggregate.same().isEmpty(), "there is one amount for each value; say it without same");
        fields.require(purpose, aggregate);
        return context.read(() -> Inspection.amount(purpose, aggregate, context.facts(identifier), now()));
    }

    @Override
    public Optional<Object> value(Identifier identifier, Purpose purpose, Aggregate aggregate) {
        Values.require(
                aggregate.same().isEmpty() && (aggregate.isValue() || aggregate.isOnly(Formula.LAST_TIME)),
                "only the first, last or most frequent value, or the last time, is a value");
        fields.require(purpose, aggregate);
        return context.read(() -> Inspection.value(purpose, aggregate, context.facts(identifier), now()));
    }
}
