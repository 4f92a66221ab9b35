package io.clientele.segment.internal;

import io.clientele.model.Event;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Times;
import io.clientele.spi.Fact;
import io.clientele.spi.ProfileEvaluator.History;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps numbered boolean expressions over leaves true for numbered profiles, position by position. Not thread-safe.
 *
 * <p>Every profile has its own position. A fact first crosses the boundaries of its profile, then is taken in as a position
 * of its own; all boundaries of a profile at one instant are one position.
 */
public final class Machine implements Group.Turn {

    private final Changes changes;
    private final Profiles profiles = new Profiles();
    private final Slots slots = new Slots();
    private final Alarms alarms = new Alarms(profiles);
    private final Sidelines sidelines = new Sidelines();
    private final BitSet visited = new BitSet();
    private Map<Object, Leaf> interned = new HashMap<>();
    private Rules rules = new Rules(null, List.of(), List.of());
    private @Nullable Layout before;
    private boolean stale;
    private final BitSet defining = new BitSet();
    private boolean quiet;
    private long quietDue;
    private List<Fact.Permits> quietPermits = new ArrayList<>();
    private EventIndex quietIndex = rules.index;
    private long clock = Times.ALWAYS;
    private long advanced = Times.ALWAYS;
    private long now;

    /** Is told what changes; must not call back. */
    public interface Changes {

        /** A profile entered or left an expression at an instant. */
        void changed(int profile, int slot, long instant, boolean entered);

        /** A profile's state changed because a boundary was crossed by {@link Machine#advance}. */
        void crossed(int profile);
    }

    /** A machine without expressions. */
    public Machine(Changes changes) {
        this.changes = changes;
    }

    /** The leaf that is known under the same key, or this one. */
    public Leaf intern(Leaf leaf) {
        return interned.computeIfAbsent(leaf.key(), key -> leaf);
    }

    // ---- definitions

    /**
     * Adds expressions over interned leaves at the next free numbers, or replaces some, and makes them true of history. Until a
     * profile is visited, it is saved and restored as before the definition.
     */
    public void define(List<Node.Expression> expressions, History history) {
        before = rules.layout;
        for (Node.Expression each : expressions) {
            slots.define(each.slot(), each.node(), each.fingerprint());
            defining.set(each.slot());
        }
        stale = true;
        try {
            history.forEach(this::visit);
        } finally {
            before = null;
            defining.clear();
            visited.clear();
        }
    }

    private void visit(int number, List<Fact> facts) {
        Rules current = rules();
        ProfileState known = profiles.get(number);
        ProfileState profile;
        if (known == null) {
            profile = profiles.put(foldAll(number, facts, advanced));
            start(profile);
            for (int slot = 0; slot < slots.size(); slot++) {
                slots.settle(profile, slot);
            }
        } else if (!visited.get(number)) {
            List<Fact.Permits> later = new ArrayList<>();
            ProfileState more = fold(number, current.fresh, facts, Math.max(known.position, advanced), later);
            boolean same = current.isUntouched(known) && current.isUntouched(more);
            profile = same ? known : profiles.put(current.merged(known, more));
            profile.crossed(more.position);
            if (!same) {
                start(profile);
            }
        } else {
            profile = known;
        }
        visited.set(number);
        defining.stream().forEach(slot -> slots.settle(profile, slot));
    }

    private Rules rules() {
        if (stale) {
            stale = false;
            rules = new Rules(rules, slots.nodes(), slots.fingerprints());
            slots.compile();
            interned = new HashMap<>(rules.leaves);
            rules.leaves.values().forEach(alarms::lanes);
        }
        return rules;
    }

    // ---- facts

    /** Whether a fact may be applied: it lies at or after the last fact and the last boundary of its profile. */
    public boolean accepts(int number, Fact fact) {
        ProfileState profile = profiles.get(number);
        return profile == null || sidelines.accepts(profile, fact, Times.of(fact.time()));
    }

    /** Brings near what is known of profiles of which facts come, and of those with a boundary until the last of these. */
    public void expect(int[] numbers, long until) {
        profiles.expect(numbers);
        alarms.expect(until);
    }

