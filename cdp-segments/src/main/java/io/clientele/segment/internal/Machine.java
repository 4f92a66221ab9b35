package io.clientele.segment.internal;

import io.clientele.model.Event;
import io.clientele.spi.Fact;
import io.clientele.spi.ProfileEvaluator.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps numbered boolean expressions over leaves true for numbered profiles, position by position. Not thread-safe.
 *
 * <p>Every profile has its own position. A fact first crosses the boundaries of its profile, then is taken in as a position
 * of its own; all boundaries of a profile at one instant are one position.
 */
public final class Machine {

    private final Changes changes;
    private final List<@Nullable ProfileState> profiles = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final Timers timers = new Timers();
    private Layout layout = Layout.of(List.of(), List.of());
    private @Nullable Layout before;
    private final BitSet visited = new BitSet();
    private Map<Object, Leaf> leaves = new HashMap<>();
    private EventIndex index = new EventIndex(List.of());
    private boolean stale;
    private int leafCount;
    private int filled;
    private int[] dirty = new int[8];
    private int dirtyCount;
    private boolean quiet;
    private long clock = Times.ALWAYS;
    private long advanced = Times.ALWAYS;

    /** Is told what changes; must not call back. */
    public interface Changes {

        /** A profile entered or left an expression at an instant. */
        void changed(int profile, int slot, long instant, boolean entered);

        /** A profile's state changed because a boundary was crossed by {@link Machine#advance}. */
        void crossed(int profile);
    }

    /** An expression and the profiles of which it is true. */
    private static final class Slot {
        private final BitSet members = new BitSet();
        private Node node;
        private byte[] fingerprint;
        private boolean dirty;

        private Slot(Node node, byte[] fingerprint) {
            this.node = node;
            this.fingerprint = fingerprint;
        }
    }

    /** A machine without expressions. */
    public Machine(Changes changes) {
        this.changes = changes;
    }

    /** The leaf that is known under the same key, or this one. */
    public Leaf intern(Leaf leaf) {
        Leaf known = leaves.get(leaf.key());
        if (known != null) {
            return known;
        }
        leaf.id = leafCount++;
        leaves.put(leaf.key(), leaf);
        return leaf;
    }

    /**
     * Adds an expression over interned leaves at the next free number, or replaces one, and makes it true of history. Until a
     * profile is visited, it is saved and restored as before the definition.
     *
     * @param fingerprint of the definition
     */
    public void define(int slot, Node node, byte[] fingerprint, History history) {
        index();
        before = layout;
        if (slot == slots.size()) {
            slots.add(new Slot(node, fingerprint));
        }
        slots.get(slot).node = node;
        slots.get(slot).fingerprint = fingerprint;
        slots.get(slot).members.clear();
        stale = true;
        try {
            fill(slots.get(slot), history);
        } finally {
            before = null;
            visited.clear();
        }
        filled = leafCount;
    }

    private void fill(Slot slot, History history) {
        index();
        List<Leaf> fresh =
                leaves.values().stream().filter(leaf -> leaf.id >= filled).toList();
        EventIndex ofFresh = new EventIndex(fresh);
        history.forEach((number, facts) -> {
            ProfileState profile = state(number);
            visited.set(number);
            ProfileState more = profile == null
                    ? fold(number, index, facts, advanced)
                    : fold(number, ofFresh, facts, Math.max(profile.position(), advanced));
            if (profile == null) {
                put(more);
                start(more);
                slots.forEach(each -> each.members.set(number, each.node.holds(more)));
            } else {
                splice(profile, more);
                slot.members.set(number, slot.node.holds(profile));
            }
        });
    }

    @SuppressWarnings("ReferenceEquality")
    private void splice(ProfileState profile, ProfileState more) {
        profile.retain(cell -> cell.leaf.equals(leaves.get(cell.leaf.key())));
        more.forEach(cell -> arm(profile, profile.add(cell), Times.ALWAYS));
        profile.crossed(more.position());
        profile.next();
    }

