package io.clientele.internal.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What failed or was left out while a portion is handed over: later ones of the same person and destination wait. Not thread-safe. */
public final class Round {

    private final List<Planned> left = new ArrayList<>();

    /** Nothing is left out but, of what ended before, that whose try failed. */
    public Round(Collection<Planned> ended) {
        ended.stream().filter(planned -> planned.state() == State.PLANNED).forEach(left::add);
    }

    /** It was not handed over. */
    public void leave(Planned planned) {
        left.add(planned);
    }

    /** Whether it has to wait. */
    public boolean holdsBack(Planned planned) {
        return left.stream()
                .anyMatch(
                        other -> other.destination().equals(planned.destination()) && other.concerns(planned.owners()));
    }
}
