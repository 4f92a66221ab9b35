package io.clientele.segment.internal;

import io.clientele.model.Event;
import io.clientele.segment.internal.EventIndex.Listeners;
import io.clientele.segment.internal.match.PropertyTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.timer.Times;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tests that have one answer in common, such as a type and a value. Those that need no more are at hand; those with one
 * bound on a number are ordered by it, so that looking stops at the first that fails; the rest are tried.
 */
final class Bucket {

    private final List<Listeners> addedToAll = new ArrayList<>();
    private final List<Listeners> addedToTried = new ArrayList<>();
    private final Map<String, Bounds> addedBounds = new LinkedHashMap<>();
    private Listeners[] all = {};
    private Listeners[] tried = {};
    private Bounds[] bounds = {};

    /** A bound and who waits for it. */
    private record Bound(PropertyTest test, BigDecimal value, double near, Listeners listeners) {}

    /** Bounds on one field in one direction, easiest first. */
    private static final class Bounds {
        private final String path;
        private final boolean upward;
        private final List<Bound> added = new ArrayList<>();
        private Bound[] ordered = {};

        private Bounds(String path, boolean upward) {
            this.path = path;
            this.upward = upward;
        }

        private void sort() {
            Comparator<Bound> byValue = Comparator.comparing(Bound::value);
            added.sort((upward ? byValue : byValue.reversed()).thenComparing(b -> b.test.isStrict()));
            ordered = added.toArray(Bound[]::new);
        }

        private void match(Event event, EventIndex index) {
            Object value = event.properties().get(path);
            BigDecimal number = Values.number(value);
            if (number == null) {
                return;
            }
            double near = number.doubleValue();
            for (int i = 0; i < ordered.length && accepts(ordered[i], number, near); i++) {
                index.satisfied(ordered[i].listeners);
            }
        }

        /** Decides by the nearest doubles, which keep the order; only where these are equal by the exact numbers. */
        private boolean accepts(Bound bound, BigDecimal number, double near) {
            if (near != bound.near) {
                return near > bound.near == upward;
            }
            int compared = number.compareTo(bound.value);
            return compared == 0 ? !bound.test.isStrict() : compared > 0 == upward;
        }
    }

    /** Adds a test of which one predicate is answered already. */
    void add(Listeners listeners, @Nullable PropertyTest answered) {
        List<PropertyTest> rest = listeners.test.properties().stream()
                .filter(test -> !test.equals(answered))
                .toList();
        if (listeners.test.since() != Times.ALWAYS || rest.size() > 1) {
            addedToTried.add(listeners);
        } else if (rest.isEmpty()) {
            addedToAll.add(listeners);
        } else if (rest.get(0).isBound()) {
            PropertyTest test = rest.get(0);
            BigDecimal value = (BigDecimal) test.operands().get(0);
            addedBounds
                    .computeIfAbsent(test.isUpward() + test.path(), k -> new Bounds(test.path(), test.isUpward()))
                    .added
                    .add(new Bound(test, value, value.doubleValue(), listeners));
        } else {
            addedToTried.add(listeners);
        }
    }

    /** Makes ready for matching; nothing is added afterwards. */
    void close() {
        all = addedToAll.toArray(Listeners[]::new);
        tried = addedToTried.toArray(Listeners[]::new);
        bounds = addedBounds.values().toArray(Bounds[]::new);
        for (Bounds each : bounds) {
            each.sort();
        }
    }

    /** Tells the index which tests an event satisfies. */
    void match(Event event, long time, EventIndex index) {
        for (Listeners each : all) {
            index.satisfied(each);
        }
        for (Bounds each : bounds) {
            each.match(event, index);
        }
        for (Listeners each : tried) {
            if (each.test.matches(event, time)) {
                index.satisfied(each);
            }
        }
    }
}
