package io.clientele.identity.internal;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Numbers from 0 on for things that are known by an int other than 0, in the order in which they come. */
public final class Numbering {

    private int[] keys;
    private int size;
    /** Places by key: one more than the number, or 0. */
    private int[] table;

    public Numbering() {
        this(8);
    }

    /** With room for some, a power of two or 0. */
    public Numbering(int expected) {
        keys = new int[expected];
        table = new int[Math.max(1, 2 * expected)];
    }

    public int size() {
        return size;
    }

    public int key(int number) {
        return keys[number];
    }

    /** Visits every key in order. */
    public void forEach(IntConsumer visitor) {
        for (int i = 0; i < size; i++) {
            visitor.accept(keys[i]);
        }
    }

    /** The number of a key, or -1. */
    public int find(int key) {
        return table[place(key)] - 1;
    }

    /** The number of a key, given if it has none; whether that is so shows in the size. */
    public int number(int key) {
        int place = place(key);
        if (table[place] != 0) {
            return table[place] - 1;
        }
        if (size == keys.length) {
            grow();
            place = place(key);
        }
        keys[size] = key;
        table[place] = ++size;
        return size - 1;
    }

    private int place(int key) {
        int mask = table.length - 1;
        int at = key * 0x9E3779B9 >>> 7 & mask;
        while (table[at] != 0 && keys[table[at] - 1] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        keys = Arrays.copyOf(keys, Math.max(8, 2 * size));
        table = new int[2 * keys.length];
        for (int i = 0; i < size; i++) {
            table[place(keys[i])] = i + 1;
        }
    }
}
