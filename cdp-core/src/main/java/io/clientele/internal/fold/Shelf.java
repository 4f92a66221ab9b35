package io.clientele.internal.fold;

import io.clientele.internal.index.Wakes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which profiles leave heap, and when who left is woken. A profile is <em>dirty</em> from its first change until the store
 * says when to wake it; until then each checkpoint does.
 */
final class Shelf {

    private static final int PORTION = 32;
    /** A wake that has always passed: whoever opens the store looks. */
    private static final OptionalInt AT_ONCE = OptionalInt.of(0);

    private final Residents residents;
    private final JournalView journal;
    private final Limits limits;
    /** Numbers of dirty profiles with the position of their first change, in order of it. */
    private final Map<Integer, Long> dirty = new LinkedHashMap<>();
    /** Profiles that changed without a record of their own since the last checkpoint. */
    private final Set<Integer> marked = new LinkedHashSet<>();
    /** Profiles out of heap that wake within the hours that were looked through. */
    private final PriorityQueue<Alarm> soon = new PriorityQueue<>();
    /** When time changes something about profiles of which the store does not say so, the batch in progress included. */
    private final Wakes wakes = new Wakes();
    /** Those of them that a checkpoint told of and that did not change since, and the position at which it did. */
    private final Set<Integer> carried = new LinkedHashSet<>();

    private long taken;
    /** The hour up to which sleepers were looked for. */
    private int hour = Integer.MIN_VALUE;
    // What the batch in progress does, settled with it.
    private final Map<ProfileState, Cleaned> cleaned = new HashMap<>();
    private final Set<ProfileState> leaving = new LinkedHashSet<>();
    private final Set<Integer> ceased = new HashSet<>();

    private final List<ProfileState> moved = new ArrayList<>();
    private final List<Integer> waking = new ArrayList<>();
    private final Map<Integer, Long> told = new HashMap<>();

    private record Cleaned(Optional<Instant> wake, boolean shelved, boolean saved) {}