    /** The index over all leaves in use, and who uses them; made anew after a definition. */
    private EventIndex index() {
        if (stale) {
            stale = false;
            Map<Leaf, List<Integer>> users = new LinkedHashMap<>();
            for (int i = 0; i < slots.size(); i++) {
                Set<Leaf> used = new LinkedHashSet<>();
                slots.get(i).node.leaves(used::add);
                int number = i;
                used.forEach(leaf ->
                        users.computeIfAbsent(leaf, l -> new ArrayList<>()).add(number));
            }
            leaves = new HashMap<>();
            users.forEach(this::use);
            index = new EventIndex(users.keySet());
            layout = Layout.of(slots.stream().map(each -> each.fingerprint).toList(), List.copyOf(users.keySet()));
        }
        return index;
    }

    private void use(Leaf leaf, List<Integer> users) {
        leaf.segments = users.stream().mapToInt(i -> i).toArray();
        leaves.put(leaf.key(), leaf);
        Arrays.stream(leaf.durations()).forEach(timers::lane);
    }

    /** Whether a fact may be applied: it lies at or after the last fact and the last boundary of its profile. */
    public boolean accepts(int number, Fact fact) {
        ProfileState profile = state(number);
        return profile == null || profile.accepts(fact);
    }

    /** Applies a fact. */
    public void apply(int number, Fact fact) {
        EventIndex current = index();
        ProfileState known = state(number);
        ProfileState profile = known == null ? put(new ProfileState(number)) : known;
        long time = Times.of(fact.time());
        if (fact instanceof Fact.Permits permits && time > clock && clock != Times.ALWAYS) {
            profile.schedule(permits);
            timers.add(new Timers.Timer(time, number, Timers.PERMITS), 0);
            return;
        }
        crossTo(profile, current, time);
        take(profile, current, fact, time);
        announce(profile, time, true);
    }

    /** Crosses every boundary up to and including an instant, over all profiles, in order of time. */
    public void advance(long to) {
        EventIndex current = index();
        while (timers.next() <= to) {
            Timers.Timer timer = timers.poll();
            ProfileState profile = state(timer.profile());
            if (profile != null && isDue(profile, timer)) {
                crossTo(profile, current, timer.due());
                changes.crossed(profile.number);
            }
        }
        advanced = Math.max(advanced, to);
        clock = Math.max(clock, to);
    }

    /** Whether a timer is not stale; sets it again if its cell is due later. */
    private boolean isDue(ProfileState profile, Timers.Timer timer) {
        if (timer.leaf() == Timers.PERMITS) {
            return profile.due <= timer.due();
        }
        Cell cell = profile.find(timer.leaf());
        if (cell == null || cell.armed != timer.due()) {
            return false;
        }
        cell.armed = Times.NEVER;
        if (cell.due > timer.due()) {
            arm(profile, cell, timer.due());
            return false;
        }
        return true;
    }

    /** Forgets a profile, folds these facts from nothing and moves on to an instant; reports the difference as of then. */
    public void refold(int number, List<Fact> facts, long now) {
        EventIndex current = index();
        ProfileState profile = fold(number, current, facts, now);
        profiles.set(place(number), facts.isEmpty() ? null : profile);
        start(profile);
        clock = Math.max(clock, now);
        for (int slot = 0; slot < slots.size(); slot++) {
            mark(slot);
        }
        announce(profile, now, !facts.isEmpty());
    }

    /** Makes a profile a member of whatever another is in, until it is folded again. */
    public void inherit(int from, int into) {
        slots.stream().filter(slot -> slot.members.get(from)).forEach(slot -> slot.members.set(into));
    }

    // ---- out of the heap and back

    /** What is known of a profile, its memberships included. */
    public byte[] save(int number) {
        index();
        ProfileState known = state(number);
        int[] memberships = IntStream.range(0, slots.size())
                .filter(slot -> slots.get(slot).members.get(number))
                .toArray();
        return layoutOf(number).save(known == null ? new ProfileState(number) : known, memberships);
    }

