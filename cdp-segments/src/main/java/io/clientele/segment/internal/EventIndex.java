package io.clientele.segment.internal;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.PropertyTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.spi.Fact;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups an event can change: by type, then by the value of the property that tells most tests of that type
 * apart, then by bounds on one more property; only what remains is tried one by one.
 */
final class EventIndex {

    private final Map<EventType, OfType> types = new HashMap<>();
    private final List<FlagLeaf> consents = new ArrayList<>();
    private final Touched[] all;
    private final @Nullable Touched[] byGroup;
    private final int[] found;
    private int size;
    private final Listeners[] answered;
    private int answeredSize;
    private int answers;
    private long stamp;
    private EventType latest = EventType.IDENTIFY;
    private @Nullable OfType ofLatest;

    /** A group, and by which tests it listens: one for each role. */
    private static final class Touched {
        private final Group group;
        private final int number;
        private final Listeners[] tests;
        private boolean answers;
        private long stamp;

        private Touched(Group group, int number, Listeners[] tests) {
            this.group = group;
            this.number = number;
            this.tests = tests;
        }
    }

    /**
     * Events that satisfy one test, and who listens: groups that it starts, and groups that it answers, which it does not concern
     * as long as they know nothing of a profile.
     */
    static final class Listeners {
        final EventTest test;
        private Touched[] started = {};
        private Touched[] answered = {};
        private long stamp;

        private Listeners(EventTest test) {
            this.test = test;
        }

        private void add(Touched group, boolean starts) {
            if (starts) {
                started = with(started, group);
            } else {
                answered = with(answered, group);
                group.answers = true;
            }
        }

        private static Touched[] with(Touched[] some, Touched more) {
            Touched[] all = Arrays.copyOf(some, some.length + 1);
            all[some.length] = more;
            return all;
        }
    }

    /** Listeners by the value of a property: texts, and numbers without trailing zeros. */
    private static final class ByValue {
        private final String path;
        private final boolean isField;
        private final Map<Object, Bucket> byValue = new HashMap<>();
        private boolean hasText;
        private boolean hasNumber;

        private ByValue(String path) {
            this.path = path;
            this.isField = Values.isField(path);
        }

        private void add(Object operand, Listeners listeners, PropertyTest answered) {
            hasText |= operand instanceof String;
            hasNumber |= operand instanceof BigDecimal;
            byValue.computeIfAbsent(Values.key(operand), k -> new Bucket()).add(listeners, answered);
        }
    }

    /** The tests of one type; of the type that carries traits the leaves on these, too. */
    private static final class OfType {
        private final Bucket any = new Bucket();
        private ByValue[] indexed = {};
        private Map<String, List<FlagLeaf>> traits = Map.of();
    }

    EventIndex(Collection<Group> groups, Collection<FlagLeaf> flags) {
        Map<EventTest, Listeners> byTest = new LinkedHashMap<>();
        all = new Touched[groups.size()];
        found = new int[groups.size()];
        byGroup = new @Nullable
                Touched[groups.stream().mapToInt(g -> g.id + 1).max().orElse(0)];
        int number = 0;
        for (Group group : groups) {
            Listeners[] tests = group.tests().stream()
                    .map(test -> byTest.computeIfAbsent(test, Listeners::new))
                    .toArray(Listeners[]::new);
            Touched touched = new Touched(group, number, tests);
            for (int role = 0; role < tests.length; role++) {
                tests[role].add(touched, group.startsOn(role));
            }
            byGroup[group.id] = touched;
            all[number++] = touched;
        }
        answered = new Listeners[byTest.size()];
        Map<String, List<FlagLeaf>> traits = new HashMap<>();
        for (FlagLeaf flag : flags) {
            (flag.isTrait() ? traits.computeIfAbsent(flag.subject, n -> new ArrayList<>()) : consents).add(flag);
        }
        Map<String, List<Listeners>> byType = new LinkedHashMap<>();
        byTest.values()
                .forEach(l -> byType.computeIfAbsent(l.test.type(), t -> new ArrayList<>())
                        .add(l));
        byType.forEach((type, listeners) -> types.put(EventType.named(type), index(listeners)));
        if (!traits.isEmpty()) {
            types.computeIfAbsent(EventType.IDENTIFY, type -> index(List.of())).traits = traits;
        }
        ofLatest = types.get(latest);
    }

    /** The tests of a type; events of one type often come one after the other. */
    @SuppressWarnings("ReferenceEquality")
    private @Nullable OfType of(EventType type) {
        if (type != latest) {
            ofLatest = types.get(type);
            latest = type;
        }
        return ofLatest;
    }

