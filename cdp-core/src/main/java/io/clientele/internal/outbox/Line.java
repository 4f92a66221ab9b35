package io.clientele.internal.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The firings that one destination waits for: the first that are ready, and the next of those that wait for an instant. Others lie in
 * the store alone until there is room. Not thread-safe.
 */
final class Line {

    private static final int READY = 1_024;
    private static final int LATER = 10_000;

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::planned, Window.ORDER).thenComparingLong(Entry::place);

    private static final Comparator<Entry> BY_NEXT =
            Comparator.comparing((Entry entry) -> entry.next).thenComparing(ORDER);

    private final Map<String, Entry> all = new HashMap<>();
    private final TreeSet<Entry> ready = new TreeSet<>(ORDER);
    private final TreeSet<Entry> later = new TreeSet<>(BY_NEXT);
    private final Map<Integer, Set<Entry>> byOwner = new HashMap<>();
    private boolean full;
    private int failed;
    private Instant missing = Instant.MAX;
    private long places;

    /**
     * One of them.
     *
     * @param planned the firing
     * @param next from when on it may be offered
     * @param place the order of its coming
     */
    private record Entry(Planned planned, Instant next, long place) {

        boolean failed() {
            return planned.tries().count() > 0;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that && place == that.place;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(place);
        }
    }

    /** Takes one that waits, if there is room and no older one was left out. */
    void offer(Planned planned, Instant now) {
        if (!all.containsKey(planned.id())) {
            Instant again = planned.tries().next();
            Entry entry = new Entry(planned, again.isAfter(planned.due()) ? again : planned.due(), places++);
            if (entry.next.isAfter(now)) {
                offerLater(entry);
            } else if (full || ready.size() >= READY) {
                full = true;
            } else {
                add(entry, ready);
            }
        }
    }

    /** Takes the place of whoever waits longest if there is none free. */
    private void offerLater(Entry entry) {
        Entry left = later.size() >= LATER ? later.last() : null;
        if (left == null) {
            add(entry, later);
        } else if (BY_NEXT.compare(entry, left) < 0) {
            drop(left);
            add(entry, later);
            missing = left.next.isBefore(missing) ? left.next : missing;
        } else {
            missing = entry.next.isBefore(missing) ? entry.next : missing;
        }
    }

    /** Takes one in front of all that were left out. */
    void insist(Planned planned) {
        Entry known = all.get(planned.id());
        if (known != null) {
            drop(known);
        }
        add(new Entry(planned, Instant.MIN, known == null ? places++ : known.place), ready);
    }

    /** Whether those that wait in the store alone have to be read; asked once. */
    boolean misses(Instant now) {
        boolean misses = !missing.isAfter(now) && later.size() < LATER;
        missing = misses ? Instant.MAX : missing;
        return misses;
    }

    /** Whether a firing waits here. */
    boolean holds(String id) {
        return all.containsKey(id);
    }

    private void add(Entry entry, Set<Entry> where) {
        failed += entry.failed() ? 1 : 0;
        where.add(entry);
        all.put(entry.planned.id(), entry);
        entry.planned
                .owners()
                .forEach(owner ->
                        byOwner.computeIfAbsent(owner, same -> new HashSet<>()).add(entry));
    }

    private void drop(Entry entry) {
        failed -= entry.failed() ? 1 : 0;
        ready.remove(entry);
        later.remove(entry);
        all.remove(entry.planned.id());
        entry.planned
                .owners()
                .forEach(owner -> byOwner.computeIfPresent(owner, (same, entries) -> {
                    entries.remove(entry);
                    return entries.isEmpty() ? null : entries;
                }));
    }

    /** Changes one; it is offered again from an instant on. */
    void putOff(String id, Instant next, UnaryOperator<Planned> change) {
        Entry known = all.get(id);
        if (known != null) {
            drop(known);
            add(new Entry(change.apply(known.planned), next, known.place), later);
        }
    }

    /** Takes one out; true if others that were left in the store have room now. */
    boolean remove(String id) {
        Entry known = all.get(id);
        if (known != null) {
            drop(known);
        }
        boolean room = full && ready.size() < READY / 2;
        full = full && !room;
        return room;
    }

    /** The first of those that are due and not held back, in order. */
    List<Planned> due(Instant now, int most) {
        while (!later.isEmpty() && !later.first().next.isAfter(now)) {
            Entry due = Objects.requireNonNull(later.pollFirst());
            ready.add(due);
        }
        List<Planned> due = new ArrayList<>();
        for (Entry entry : ready) {
            if (due.size() == most) {
                break;
            }
            if (!isHeldBack(entry)) {
                due.add(entry.planned);
            }
        }
        return due;
    }

    /** Whether an earlier one of the same person failed and waits to be tried again. */
    private boolean isHeldBack(Entry entry) {
        return failed > 0
                && entry.planned.owners().stream()
                        .flatMap(owner -> byOwner.getOrDefault(owner, Set.of()).stream())
                        .anyMatch(other -> !other.equals(entry)
                                && other.failed()
                                && later.contains(other)
                                && ORDER.compare(other, entry) < 0);
    }

    /** Those whose person is one of these. */
    List<Planned> of(Collection<Integer> owners) {
        return owners.stream()
                .flatMap(owner -> byOwner.getOrDefault(owner, Set.of()).stream())
                .map(Entry::planned)
                .distinct()
                .toList();
    }
}