    private record Alarm(Instant at, int profile) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return at.compareTo(other.at);
        }
    }

    /** A shelf that keeps the residents within limits. */
    Shelf(Residents residents, JournalView journal, Limits limits) {
        this.residents = residents;
        this.journal = journal;
        this.limits = limits;
    }

    /** A profile changes, with a record of this batch or with time. */
    void dirty(ProfileState state) {
        dirty(state, journal.first());
    }

    /** A profile has changed since a position. */
    void dirty(ProfileState state, long since) {
        state.saved = false;
        if (!state.moved) {
            state.moved = true;
            moved.add(state);
        }
        if (!state.dirty) {
            state.dirty = true;
            dirty.putIfAbsent(state.number, since);
            ceased.remove(state.number);
            carried.remove(state.number);
        }
    }

    /** A profile ceased to exist under its number. */
    void gone(ProfileState state) {
        ceased.add(state.number);
        forget(state.number);
        if (!marked.contains(state.number)) {
            journal.unshelve(state.number);
        }
    }

    /** A profile of this number comes, changes or goes by what happened to others: an opened store must look. */
    void mark(int number) {
        marked.add(number);
        journal.shelve(new Shelved(number, AT_ONCE, Optional.empty()));
    }

    /** A mark may lie in the store that the next checkpoint only makes superfluous. */
    void keepMark(int number) {
        marked.add(number);
    }

    /** Nobody answers to a number that was to wake. */
    void absent(int number) {
        forget(number);
        if (!marked.contains(number)) {
            journal.unshelve(number);
        }
    }

    private void forget(int number) {
        wakes.remove(number);
        carried.remove(number);
    }

    // ---- out of heap

    /** Decides, at the end of a batch, who leaves with it and who is put on the shelf. */
    void close(int rows) {
        ask();
        long over = residents.bytes() - limits.bytes();
        for (Iterator<ProfileState> all = residents.all().iterator(); over > 0 && all.hasNext(); ) {
            ProfileState state = all.next();
            over -= state.weighed;
            leaving.add(state);
        }
        leaving.stream().filter(this::isToBeSaved).forEach(state -> clean(state, true));
        long old = journal.next() - limits.patience();
        int left = Math.max(PORTION, 2 * rows);
        if (taken <= old) {
            carried.stream().limit(left).forEach(this::tell);
        }
        for (Map.Entry<Integer, Long> entry : dirty.entrySet()) {
            if (entry.getValue() > old || left-- == 0) {
                return;
            }
            residents
                    .peek(entry.getKey())
                    .ifPresentOrElse(state -> clean(state, false), () -> ceased.add(entry.getKey()));
        }
    }

    /** Asks who changed in the batch when to wake them. */
    private void ask() {
        for (ProfileState state : moved) {
            state.moved = false;
            if (state.listed) {
                ask(state);
            }
        }
        moved.clear();
    }

    private void ask(ProfileState state) {
        residents
                .wake(state)
                .ifPresentOrElse(at -> wakes.put(state.number, at.toEpochMilli()), () -> wakes.remove(state.number));
    }

    /** Has the store know, with the batch, what a checkpoint alone told. */
    private void tell(int number) {
        long at = wakes.get(number, 0);
        Optional<Saved> saved =
                Optional.ofNullable(journal.saved(Set.of(number)).get(number));
        OptionalInt wake = marked.contains(number) ? AT_ONCE : OptionalInt.of(Shelved.hour(Instant.ofEpochMilli(at)));
        journal.shelve(new Shelved(number, wake, saved));
        wakes.remove(number);
        told.put(number, at);
    }

    /** Puts every dirty profile on the shelf, with the batch. */
    void closeAll() {
        ask();
        dirty.keySet().stream()
                .filter(number -> residents.peek(number).isEmpty())
                .forEach(ceased::add);
        for (ProfileState state : residents.all()) {
            if (isToBeSaved(state)) {
                clean(state, true);
            }
        }
    }

    private boolean isToBeSaved(ProfileState state) {
        return dirty.containsKey(state.number) || (isWorthSaving(state) && !state.saved);
    }

    private boolean isWorthSaving(ProfileState state) {
        return state.events() >= limits.worth();
    }

    /** Who leaves heap or is there when the platform closes is saved; of others the store learns when to wake them. */
    private void clean(ProfileState state, boolean whole) {
        if (cleaned.containsKey(state)) {
            return;
        }
        Optional<Instant> at = residents.wake(state);
        OptionalInt wake = marked.contains(state.number)
                ? AT_ONCE
                : at.map(instant -> OptionalInt.of(Shelved.hour(instant))).orElse(OptionalInt.empty());
        Optional<Saved> saved =
                whole && isWorthSaving(state) ? Optional.of(residents.save(state, at)) : Optional.empty();
        boolean shelved = wake.isPresent() || saved.isPresent();
        if (shelved) {
            journal.shelve(new Shelved(state.number, wake, saved));
        } else if (state.shelved) {
            journal.unshelve(state.number);
        }
        wakes.remove(state.number);
        cleaned.put(state, new Cleaned(at, shelved, saved.isPresent()));
    }

    /** The batch is durable. */
    void settled() {
        told.keySet().forEach(number -> residents.peek(number).ifPresent(state -> state.shelved = true));
        carried.removeAll(told.keySet());
        cleaned.forEach((state, clean) -> {
            state.shelved = clean.shelved;
            state.saved = clean.saved;
            dirty.remove(state.number);
            carried.remove(state.number);
            state.dirty = false;
            alarm(state, clean.wake);
        });
        dirty.keySet().removeAll(ceased);
        for (ProfileState state : leaving) {
            if (!cleaned.containsKey(state)) {
                alarm(state, residents.wake(state));
            }
            residents.evict(state);
        }
        clear();
    }

    /** The batch failed: the store knows no more than before. */
    void undo() {
        cleaned.forEach((state, clean) -> clean.wake.ifPresent(at -> wakes.put(state.number, at.toEpochMilli())));
        told.forEach(wakes::put);
        waking.forEach(number -> soon.add(new Alarm(Instant.EPOCH, number)));
        clear();
    }

    private void clear() {
        cleaned.clear();
        leaving.clear();
        ceased.clear();
        told.clear();
        waking.clear();
    }

    /** What the store says wakes nobody within the hours that were looked through. */
    private void alarm(ProfileState state, Optional<Instant> wake) {
        wake.filter(at -> Shelved.hour(at) <= hour || marked.contains(state.number))
                .ifPresent(at -> soon.add(new Alarm(at, state.number)));
    }

    /** Lets go of a few profiles that did not change, outside a batch. */
    void trim() {
        if (residents.bytes() <= limits.bytes()) {
            return;
        }
        long over = residents.bytes() - limits.bytes();
        int looked = 0;
        List<ProfileState> clean = new ArrayList<>();
        for (ProfileState state : residents.all()) {
            if (over <= 0 || ++looked > 4 * PORTION) {
                break;
            }
            if (!dirty.containsKey(state.number)) {
                over -= state.weighed;
                clean.add(state);
            }
        }
        for (ProfileState state : clean) {
            alarm(state, residents.wake(state));
            residents.evict(state);
        }
    }

    // ---- into heap

    /** The profiles that are to be resident before an instant is reached, because time changes something about them. */
    Set<Integer> wake(Instant to) {
        Set<Integer> woken = new LinkedHashSet<>();
        int until = Shelved.hour(to);
        if (until > hour) {
            woken.addAll(journal.sleepers(hour, until));
            hour = until;
        }
        for (Alarm next = soon.peek(); next != null && !next.at.isAfter(to); next = soon.peek()) {
            woken.add(next.profile);
            soon.remove();
        }
        waking.addAll(woken);
        return woken;
    }

    // ---- checkpoints

    /** When to wake those of whom the store, with the batch, will not say so. */
    Wakes wakes() {
        for (int number : wakes.until(residents.now().toEpochMilli())) {
            residents.peek(number).filter(state -> state.number == number).ifPresent(this::ask);
        }
        return wakes;
    }

    /** Takes up what a checkpoint told. */
    void carry(Wakes known) {
        taken = journal.next();
        known.forEach((number, at) -> {
            wakes.put(number, at);
            carried.add(number);
            soon.add(new Alarm(Instant.ofEpochMilli(at), number));
        });
    }

    /** With the checkpoint that this batch brings, marks have done their work: what they left is put right with it. */
    void unmark() {
        if (marked.isEmpty()) {
            return;
        }
        Set<Integer> alarmed = new HashSet<>();
        soon.forEach(alarm -> alarmed.add(alarm.profile));
        Set<Integer> away = new LinkedHashSet<>();
        for (int number : marked) {
            Optional<ProfileState> state = residents.peek(number).filter(s -> s.number == number);
            state.ifPresent(this::dirty);
            if (state.isEmpty() && !alarmed.contains(number)) {
                away.add(number);
            }
        }
        marked.clear();
        Map<Integer, Saved> saved = journal.saved(away);
        for (int number : away) {
            Optional<Saved> kept = Optional.ofNullable(saved.get(number));
            kept.ifPresentOrElse(
                    s -> journal.shelve(new Shelved(number, OptionalInt.empty(), kept)),
                    () -> journal.unshelve(number));
        }
    }
}
