package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elementary condition of segments, shared by all that use it. Leaves with equal {@link #key} are the same. What it
 * knows of a profile lies in a {@link Cell}.
 */
public abstract class Leaf {

    private static final int[] NONE = {};

    private final Object key;
    private final int hash;
    /** Its number in the engine. */
    int id = -1;
    /** The segments in which it occurs. */
    int[] segments = NONE;
    /** How each of them uses it: {@link Slots#WANTED}, {@link Slots#UNWANTED} or both. */
    int[] wants = NONE;
    /** Its durations, and the timers' lanes for them. */
    long[] durations = {};

    int[] lanes = NONE;
    /** The group it is in; none for a flag. */
    @Nullable
    Group group;

    Leaf(Object key) {
        this.key = key;
        this.hash = key.hashCode();
    }

    /** No segment uses it, though profiles may still know of it. */
    final void unused() {
        segments = NONE;
        wants = NONE;
    }

    @Override
    public final boolean equals(Object other) {
        return this == other || (other instanceof Leaf that && hash == that.hash && key.equals(that.key));
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    final Object key() {
        return key;
    }

    /** The events it listens to, one test for each role. */
    abstract List<EventTest> tests();

    /** A duration after an event at which it may change, twice. */
    abstract long[] durations();

    /** What leaves of one group have in common. */
    Object groupKey() {
        return key;
    }

    /** The group of all leaves with this group key. */
    Group group(List<Leaf> leaves) {
        return new Single(this);
    }

    /** A cell that knows of nothing. The methods on cells are those of leaves that share no group. */
    Cell cell() {
        return new Cell(this);
    }

    /** Whether an event in these roles matters to a profile without a cell. */
    boolean starts(int roles) {
        return true;
    }

    /** Takes an event in. */
    void on(Cell cell, Properties event, long time, int roles) {}

    /** Moves the cell's time to an instant at which it was due. */
    void settle(Cell cell, long time) {}

    /** Writes what the cell knows beyond what every cell knows. */
    void save(Cell cell, Packer out) {}

    /** Reads into a fresh cell what was saved. */
    void load(Cell cell, Unpacker in) {}

    static boolean has(int roles, int role) {
        return (roles & 1 << role) != 0;
    }
}
