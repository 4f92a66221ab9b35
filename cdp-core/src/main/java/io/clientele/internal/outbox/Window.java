package io.clientele.internal.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What waits for somebody attached: so much of it for each destination, so that none stands in another's way. Not thread-safe.
 */
public final class Window {

    /** In the order of hand-over: by when their turn came; of those of one instant the more important first. */
    static final Comparator<Planned> ORDER = Comparator.comparing(Planned::turn)
            .thenComparingInt(planned -> -planned.firing().timing().priority());

    private final Map<String, Line> lines = new HashMap<>();

    private Line line(String destination) {
        return lines.computeIfAbsent(destination, name -> new Line());
    }

    /** Takes one that waits, if there is room and no older one for its destination was left out. */
    public void offer(Planned planned, Instant now) {
        line(planned.destination()).offer(planned, now);
    }

    /** Takes one that is to be looked at now, whatever its time. */
    public void insist(Planned planned) {
        line(planned.destination()).insist(planned);
    }

    /** Changes one; it is offered again from an instant on. */
    public void putOff(Planned planned, Instant next, UnaryOperator<Planned> change) {
        line(planned.destination()).putOff(planned.id(), next, change);
    }

    /** Whether it is at hand, which it is only while it waits. */
    public boolean holds(Planned planned) {
        return line(planned.destination()).holds(planned.id());
    }

    /** Whether a firing of this id is at hand. */
    public boolean holds(String id) {
        return lines.values().stream().anyMatch(line -> line.holds(id));
    }

    /** Takes one out; true if others that were left in the store have room now. */
    public boolean remove(Planned planned) {
        return line(planned.destination()).remove(planned.id());
    }

    /** Whether some that were left in the store are due: asked once, then all must be offered again. */
    public boolean misses(Instant now) {
        boolean misses = false;
        for (Line line : lines.values()) {
            misses |= line.misses(now);
        }
        return misses;
    }

    /**
     * Those that are due and not held back by an earlier one of the same person and destination that failed, in the order of
     * hand-over.
     *
     * @param open whether a destination may be offered something
     * @param most of each destination
     */
    public List<Planned> due(Instant now, Predicate<String> open, int most) {
        List<Planned> due = new ArrayList<>();
        lines.forEach((destination, line) -> {
            if (open.test(destination)) {
                due.addAll(line.due(now, most));
            }
        });
        due.sort(ORDER);
        return due;
    }

    /** Those whose person is one of these. */
    public List<Planned> of(Collection<Integer> owners) {
        return lines.values().stream().flatMap(line -> line.of(owners).stream()).toList();
    }
}
