package io.clientele.segment.internal;

import io.clientele.segment.internal.timer.Timers;
import io.clientele.segment.internal.timer.Times;
import java.util.Arrays;

/** Timers of leaves of profiles. Those of a state that left the heap find nobody, and are swept up before they are many. */
final class Alarms {

    /** In place of a leaf: permits whose time comes. */
    static final int PERMITS = 0xF_FFFF;

    private static final int LEAF_BITS = 20;
    private static final int GENERATION_BITS = 12;
    private static final int FEW = 4_096;

    private final Timers timers = new Timers();
    private final Profiles profiles;
    private final long[] none = {};
    private int generation;
    private int tooMany = FEW;

    Alarms(Profiles profiles) {
        this.profiles = profiles;
    }

    /** A new state of a profile, of which no timer is set. */
    ProfileState fresh(int number) {
        generation = (generation + 1) & ((1 << GENERATION_BITS) - 1);
        return new ProfileState(number, (short) generation, none);
    }

    /** Gives a leaf its lanes. */
    void lanes(Leaf leaf) {
        leaf.lanes = Arrays.stream(leaf.durations).mapToInt(timers::lane).toArray();
    }

    /** Sets a timer of a leaf, for so long from now. */
    void set(ProfileState profile, Leaf leaf, long due, long duration) {
        int lane = 0;
        for (int i = 0; i < leaf.durations.length; i++) {
            lane = leaf.durations[i] == duration ? leaf.lanes[i] : lane;
        }
        set(profile, leaf.id, due, lane);
    }

    /** Sets a timer of a profile's permits. */
    void setForPermits(ProfileState profile, long due) {
        set(profile, PERMITS, due, 0);
    }

    private void set(ProfileState profile, int leaf, long due, int lane) {
        if (timers.size() >= tooMany) {
            timers.retain(this::isWorthKeeping);
            tooMany = Math.max(FEW, 2 * timers.size());
        }
        long owner = (long) profile.number << LEAF_BITS + GENERATION_BITS;
        timers.add(due, owner | (long) leaf << GENERATION_BITS | profile.generation, lane);
    }

    private boolean isWorthKeeping(long owner) {
        ProfileState profile = profiles.get(profile(owner));
        if (profile == null || !isOf(owner, profile)) {
            return false;
        }
        int leaf = leaf(owner);
        Cell cell = leaf == PERMITS ? null : profile.cell(leaf);
        return leaf == PERMITS || (cell == null ? profile.isArmed(leaf) : cell.armed != Times.NEVER);
    }

    static int profile(long owner) {
        return (int) (owner >>> LEAF_BITS + GENERATION_BITS);
    }

    static int leaf(long owner) {
        return (int) (owner >>> GENERATION_BITS) & PERMITS;
    }

    static boolean isOf(long owner, ProfileState profile) {
        return (owner & ((1 << GENERATION_BITS) - 1)) == profile.generation;
    }

    /** Reads the states of those for whom something rings up to an instant, so that they are near by then. */
    void expect(long to) {
        timers.forEachUntil(to, owner -> profiles.expect(profile(owner)));
    }

    /** Whether anything may ring up to an instant. */
    boolean mayRing(long to) {
        return timers.next() <= to;
    }

    /** The next instant up to a border at which anything rings; {@link Times#NEVER} if none does. */
    long next(long to) {
        if (timers.next() <= to) {
            timers.open(to);
        }
        return timers.next() <= to ? timers.next() : Times.NEVER;
    }

    /** Takes out all that rings at the next instant, in order of profiles; returns how many they are. */
    int ring() {
        return timers.poll();
    }

    long rung(int i) {
        return timers.polled(i);
    }
}
