package io.clientele.internal.outbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What failed or was left out while a portion is handed over: later ones of the same person and destination wait. Not thread-safe. */
public final class Round {

    private final Map<String, Set<Integer>> left = new HashMap<>();

    /** Nothing is left out but, of what ended before, that whose try failed. */
    public Round(Collection<Planned> ended) {
        ended.stream().filter(planned -> planned.state() == State.PLANNED).forEach(this::leave);
    }

    /** It was not handed over. */
    public void leave(Planned planned) {
        left.computeIfAbsent(planned.destination(), name -> new HashSet<>()).addAll(planned.owners());
    }

    /** Whether it has to wait. */
    public boolean holdsBack(Planned planned) {
        Set<Integer> waiting = left.get(planned.destination());
        return waiting != null && planned.concerns(waiting);
    }
}
