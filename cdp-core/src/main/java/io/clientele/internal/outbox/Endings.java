package io.clientele.internal.outbox;

import io.clientele.internal.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of firings and is not noted in the store yet. Not thread-safe. */
public final class Endings {

    private final Map<String, Planned> all = new LinkedHashMap<>();
    private final Map<Integer, List<Planned>> byOwner = new HashMap<>();
    private long since;

    /** A firing ended, or its try failed. */
    public void add(Planned ending) {
        since = all.isEmpty() ? SystemTime.nanos() : since;
        Planned before = all.put(ending.id(), ending);
        if (before != null) {
            forget(before);
        }
        ending.owners()
                .forEach(owner ->
                        byOwner.computeIfAbsent(owner, o -> new ArrayList<>()).add(ending));
    }

    /** Whether something came of it. */
    public boolean contain(Planned planned) {
        return all.containsKey(planned.id());
    }

    /** Whether it is time to note them: there are so many, or the first of them has waited so long. */
    public boolean areDue(int many, Duration waited) {
        return all.size() >= many || !all.isEmpty() && SystemTime.nanos() - since > waited.toNanos();
    }

    /** All of them, in order. */
    public List<Planned> all() {
        return List.copyOf(all.values());
    }

    /** Those about the person of these numbers. */
    public List<Planned> about(Collection<Integer> numbers) {
        return all.isEmpty()
                ? List.of()
                : numbers.stream()
                        .flatMap(number -> byOwner.getOrDefault(number, List.of()).stream())
                        .distinct()
                        .toList();
    }

    /** They are noted. */
    public void remove(Collection<Planned> noted) {
        for (Planned ending : noted) {
            if (all.remove(ending.id(), ending)) {
                forget(ending);
            }
        }
    }

    private void forget(Planned ending) {
        ending.owners()
                .forEach(owner -> byOwner.computeIfPresent(owner, (same, theirs) -> {
                    theirs.remove(ending);
                    return theirs.isEmpty() ? null : theirs;
                }));
    }
}
