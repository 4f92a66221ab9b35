package io.clientele.identity.match.internal;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Rows by key. A key that more than a few rows share finds nothing any more: it costs much and says little. */
final class Index {

    /** How many rows a key may have. */
    static final int MOST = 80;

    private static final int FULL = -1;
    private static final int GONE = -2;

    private long[] keys = new long[1024];
    private int[] heads = new int[1024];
    private byte[] counts = new byte[1024];
    private int used;
    private int[] rows = new int[1024];
    private int[] nexts = new int[1024];
    private int size = 1;
    private int free;

    /** Puts a row under a key; twice the same does no harm but costs a place. */
    void put(long key, int row) {
        if (used * 2 >= keys.length) {
            grow();
        }
        int place = place(key);
        if (counts[place] == 0) {
            keys[place] = key;
            used++;
        } else if (counts[place] == GONE) {
            counts[place] = 0;
        }
        if (counts[place] == FULL) {
            return;
        }
        if (counts[place] > 0 && rows[heads[place]] == row) {
            return;
        }
        if (counts[place] == MOST) {
            release(heads[place]);
            counts[place] = FULL;
            return;
        }
        int entry = entry();
        rows[entry] = row;
        nexts[entry] = counts[place] == 0 ? 0 : heads[place];
        heads[place] = entry;
        counts[place]++;
    }

    /** Takes a row from under a key. A key that was given up stays so. */
    void remove(long key, int row) {
        int place = place(key);
        if (counts[place] <= 0) {
            return;
        }
        int before = 0;
        for (int entry = heads[place]; entry != 0; entry = nexts[entry]) {
            if (rows[entry] == row) {
                if (before == 0) {
                    heads[place] = nexts[entry];
                } else {
                    nexts[before] = nexts[entry];
                }
                nexts[entry] = free;
                free = entry;
                counts[place] = (byte) (counts[place] == 1 ? GONE : counts[place] - 1);
                return;
            }
            before = entry;
        }
    }

    /** Visits the rows under a key, the last one first. */
    void forEach(long key, IntConsumer visitor) {
        int place = place(key);
        if (counts[place] > 0) {
            for (int entry = heads[place]; entry != 0; entry = nexts[entry]) {
                visitor.accept(rows[entry]);
            }
        }
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
        int mask = keys.length - 1;
        int at = (int) (key >>> 32) & mask;
        while (counts[at] != 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldHeads = heads;
        byte[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        heads = new int[keys.length];
        counts = new byte[keys.length];
        used = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] != 0) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                heads[place] = oldHeads[i];
                counts[place] = oldCounts[i];
                used++;
            }
        }
    }
}
