package io.clientele.internal.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What is due, taken apart into groups that are asked about together: each is for one destination and holds one firing of a person at
 * most, and no firing comes in a group before an earlier one of the same person. Not thread-safe.
 */
public final class Portion {

    private final ToIntFunction<String> room;
    private final Function<Planned, Collection<Integer>> person;
    private List<Planned> left;

    /**
     * A portion.
     *
     * @param due in order
     * @param room how many a destination may be offered now
     * @param person the numbers of the person that a firing is about now
     */
    public Portion(List<Planned> due, ToIntFunction<String> room, Function<Planned, Collection<Integer>> person) {
        this.left = due;
        this.room = room;
        this.person = person;
    }

    /** Whether nothing is left. */
    public boolean isEmpty() {
        return left.isEmpty();
    }

    /**
     * The next group: of the destination whose turn it is.
     *
     * @param round is told of firings for a destination that may be offered nothing
     */
    public List<Planned> next(Round round) {
        List<Planned> group = new ArrayList<>();
        List<Planned> others = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        int most = 0;
        for (int i = 0; i < left.size(); i++) {
            Planned planned = left.get(i);
            if (group.isEmpty()) {
                most = room.applyAsInt(planned.destination());
                if (most <= 0) {
                    round.leave(planned);
                    continue;
                }
            } else if (group.size() == most) {
                others.addAll(left.subList(i, left.size()));
                break;
            }
            Collection<Integer> numbers = person.apply(planned);
            boolean joins = group.isEmpty()
                    || planned.destination().equals(group.get(0).destination()) && Collections.disjoint(seen, numbers);
            (joins ? group : others).add(planned);
            seen.addAll(numbers);
        }
        left = others;
        return group;
    }
}
