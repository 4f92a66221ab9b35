package io.clientele.segment.internal;

import io.clientele.segment.internal.timer.Times;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the engine knows of one profile: for each leaf whether it is true and whether a timer is set, the words of groups, the
 * cells of other leaves, and the position up to which all this is true.
 *
 * <p>Words lie in one array: first an index in order of groups (group, where its words begin), then the words themselves in
 * the same order, at last the bits of all but the first leaves. The first entry thereby also tells how many groups there are.
 */
final class ProfileState {

    /** At the position lies a boundary, or nothing at all. */
    static final byte NOTHING = 0;
    /** At the position lie permits. */
    static final byte PERMITS = 1;
    /** At the position lies an event. */
    static final byte EVENT = 2;

    private static final int LEAVES_A_WORD = 32;

    final int number;
    /** Tells timers of this state from those of an earlier state of the same profile. */
    final short generation;
    /** The instant up to which the state is true. */
    long position = Times.ALWAYS;
    /** What lies at the position. */
    byte last = NOTHING;
    /** The index and the words of groups, and bits. */
    long[] words;

    private long bits;
    private short moreBits;
    private @Nullable Cell @Nullable [] cells;

    /** A state that knows nothing yet; states share their empty array. */
    ProfileState(int number, short generation, long[] none) {
        this.number = number;
        this.generation = generation;
        this.words = none;
    }

    // ---- two bits a leaf

    private boolean bit(int leaf, int which) {
        int word = leaf / LEAVES_A_WORD - 1;
        if (word >= moreBits) {
            return false;
        }
        long mine = word < 0 ? bits : words[words.length - moreBits + word];
        return (mine >>> 2 * leaf + which & 1) != 0;
    }

    private void bit(int leaf, int which, boolean value) {
        int word = leaf / LEAVES_A_WORD - 1;
        long mask = 1L << 2 * leaf + which;
        if (word < 0) {
            bits = value ? bits | mask : bits & ~mask;
            return;
        }
        if (word >= moreBits) {
            if (!value) {
                return;
            }
            words = Arrays.copyOf(words, words.length + word + 1 - moreBits);
            moreBits = (short) (word + 1);
        }
        int at = words.length - moreBits + word;
        words[at] = value ? words[at] | mask : words[at] & ~mask;
    }

    boolean holds(int leaf) {
        return bit(leaf, 0);
    }

    void holds(int leaf, boolean value) {
        bit(leaf, 0, value);
    }

    boolean isArmed(int leaf) {
        return bit(leaf, 1);
    }

    void armed(int leaf, boolean value) {
        bit(leaf, 1, value);
    }

    // ---- words of groups

    /** How many groups have words. */
    int size() {
        return words.length == moreBits ? 0 : (int) words[0];
    }

    int groupAt(int place) {
        return (int) (words[place] >>> 32);
    }

    int from(int place) {
        return (int) words[place];
    }

    int to(int place) {
        return place + 1 < size() ? (int) words[place + 1] : words.length - moreBits;
    }

    /** The place of a group in the index, or -1 - where it would be. */
    int find(int group) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int there = groupAt(middle);
            if (there == group) {
                return middle;
            }
            if (there < group) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** Gives a group words at a place of the index, all {@link Times#ALWAYS}. */
    void insert(int place, int group, int count) {
        int size = size();
        int from = place < size ? from(place) : words.length - moreBits;
        long[] more = new long[words.length + 1 + count];
        for (int i = 0; i < size; i++) {
            more[i < place ? i : i + 1] = words[i] + 1 + (i < place ? 0 : count);
        }
        more[place] = (long) group << 32 | from + 1;
        System.arraycopy(words, size, more, size + 1, from - size);
        Arrays.fill(more, from + 1, from + 1 + count, Times.ALWAYS);
        System.arraycopy(words, from, more, from + 1 + count, words.length - from);
        words = more;
    }

    /** Gives the group at a place more words, {@link Times#ALWAYS}, before those it has. */
    void extend(int place, int count) {
        int from = from(place);
        long[] more = Arrays.copyOf(words, words.length + count);
        Arrays.fill(more, from, from + count, Times.ALWAYS);
        System.arraycopy(words, from, more, from + count, words.length - from);
        for (int i = place + 1; i < size(); i++) {
            more[i] += count;
        }
        words = more;
    }

    /** Takes over the words of the group at a place of another state. */
    void copy(ProfileState other, int place) {
        int count = other.to(place) - other.from(place);
        int mine = -1 - find(other.groupAt(place));
        insert(mine, other.groupAt(place), count);
        System.arraycopy(other.words, other.from(place), words, from(mine), count);
    }

    // ---- cells of other leaves

    /** The cell of a leaf, or null. */
    @Nullable
    Cell cell(int leaf) {
        if (cells == null) {
            return null;
        }
        int mask = cells.length - 1;
        for (int i = slot(leaf, mask); ; i = (i + 1) & mask) {
            Cell cell = cells[i];
            if (cell == null || cell.leaf.id == leaf) {
                return cell;
            }
        }
    }

    /** Adds a cell of a leaf that has none. */
    Cell add(Cell cell) {
        int size = 0;
        for (int i = 0; cells != null && i < cells.length; i++) {
            size += cells[i] == null ? 0 : 1;
        }
        if (cells == null || 4 * (size + 1) > 3 * cells.length) {
            @Nullable Cell[] old = cells == null ? new @Nullable Cell[0] : cells;
            @Nullable Cell[] table = new @Nullable Cell[Math.max(2, 2 * old.length)];
            for (Cell each : old) {
                place(table, each);
            }
            cells = table;
        }
        place(cells, cell);
        return cell;
    }

    private static void place(@Nullable Cell[] table, @Nullable Cell cell) {
        if (cell != null) {
            int mask = table.length - 1;
            int i = slot(cell.leaf.id, mask);
            while (table[i] != null) {
                i = (i + 1) & mask;
            }
            table[i] = cell;
        }
    }

    private static int slot(int leaf, int mask) {
        return ((leaf * 0x9E3779B9) >>> 7) & mask;
    }

    /** Every cell. */
    void forEachCell(Consumer<Cell> action) {
        for (int i = 0; cells != null && i < cells.length; i++) {
            Cell cell = cells[i];
            if (cell != null) {
                action.accept(cell);
            }
        }
    }

    /** Remembers that all boundaries up to an instant were crossed. */
    void crossed(long instant) {
        if (instant > position) {
            position = instant;
            last = NOTHING;
        }
    }
}
