package io.clientele.benchmarks;

import java.util.Arrays;

/**
 * Numbers for text ids, dense from 0: the look-up that a host does before it calls the engine. The texts are the host's own;
 * the table only points at them, and keeps their hashes so that it seldom looks at a wrong one.
 */
final class IdTable {

    private static final long NONE = -1;

    private long[] table = filled(16);
    private String[] ids = new String[8];
    private int size;

    private static long[] filled(int capacity) {
        long[] table = new long[capacity];
        Arrays.fill(table, NONE);
        return table;
    }

    int size() {
        return size;
    }

    private int place(String id) {
        int mask = table.length - 1;
        int hash = id.hashCode();
        int i = (hash ^ hash >>> 15) & mask;
        while (table[i] != NONE && !((int) (table[i] >>> 32) == hash && ids[(int) table[i]].equals(id))) {
            i = (i + 1) & mask;
        }
        return i;
    }

    /** The number of an id; -1 if it has none. */
    int number(String id) {
        return (int) table[place(id)];
    }

    /** The number of an id, which it now has in any case. */
    int add(String id) {
        int known = number(id);
        if (known >= 0) {
            return known;
        }
        if (4 * size >= 3 * table.length) {
            table = filled(2 * table.length);
            for (int i = 0; i < size; i++) {
                table[place(ids[i])] = entry(ids[i], i);
            }
        }
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size + size / 2);
        }
        table[place(id)] = entry(id, size);
        ids[size] = id;
        return size++;
    }

    private static long entry(String id, int number) {
        return (long) id.hashCode() << 32 | number;
    }
}
