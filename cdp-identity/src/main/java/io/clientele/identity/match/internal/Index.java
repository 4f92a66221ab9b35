package io.clientele.identity.match.internal;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Rows by key. A key that more than a few rows share finds nothing: it costs much and says little. Such a key is given up for
 * ever, or goes on to find as soon as fewer share it, if the index is exact.
 */
final class Index {

    /** How many rows a key may have. */
    static final int MOST = 80;

    private static final int FULL = -1;
    private static final int GONE = -2;

    /** Each place's key; beside it how many rows it has, in the upper half, and the first of their entries. */
    private long[] table = new long[2 * 1024];

    private final boolean exact;
    private int used;
    private int[] rows = new int[1024];
    private int[] nexts = new int[1024];
    private int size = 1;
    private int free;

    /** An index that gives keys up, or an exact one. */
    Index(boolean exact) {
        this.exact = exact;
    }

    /** How many rows are under a key; negative if none is or it was given up. */
    int size(long key) {
        return count(place(key));
    }

    /** Visits all rows under a key of an exact index, also where it finds nothing. */
    void all(long key, IntConsumer visitor) {
        int place = place(key);
        for (int entry = count(place) > 0 ? head(place) : 0; entry != 0; entry = nexts[entry]) {
            visitor.accept(rows[entry]);
        }
    }

    /** Puts a row under a key; twice the same does no harm but costs a place. */
    void put(long key, int row) {
        if (used * 4 >= table.length) {
            grow();
        }
        int place = place(key);
        int count = count(place);
        if (count == 0) {
            table[place] = key;
            used++;
        }
        int head = head(place);
        if (count == FULL || count > 0 && rows[head] == row) {
            return;
        }
        if (count == MOST && !exact) {
            release(head);
            set(place, FULL, 0);
            return;
        }
        int entry = entry();
        rows[entry] = row;
        nexts[entry] = count > 0 ? head : 0;
        set(place, Math.max(0, count) + 1, entry);
    }

    /** Takes a row from under a key. A key that was given up stays so. */
    void remove(long key, int row) {
        int place = place(key);
        int count = count(place);
        int before = 0;
        for (int entry = count > 0 ? head(place) : 0; entry != 0; entry = nexts[entry]) {
            if (rows[entry] == row) {
                int head = head(place);
                if (before == 0) {
                    head = nexts[entry];
                } else {
                    nexts[before] = nexts[entry];
                }
                nexts[entry] = free;
                free = entry;
                set(place, count == 1 ? GONE : count - 1, head);
                return;
            }
            before = entry;
        }
    }

    /** Visits the rows under a key, the last one first. */
    void forEach(long key, IntConsumer visitor) {
        int place = place(key);
        if (count(place) > 0 && count(place) <= MOST) {
            for (int entry = head(place); entry != 0; entry = nexts[entry]) {
                visitor.accept(rows[entry]);
            }
        }
    }

    private int count(int place) {
        return (int) (table[place + 1] >> 32);
    }

    private int head(int place) {
        return (int) table[place + 1];
    }

    private void set(int place, int count, int head) {
        table[place + 1] = (long) count << 32 | head;
    }

    private int entry() {
        if (free != 0) {
            int entry = free;
            free = nexts[entry];
            return entry;
        }
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            nexts = Arrays.copyOf(nexts, size * 2);
        }
        return size++;
    }

    private void release(int head) {
        int last = head;
        while (nexts[last] != 0) {
            last = nexts[last];
        }
        nexts[last] = free;
        free = head;
    }

    private int place(long key) {
        int mask = table.length - 1;
        int at = (int) (key >>> 32) << 1 & mask;
        while (count(at) != 0 && table[at] != key) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = table;
        int live = 0;
        for (int i = 0; i < old.length; i += 2) {
            live += old[i + 1] != 0 && (int) (old[i + 1] >> 32) != GONE ? 1 : 0;
        }
        table = new long[8 * live < old.length ? old.length : old.length * 2];
        used = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0 && (int) (old[i + 1] >> 32) != GONE) {
                used++;
                int place = place(old[i]);
                table[place] = old[i];
                table[place + 1] = old[i + 1];
            }
        }
    }
}