    /** Applies a fact at its instant; false, and nothing is done, if it may not be. */
    public boolean apply(int number, Fact fact, long time) {
        Rules current = rules();
        ProfileState known = profiles.get(number);
        if (known != null && !sidelines.accepts(known, fact, time)) {
            return false;
        }
        ProfileState profile = known == null ? profiles.put(alarms.fresh(number)) : known;
        if (fact instanceof Fact.Permits permits && time > clock && clock != Times.ALWAYS) {
            sidelines.schedule(number, permits);
            alarms.setForPermits(profile, time);
            return true;
        }
        if (alarms.mayRing(time)) {
            crossTo(profile, time);
        }
        take(profile, current.index, fact, time);
        if (fact instanceof Fact.Happened happened) {
            sidelines.note(number, happened.event().id());
        }
        slots.announce(profile, time, true, changes);
        return true;
    }

    private void take(ProfileState profile, EventIndex by, Fact fact, long time) {
        now = time;
        if (fact instanceof Fact.Happened happened) {
            take(profile, by, happened.event(), time);
            profile.last = ProfileState.EVENT;
        } else if (fact instanceof Fact.Permits permits) {
            by.consents().forEach(leaf -> set(profile, leaf, leaf.accepts.test(permits.purposes()), Times.NEVER));
            profile.last = ProfileState.PERMITS;
        }
        profile.position = time;
    }

    private void take(ProfileState profile, EventIndex by, Event event, long time) {
        int count = by.match(profile, event, time);
        for (int i = 0; i < count; i++) {
            by.found(i).on(profile, event.properties(), time, by.roles(i), this);
        }
        for (Map.Entry<String, List<FlagLeaf>> trait : by.traits(event).entrySet()) {
            Object value = event.properties().get(trait.getKey());
            if (value != null) {
                trait.getValue().forEach(leaf -> set(profile, leaf, leaf.accepts.test(value), Times.NEVER));
            }
        }
    }

    @Override
    public void set(ProfileState profile, Leaf leaf, boolean holds, long due) {
        if (profile.holds(leaf.id) != holds) {
            profile.holds(leaf.id, holds);
            for (int i = 0; !quiet && i < leaf.segments.length; i++) {
                slots.mark(leaf.segments[i], leaf.wants[i], holds);
            }
        }
        if (due != Times.NEVER) {
            if (quiet) {
                quietDue = Math.min(quietDue, due);
            } else {
                arm(profile, leaf, due);
            }
        }
    }

    private void arm(ProfileState profile, Leaf leaf, long due) {
        if (leaf.group instanceof Single) {
            Cell cell = profile.cell(leaf.id);
            if (cell == null || due >= cell.armed) {
                return;
            }
            cell.armed = due;
        } else if (profile.isArmed(leaf.id)) {
            return;
        } else {
            profile.armed(leaf.id, true);
        }
        alarms.set(profile, leaf, due, due - now);
    }

    // ---- time

    /** Crosses every boundary up to and including an instant, over all profiles, in order of time. */
    public void advance(long to) {
        rules();
        for (long at = alarms.next(to); at != Times.NEVER; at = alarms.next(to)) {
            int count = alarms.ring();
            for (int from = 0, next; from < count; from = next) {
                int number = Alarms.profile(alarms.rung(from));
                for (next = from + 1; next < count && Alarms.profile(alarms.rung(next)) == number; ) {
                    next++;
                }
                ProfileState profile = profiles.get(number);
                if (profile != null && ring(profile, from, next, at)) {
                    slots.announce(profile, at, true, changes);
                    permit(profile, at);
                    profile.crossed(at);
                    changes.crossed(number);
                }
            }
        }
        advanced = Math.max(advanced, to);
        clock = Math.max(clock, to);
    }