    private Layout layoutOf(int number) {
        return before != null && !visited.get(number) ? before : layout;
    }

    /** Knows of a profile again what was saved, without announcing it; false if these bytes cannot be used. */
    public boolean restore(int number, byte[] saved) {
        index();
        Layout current = layoutOf(number);
        Unpacker in = new Unpacker(saved);
        try {
            if (!current.isOf(in)) {
                return false;
            }
            ProfileState profile = current.load(number, in);
            int[] memberships = current.memberships(in);
            if (!in.isAtEnd()) {
                return false;
            }
            enter(put(profile), memberships);
            return true;
        } catch (IllegalArgumentException damaged) {
            return false;
        }
    }

    private void enter(ProfileState profile, int[] memberships) {
        slots.forEach(slot -> slot.members.clear(profile.number));
        Arrays.stream(memberships).forEach(slot -> slots.get(slot).members.set(profile.number));
        start(profile);
    }

    /** Forgets a profile but for its memberships; its timers find nobody. */
    public void evict(int number) {
        if (number < profiles.size()) {
            profiles.set(number, null);
        }
    }

    /** All memberships. */
    public byte[] memberships() {
        index();
        Packer out = layout.start();
        slots.forEach(slot -> out.bytes(slot.members.toByteArray()));
        return out.toBytes();
    }

    /** Sets all memberships; throws an {@link IllegalArgumentException} if these bytes cannot be used. */
    public void memberships(byte[] saved) {
        index();
        Unpacker in = new Unpacker(saved);
        if (!layout.isOf(in)) {
            throw new IllegalArgumentException("the memberships were saved under other definitions");
        }
        List<BitSet> all =
                slots.stream().map(slot -> BitSet.valueOf(in.bytes())).toList();
        for (int i = 0; i < all.size(); i++) {
            slots.get(i).members.clear();
            slots.get(i).members.or(all.get(i));
        }
    }

    private void start(ProfileState profile) {
        profile.forEach(cell -> arm(profile, cell, Times.ALWAYS));
        profile.pending()
                .forEach(permits ->
                        timers.add(new Timers.Timer(Times.of(permits.time()), profile.number, Timers.PERMITS), 0));
    }

    /** A profile's state after these facts, and after all boundaries up to an instant; later permits wait. */
    private ProfileState fold(int number, EventIndex by, List<Fact> facts, long to) {
        ProfileState profile = new ProfileState(number);
        quiet = true;
        try {
            for (Fact fact : facts) {
                long time = Times.of(fact.time());
                if (fact instanceof Fact.Permits permits && time > to) {
                    profile.schedule(permits);
                } else {
                    crossTo(profile, by, time);
                    take(profile, by, fact, time);
                }
            }
            crossTo(profile, by, to);
        } finally {
            quiet = false;
        }
        profile.crossed(to);
        return profile;
    }

    private void crossTo(ProfileState profile, EventIndex by, long to) {
        while (profile.due <= to && profile.next() <= to) {
            long at = profile.due;
            for (Cell cell : profile.dueAt(at)) {
                boolean before = cell.holds;
                cell.leaf.settle(cell, at);
                changed(profile, cell, before, at);
            }
            announce(profile, at, true);
            for (Fact.Permits permits : profile.pendingAt(at)) {
                take(profile, by, permits, at);
                announce(profile, at, true);
            }
            profile.crossed(at);
        }
    }

    private void take(ProfileState profile, EventIndex by, Fact fact, long time) {
        if (fact instanceof Fact.Permits permits) {
            by.consents().forEach(leaf -> flag(profile, leaf, permits.purposes(), time));
        } else if (fact instanceof Fact.Happened happened) {
            take(profile, by, happened.event(), time);
        }
        profile.took(fact, time);
    }