    /** Those of a profile's facts that can change anything, and the last event, which tells the position. */
    List<Fact> telling(List<Fact> facts) {
        int last = facts.size() - 1;
        while (last >= 0 && !(facts.get(last) instanceof Fact.Happened)) {
            last--;
        }
        List<Fact> telling = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            Fact fact = facts.get(i);
            if (i == last
                    || !(fact instanceof Fact.Happened happened)
                    || of(happened.event().type()) != null) {
                telling.add(fact);
            }
        }
        return telling;
    }

    private static int spread(Map<String, Set<Object>> valuesByPath, PropertyTest test) {
        return valuesByPath.getOrDefault(test.path(), Set.of()).size();
    }

    private static OfType index(List<Listeners> all) {
        Map<String, Set<Object>> valuesByPath = new LinkedHashMap<>();
        all.forEach(l -> equalities(l.test)
                .forEach(test -> valuesByPath
                        .computeIfAbsent(test.path(), p -> new HashSet<>())
                        .addAll(test.operands())));
        Map<String, ByValue> byPath = new LinkedHashMap<>();
        OfType ofType = new OfType();
        for (Listeners listeners : all) {
            Optional<PropertyTest> best = equalities(listeners.test).stream()
                    .reduce((a, b) -> spread(valuesByPath, b) > spread(valuesByPath, a) ? b : a);
            if (best.isEmpty()) {
                ofType.any.add(listeners, null);
            } else {
                ByValue byValue = byPath.computeIfAbsent(best.get().path(), ByValue::new);
                best.get().operands().stream()
                        .map(Values::key)
                        .distinct()
                        .forEach(operand -> byValue.add(operand, listeners, best.get()));
            }
        }
        ofType.any.close();
        byPath.values().forEach(byValue -> byValue.byValue.values().forEach(Bucket::close));
        ofType.indexed = byPath.values().toArray(ByValue[]::new);
        return ofType;
    }

    private static List<PropertyTest> equalities(EventTest test) {
        return test.properties().stream().filter(PropertyTest::isEquality).toList();
    }

    /** Leaves on permits. */
    List<FlagLeaf> consents() {
        return consents;
    }

    /** Leaves on the traits that an event carries; none if it is of another type. */
    Map<String, List<FlagLeaf>> traits(Event event) {
        OfType ofType = of(event.type());
        return ofType == null ? Map.of() : ofType.traits;
    }

    /** Looks which groups an event of a profile concerns; returns how many. */
    int match(ProfileState profile, Event event, long time) {
        size = 0;
        answeredSize = 0;
        answers = 0;
        OfType ofType = of(event.type());
        if (ofType != null) {
            stamp++;
            ofType.any.match(event, time, this);
            for (ByValue byValue : ofType.indexed) {
                if (byValue.isField) {
                    lookUp(byValue, event.properties().get(byValue.path), event, time);
                } else {
                    event.properties().all(byValue.path).forEach(value -> lookUp(byValue, value, event, time));
                }
            }
        }
        if (answers > 0) {
            findAnswered(profile);
        }
        return size;
    }

    /** Looks through the groups that are answered, or through those that know of the profile: whichever are fewer. */
    private void findAnswered(ProfileState profile) {
        int known = profile.size();
        for (int i = 0; answers <= known && i < answeredSize; i++) {
            find(answered[i].answered);
        }
        for (int place = 0; answers > known && place < known; place++) {
            int id = profile.groupAt(place);
            Touched touched = id < byGroup.length ? byGroup[id] : null;
            if (touched != null && touched.answers && roles(touched) != 0) {
                find(touched);
            }
        }
    }

    private void find(Touched[] some) {
        for (Touched each : some) {
            find(each);
        }
    }

    private void find(Touched touched) {
        if (touched.stamp != stamp) {
            touched.stamp = stamp;
            found[size++] = touched.number;
        }
    }

    private int roles(Touched touched) {
        int roles = 0;
        for (int role = 0; role < touched.tests.length; role++) {
            roles |= touched.tests[role].stamp == stamp ? 1 << role : 0;
        }
        return roles;
    }

    /** A group that was found; valid until the next look. */
    Group found(int i) {
        return all[found[i]].group;
    }

    /** In which roles it listens to the event. */
    int roles(int i) {
        return roles(all[found[i]]);
    }

    private void lookUp(ByValue index, @Nullable Object value, Event event, long time) {
        if (value == null) {
            return;
        }
        if (index.hasText) {
            match(index.byValue.get(Values.text(value)), event, time);
        }
        BigDecimal number = index.hasNumber ? Values.number(value) : null;
        if (number != null) {
            match(index.byValue.get(Values.key(number)), event, time);
        }
    }

    private void match(@Nullable Bucket bucket, Event event, long time) {
        if (bucket != null) {
            bucket.match(event, time, this);
        }
    }

    /** Takes note of a test that the event satisfies. */
    void satisfied(Listeners listeners) {
        if (listeners.stamp != stamp) {
            listeners.stamp = stamp;
            find(listeners.started);
            if (listeners.answered.length > 0) {
                answers += listeners.answered.length;
                answered[answeredSize++] = listeners;
            }
        }
    }
}