    private boolean ring(ProfileState profile, int from, int to, long at) {
        now = at;
        boolean any = false;
        for (int i = from; i < to; i++) {
            int id = Alarms.leaf(alarms.rung(i));
            Leaf leaf = id == Alarms.PERMITS ? null : rules.leaf(id);
            boolean mine = Alarms.isOf(alarms.rung(i), profile);
            any |= mine && id == Alarms.PERMITS && sidelines.due(profile.number) <= at;
            any |= mine && leaf != null && ring(profile, leaf, at);
        }
        return any;
    }

    /** Whether a leaf is due that rings; sets it again if it is due later. */
    private boolean ring(ProfileState profile, Leaf leaf, long at) {
        Group group = leaf.group;
        Cell cell = group instanceof Single ? profile.cell(leaf.id) : null;
        if (group == null || (cell == null ? !profile.isArmed(leaf.id) : cell.armed != at)) {
            return false;
        }
        if (cell == null) {
            profile.armed(leaf.id, false);
        } else {
            cell.armed = Times.NEVER;
        }
        long due = group.due(profile, leaf);
        if (due <= at) {
            group.settle(profile, leaf, at, this);
        } else if (due != Times.NEVER) {
            arm(profile, leaf, due);
        }
        return due <= at;
    }

    /** Crosses a profile's boundaries ahead of all others. */
    private void crossTo(ProfileState profile, long to) {
        for (long at = next(profile); at <= to; at = next(profile)) {
            long instant = at;
            now = at;
            List<Leaf> due = new ArrayList<>(2);
            rules.forEach(profile, (leaf, when) -> {
                if (when == instant) {
                    due.add(leaf);
                }
            });
            for (Leaf leaf : due) {
                if (leaf.group != null) {
                    leaf.group.settle(profile, leaf, at, this);
                }
            }
            slots.announce(profile, at, true, changes);
            permit(profile, at);
            profile.crossed(at);
        }
    }

    private void permit(ProfileState profile, long at) {
        for (Fact.Permits permits : quiet ? Sidelines.take(quietPermits, at) : sidelines.take(profile.number, at)) {
            take(profile, quiet ? quietIndex : rules.index, permits, at);
            slots.announce(profile, at, true, changes);
        }
    }

    private long next(ProfileState profile) {
        long[] next = {quiet ? Sidelines.due(quietPermits) : sidelines.due(profile.number)};
        rules.forEach(profile, (leaf, due) -> next[0] = Math.min(next[0], due));
        return next[0];
    }

    // ---- from nothing

    /** Forgets a profile, folds these facts from nothing and moves on to an instant; reports the difference as of then. */
    public void refold(int number, List<Fact> facts, long at) {
        rules();
        sidelines.forget(number);
        ProfileState profile = foldAll(number, facts, at);
        if (facts.isEmpty()) {
            profiles.remove(number);
        } else {
            start(profiles.put(profile));
        }
        clock = Math.max(clock, at);
        visited.set(number, !defining.isEmpty());
        slots.markAllBut(defining);
        slots.announce(profile, at, !facts.isEmpty(), changes);
    }

    /** Makes a profile a member of whatever another is in, until it is folded again. */
    public void inherit(int from, int into) {
        for (int slot : slots.of(from)) {
            slots.set(into, slot, true);
        }
    }

    private void start(ProfileState profile) {
        now = Times.NEVER;
        rules.forEach(profile, (leaf, due) -> {
            if (due != Times.NEVER) {
                arm(profile, leaf, due);
            }
        });
    }

    private void await(ProfileState profile, List<Fact.Permits> later) {
        for (Fact.Permits permits : later) {
            sidelines.schedule(profile.number, permits);
            alarms.setForPermits(profile, Times.of(permits.time()));
        }
    }

    /** A profile's state after these facts; later permits and the last event are noted. */
    private ProfileState foldAll(int number, List<Fact> facts, long to) {
        List<Fact.Permits> later = new ArrayList<>();
        ProfileState profile = fold(number, rules.index, facts, to, later);
        await(profile, later);
        for (Fact fact : facts) {
            if (fact instanceof Fact.Happened happened) {
                sidelines.note(number, happened.event().id());
            }
        }
        return profile;
    }

