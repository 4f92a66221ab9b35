package io.clientele.segment.internal;

import io.clientele.segment.internal.timer.Times;

/** What one leaf knows about one profile. A leaf without a cell does not hold. */
class Cell {

    final Leaf leaf;
    /** Whether the leaf is true at the profile's position. */
    boolean holds;
    /** The next instant at which that may change with no event. */
    long due = Times.NEVER;
    /** The earliest timer that is set for the cell. */
    long armed = Times.NEVER;

    Cell(Leaf leaf) {
        this.leaf = leaf;
    }
}
