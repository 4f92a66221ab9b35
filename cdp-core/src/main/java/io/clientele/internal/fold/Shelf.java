package io.clientele.internal.fold;

import io.clientele.internal.fold.Checkpoint.Wake;
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
    private final PriorityQueue<Wake> soon = new PriorityQueue<>();
    /** What the checkpoint says of profiles that did not change since it was taken up, until the store does. */
    private final Map<Integer, Wake> carried = new LinkedHashMap<>();
    /** Since when they are carried. */
    private long taken;
    /** The hour up to which sleepers were looked for. */
    private int hour = Integer.MIN_VALUE;
    // What the batch in progress does, settled with it.
    private final Map<ProfileState, Cleaned> cleaned = new HashMap<>();
    private final Set<ProfileState> leaving = new LinkedHashSet<>();
    private final Set<Integer> ceased = new HashSet<>();

    private final Set<Integer> handedOn = new HashSet<>();

    private record Cleaned(Optional<Wake> wake, boolean shelved, boolean saved) {}

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
        state.wakeKnown = false;
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
        carried.remove(state.number);
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
        carried.remove(number);
        if (!marked.contains(number)) {
            journal.unshelve(number);
        }
    }

    // ---- out of heap

    /** Decides, at the end of a batch, who leaves with it and who is put on the shelf. */
    void close(int rows) {
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
            carried.values().stream().limit(left).forEach(this::handOn);
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

    /** Has the store know what the checkpoint alone knew. */
    private void handOn(Wake wake) {
        int number = wake.profile();
        Optional<Saved> saved =
                Optional.ofNullable(journal.saved(Set.of(number)).get(number));
        OptionalInt hour = marked.contains(number) ? AT_ONCE : OptionalInt.of(Shelved.hour(wake.at()));
        journal.shelve(new Shelved(number, hour, saved));
        handedOn.add(number);
    }

    /** Puts every dirty profile on the shelf, with the batch. */
    void closeAll() {
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
        Optional<Wake> wake = wake(state);
        OptionalInt hour = marked.contains(state.number)
                ? AT_ONCE
                : wake.map(w -> OptionalInt.of(Shelved.hour(w.at()))).orElse(OptionalInt.empty());
        Optional<Saved> saved = whole && isWorthSaving(state)
                ? Optional.of(residents.save(state, wake.map(Wake::at)))
                : Optional.empty();
        boolean shelved = hour.isPresent() || saved.isPresent();
        if (shelved) {
            journal.shelve(new Shelved(state.number, hour, saved));
        } else if (state.shelved) {
            journal.unshelve(state.number);
        }
        cleaned.put(state, new Cleaned(wake, shelved, saved.isPresent()));
    }

    /** When time alone changes something about a resident profile; at most asked for once between two changes. */
    private Optional<Wake> wake(ProfileState state) {
        Wake known = state.wake;
        boolean passed = known != null && !known.at().isAfter(residents.now());
        if (!state.wakeKnown || passed) {
            known = residents.wake(state).map(at -> new Wake(at, state.number)).orElse(null);
            state.wake = known;
            state.wakeKnown = true;
        }
        return Optional.ofNullable(known);
    }

    /** The batch is durable. */
    void settled() {
        carried.keySet().removeAll(handedOn);
        handedOn.forEach(number -> residents.peek(number).ifPresent(state -> state.shelved = true));
        cleaned.forEach((state, clean) -> {
            state.shelved = clean.shelved;
            state.saved = clean.saved;
            dirty.remove(state.number);
            state.dirty = false;
            alarm(clean.wake);
        });
        dirty.keySet().removeAll(ceased);
        for (ProfileState state : leaving) {
            if (!cleaned.containsKey(state)) {
                alarm(wake(state));
            }
            residents.evict(state);
        }
        undo();
    }

    /** The batch failed. */
    void undo() {
        cleaned.clear();
        leaving.clear();
        ceased.clear();
        handedOn.clear();
    }

    /** What the store says wakes nobody within the hours that were looked through. */
    private void alarm(Optional<Wake> wake) {
        wake.filter(w -> Shelved.hour(w.at()) <= hour || marked.contains(w.profile()))
                .ifPresent(soon::add);
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
            alarm(wake(state));
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
        for (Wake next = soon.peek(); next != null && !next.at().isAfter(to); next = soon.peek()) {
            woken.add(next.profile());
            soon.remove();
        }
        return woken;
    }

    // ---- checkpoints

    /** When to wake those of whom the store, with the batch, will not say so. */
    List<Wake> wakes() {
        List<Wake> wakes = new ArrayList<>(dirty.size() + carried.size());
        for (int number : dirty.keySet()) {
            residents
                    .peek(number)
                    .filter(state -> state.number == number && !cleaned.containsKey(state))
                    .flatMap(this::wake)
                    .ifPresent(wakes::add);
        }
        carried.values().stream()
                .filter(wake -> !handedOn.contains(wake.profile()))
                .forEach(wakes::add);
        return wakes;
    }

    /** Takes up what a checkpoint said. */
    void carry(List<Wake> wakes) {
        wakes.forEach(wake -> carried.put(wake.profile(), wake));
        soon.addAll(wakes);
        taken = journal.next();
    }

    /** With the checkpoint that this batch brings, marks have done their work: what they left is put right with it. */
    void unmark() {
        if (marked.isEmpty()) {
            return;
        }
        Set<Integer> alarmed = new HashSet<>();
        soon.forEach(wake -> alarmed.add(wake.profile()));
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