    /** A profile's state after these facts, and after all boundaries up to an instant; permits after it are put aside. */
    private ProfileState fold(int number, EventIndex by, List<Fact> facts, long to, List<Fact.Permits> later) {
        ProfileState profile = alarms.fresh(number);
        quiet = true;
        quietDue = Times.NEVER;
        quietIndex = by;
        quietPermits = later;
        try {
            for (Fact fact : by.telling(facts)) {
                long time = Times.of(fact.time());
                if (fact instanceof Fact.Permits permits && time > to) {
                    later.add(permits);
                } else {
                    crossQuietly(profile, time);
                    take(profile, by, fact, time);
                }
            }
            crossQuietly(profile, to);
        } finally {
            quiet = false;
        }
        profile.crossed(to);
        return profile;
    }

    private void crossQuietly(ProfileState profile, long to) {
        if (quietDue <= to || Sidelines.due(quietPermits) <= to) {
            crossTo(profile, to);
            quietDue = next(profile);
        }
    }

    // ---- out of the heap and back

    /** What is known of a profile, its memberships included. */
    public byte[] save(int number) {
        return save(number, slots.of(number));
    }

    private byte[] save(int number, int[] memberships) {
        rules();
        ProfileState known = profiles.get(number);
        ProfileState profile = known == null ? alarms.fresh(number) : known;
        Packer out = layoutOf(number).start();
        List<Fact.Permits> pending = List.copyOf(sidelines.pending(number));
        new Saved(profile, sidelines.lastEvent(number), pending, memberships).write(layoutOf(number), out);
        return out.toBytes();
    }

    private Layout layoutOf(int number) {
        return before != null && !visited.get(number) ? before : rules.layout;
    }

    /** Knows of a profile again what was saved, without announcing it; false if these bytes cannot be used. */
    public boolean restore(int number, byte[] saved) {
        rules();
        Unpacker in = new Unpacker(saved);
        try {
            if (layoutOf(number).isOf(in)) {
                Saved read = Saved.read(layoutOf(number), alarms.fresh(number), in);
                if (in.isAtEnd()) {
                    slots.restore(number, read.memberships(), visited.get(number) ? new BitSet() : defining);
                    enter(read);
                    return true;
                }
            }
            return false;
        } catch (IllegalArgumentException damaged) {
            return false;
        }
    }

    private void enter(Saved saved) {
        int number = saved.profile().number;
        sidelines.forget(number);
        if (saved.lastEvent() != null) {
            sidelines.note(number, saved.lastEvent());
        }
        start(profiles.put(saved.profile()));
        await(saved.profile(), saved.pending());
    }

    /** Does something to a profile and takes it back, but for the memberships that it announces to have changed. */
    public void suppose(int number, Runnable change) {
        Unpacker before = new Unpacker(save(number, new int[0]));
        try {
            change.run();
        } finally {
            if (layoutOf(number).isOf(before)) {
                enter(Saved.read(layoutOf(number), alarms.fresh(number), before));
            }
        }
    }

    /** Forgets a profile but for its memberships; its timers find nobody. */
    public void evict(int number) {
        profiles.remove(number);
        sidelines.forget(number);
    }

    /** All memberships. */
    public byte[] saveMemberships() {
        Packer out = rules().layout.start();
        slots.save(out);
        return out.toBytes();
    }

    /** Sets all memberships; throws an {@link IllegalArgumentException} if these bytes cannot be used. */
    public void restoreMemberships(byte[] saved) {
        Unpacker in = new Unpacker(saved);
        if (!rules().layout.isOf(in)) {
            throw new IllegalArgumentException("the memberships were saved under other definitions");
        }
        slots.load(in);
    }

    // ---- questions

    /** Of whom expressions are true. */
    public Slots memberships() {
        return slots;
    }

    /** Whether any expression is true of a profile, evaluated on the spot. */
    public boolean holds(int profile, Node node) {
        ProfileState state = profiles.get(profile);
        return state != null && node.holds(state);
    }

    /** The instant of a profile's next boundary. */
    public long nextDue(int profile) {
        ProfileState state = profiles.get(profile);
        return state == null ? Times.NEVER : next(state);
    }
}
