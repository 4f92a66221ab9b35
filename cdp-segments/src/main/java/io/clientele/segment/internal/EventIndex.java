package io.clientele.segment.internal;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.util.ArrayList;
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
 * Finds the leaves an event can change: by type, then by the value of the property that tells most tests of that type
 * apart. Tests without an equality are tried on every event of their type.
 */
final class EventIndex {

    private final Map<EventType, OfType> types = new HashMap<>();
    private final Map<String, List<FlagLeaf>> traits = new HashMap<>();
    private final List<FlagLeaf> consents = new ArrayList<>();
    private final List<Touched> found = new ArrayList<>();
    private long stamp;

    /** A leaf, and in which roles it listens to the event last matched. */
    static final class Touched {
        final Leaf leaf;
        int roles;
        private long stamp;

        private Touched(Leaf leaf) {
            this.leaf = leaf;
        }
    }

    /** Events that satisfy one test, and who listens. */
    private static final class Listeners {
        private final EventTest test;
        private final List<Touched> leaves = new ArrayList<>();
        private final List<Integer> roles = new ArrayList<>();
        private long stamp;

        private Listeners(EventTest test) {
            this.test = test;
        }
    }

    /** Listeners by the value of a property: texts, and numbers without trailing zeros. */
    private static final class ByValue {
        private final String path;
        private final boolean isField;
        private final Map<Object, List<Listeners>> byValue = new HashMap<>();
        private boolean hasText;
        private boolean hasNumber;

        private ByValue(String path) {
            this.path = path;
            this.isField = Values.isField(path);
        }

        private void add(Object operand, Listeners listeners) {
            hasText |= operand instanceof String;
            hasNumber |= operand instanceof BigDecimal;
            byValue.computeIfAbsent(Values.key(operand), k -> new ArrayList<>()).add(listeners);
        }
    }

    /** The tests of one type. */
    private static final class OfType {
        private final List<Listeners> tried = new ArrayList<>();
        private final List<ByValue> indexed = new ArrayList<>();
    }

    EventIndex(Collection<Leaf> leaves) {
        Map<EventTest, Listeners> byTest = new LinkedHashMap<>();
        for (Leaf leaf : leaves) {
            List<EventTest> tests = leaf.tests();
            Touched touched = new Touched(leaf);
            for (int role = 0; role < tests.size(); role++) {
                Listeners listeners = byTest.computeIfAbsent(tests.get(role), Listeners::new);
                listeners.leaves.add(touched);
                listeners.roles.add(role);
            }
            if (leaf instanceof FlagLeaf flag) {
                (flag.isTrait() ? traits.computeIfAbsent(flag.subject, n -> new ArrayList<>()) : consents).add(flag);
            }
        }
        Map<String, List<Listeners>> byType = new LinkedHashMap<>();
        byTest.values()
                .forEach(l -> byType.computeIfAbsent(l.test.type(), t -> new ArrayList<>())
                        .add(l));
        byType.forEach((type, listeners) -> types.put(EventType.named(type), index(listeners)));
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
                ofType.tried.add(listeners);
            } else {
                ByValue byValue = byPath.computeIfAbsent(best.get().path(), ByValue::new);
                best.get().operands().forEach(operand -> byValue.add(operand, listeners));
            }
        }
        ofType.indexed.addAll(byPath.values());
        return ofType;
    }

    private static List<PropertyTest> equalities(EventTest test) {
        return test.properties().stream().filter(PropertyTest::isEquality).toList();
    }

    /** Leaves on permits. */
    List<FlagLeaf> consents() {
        return consents;
    }

    /** Leaves on traits, by name. */
    Map<String, List<FlagLeaf>> traits() {
        return traits;
    }

    /** The leaves that listen to an event; valid until the next call. */
    List<Touched> match(Event event, long time) {
        found.clear();
        OfType ofType = types.get(event.type());
        if (ofType == null) {
            return found;
        }
        stamp++;
        tryAll(ofType.tried, event, time);
        for (int i = 0; i < ofType.indexed.size(); i++) {
            ByValue byValue = ofType.indexed.get(i);
            if (byValue.isField) {
                lookUp(byValue, event.properties().get(byValue.path), event, time);
            } else {
                event.properties().all(byValue.path).forEach(value -> lookUp(byValue, value, event, time));
            }
        }
        return found;
    }

    private void lookUp(ByValue index, @Nullable Object value, Event event, long time) {
        if (value == null) {
            return;
        }
        if (index.hasText) {
            tryAll(index.byValue.get(Values.text(value)), event, time);
        }
        BigDecimal number = index.hasNumber ? Values.number(value) : null;
        if (number != null) {
            tryAll(index.byValue.get(Values.key(number)), event, time);
        }
    }

    private void tryAll(@Nullable List<Listeners> listeners, Event event, long time) {
        for (int i = 0; listeners != null && i < listeners.size(); i++) {
            Listeners each = listeners.get(i);
            if (each.stamp != stamp && each.test.matches(event, time)) {
                each.stamp = stamp;
                find(each);
            }
        }
    }

    private void find(Listeners listeners) {
        for (int i = 0; i < listeners.leaves.size(); i++) {
            Touched touched = listeners.leaves.get(i);
            if (touched.stamp != stamp) {
                touched.stamp = stamp;
                touched.roles = 0;
                found.add(touched);
            }
            touched.roles |= 1 << listeners.roles.get(i);
        }
    }

    /** The fields of a trait event, or of any other event none. */
    static Properties traitsOf(Event event) {
        return event.type().equals(EventType.IDENTIFY) ? event.properties() : Properties.empty();
    }
}
