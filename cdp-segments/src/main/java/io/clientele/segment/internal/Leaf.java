package io.clientele.segment.internal;

import io.clientele.model.Properties;
import java.util.List;

/**
 * An elementary condition of segments, shared by all that use it. Leaves with equal {@link #key} are the same. What it
 * knows of a profile lies in a {@link Cell}.
 */
public abstract class Leaf {

    private static final int[] NONE = {};

    private final Object key;
    /** Its number in the engine. */
    int id = -1;
    /** The segments in which it occurs. */
    int[] segments = NONE;

    Leaf(Object key) {
        this.key = key;
    }

    final Object key() {
        return key;
    }

    /** The events it listens to, one test for each role. */
    abstract List<EventTest> tests();

    /** A duration after an event at which it may change, twice. */
    abstract long[] durations();

    /** A cell that knows of nothing. */
    abstract Cell cell();

    /** Whether an event in these roles matters to a profile without a cell. */
    abstract boolean starts(int roles);

    /** Takes an event in. */
    abstract void on(Cell cell, Properties event, long time, int roles);

    /** Moves the cell's time to an instant at which it was due. */
    abstract void settle(Cell cell, long time);

    /** Writes what the cell knows beyond what every cell knows. */
    abstract void save(Cell cell, Packer out);

    /** Reads into a fresh cell what was saved. */
    abstract void load(Cell cell, Unpacker in);

    static boolean has(int roles, int role) {
        return (roles & 1 << role) != 0;
    }
}
