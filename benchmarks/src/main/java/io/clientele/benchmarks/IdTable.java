package io.clientele.benchmarks;

import java.util.Arrays;

/**
 * Numbers for text ids, dense from 0: the look-up that a host does before it calls the engine. The texts are the host's own;
 * the table only points at them.
 */
final class IdTable {

    private static final int NONE = -1;

    private int[] table = filled(16);
    private String[] ids = new String[8];
    private int size;

    private static int[] filled(int capacity) {
        int[] table = new int[capacity];
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
        while (table[i] != NONE && !ids[table[i]].equals(id)) {
            i = (i + 1) & mask;
        }
        return i;
    }

    /** The number of an id; -1 if it has none. */
    int number(String id) {
        return table[place(id)];
    }

    /** The number of an id, which it now has in any case. */
    int add(String id) {
        int place = place(id);
        if (table[place] != NONE) {
            return table[place];
        }
        if (2 * size >= table.length) {
            table = filled(2 * table.length);
            for (int i = 0; i < size; i++) {
                table[place(ids[i])] = i;
            }
            place = place(id);
        }
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size + size / 2);
        }
        ids[size] = id;
        table[place] = size;
        return size++;
    }
}