    private void take(ProfileState profile, EventIndex by, Event event, long time) {
        List<EventIndex.Touched> matched = by.match(event, time);
        for (int i = 0; i < matched.size(); i++) {
            Leaf leaf = matched.get(i).leaf;
            int roles = matched.get(i).roles;
            Cell known = profile.find(leaf.id);
            if (known != null || leaf.starts(roles)) {
                Cell cell = known == null ? profile.add(leaf.cell()) : known;
                boolean before = cell.holds;
                leaf.on(cell, event.properties(), time, roles);
                changed(profile, cell, before, time);
            }
        }
        if (!by.traits().isEmpty()) {
            EventIndex.traitsOf(event)
                    .asMap()
                    .forEach((name, value) -> by.traits()
                            .getOrDefault(name, List.of())
                            .forEach(leaf -> flag(profile, leaf, value, time)));
        }
    }

    private void flag(ProfileState profile, FlagLeaf leaf, Object value, long time) {
        boolean holds = leaf.accepts.test(value);
        Cell known = profile.find(leaf.id);
        if (known != null || holds) {
            Cell cell = known == null ? profile.add(leaf.cell()) : known;
            boolean before = cell.holds;
            cell.holds = holds;
            changed(profile, cell, before, time);
        }
    }

    private void changed(ProfileState profile, Cell cell, boolean before, long time) {
        profile.due = Math.min(profile.due, cell.due);
        if (!quiet) {
            arm(profile, cell, time);
            for (int i = 0; before != cell.holds && i < cell.leaf.segments.length; i++) {
                mark(cell.leaf.segments[i]);
            }
        }
    }

    private void arm(ProfileState profile, Cell cell, long time) {
        if (cell.due < cell.armed) {
            cell.armed = cell.due;
            timers.add(new Timers.Timer(cell.due, profile.number, cell.leaf.id), cell.due - time);
        }
    }

    private void mark(int slot) {
        if (!slots.get(slot).dirty) {
            slots.get(slot).dirty = true;
            dirty = dirtyCount < dirty.length ? dirty : Arrays.copyOf(dirty, 2 * dirtyCount);
            dirty[dirtyCount++] = slot;
        }
    }

    private void announce(ProfileState profile, long at, boolean exists) {
        for (int i = 0; i < dirtyCount; i++) {
            Slot slot = slots.get(dirty[i]);
            slot.dirty = false;
            boolean is = exists && slot.node.holds(profile);
            if (is != slot.members.get(profile.number)) {
                slot.members.set(profile.number, is);
                changes.changed(profile.number, dirty[i], at, is);
            }
        }
        dirtyCount = 0;
    }

    private @Nullable ProfileState state(int number) {
        return number < profiles.size() ? profiles.get(number) : null;
    }

    private int place(int number) {
        while (profiles.size() <= number) {
            profiles.add(null);
        }
        return number;
    }

    private ProfileState put(ProfileState profile) {
        profiles.set(place(profile.number), profile);
        return profile;
    }

    /** Whether an expression is true of a profile at its position. */
    public boolean contains(int profile, int slot) {
        return profile >= 0 && slots.get(slot).members.get(profile);
    }

    /** Whether a boundary of the profile lies after its position and not after an instant. */
    public boolean isDue(int profile, long instant) {
        ProfileState state = state(profile);
        return state != null && state.due <= instant;
    }

    /** The profiles of which an expression is true. */
    public IntStream members(int slot) {
        return slots.get(slot).members.stream();
    }

    /** How many these are. */
    public int count(int slot) {
        return slots.get(slot).members.cardinality();
    }

    /** Whether any expression is true of a profile, evaluated on the spot. */
    public boolean holds(int profile, Node node) {
        ProfileState state = state(profile);
        return state != null && node.holds(state);
    }

    /** The instant of a profile's next boundary. */
    public long nextDue(int profile) {
        ProfileState state = state(profile);
        return state == null ? Times.NEVER : state.next();
    }
}
