package io.clientele.internal.index;

import java.util.Arrays;

/**
 * Instants by positive number, in 12 bytes of two tables that are at most half full: open addressing with linear probing
 * (Knuth, The Art of Computer Programming 3, 6.4), so that all are written out without following a reference each.
 * Not thread-safe.
 */
public final class Wakes {

    private static final int FIRST = 16;
    private static final int NONE = 0;

    private int[] numbers = new int[FIRST];
    private long[] instants = new long[FIRST];
    private int size;

    /** What is done with each. */
    public interface Visitor {
        /**
         * One of them.
         *
         * @param number whose
         * @param instant in milliseconds since 1970
         */
        void visit(int number, long instant);
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Notes an instant, in milliseconds since 1970, in place of the one before. */
    public void put(int number, long instant) {
        if (2 * size >= numbers.length) {
            grow();
        }
        int place = place(number);
        if (numbers[place] == NONE) {
            numbers[place] = number;
            size++;
        }
        instants[place] = instant;
    }

    /** The instant of a number; the given one if there is none. */
    public long get(int number, long otherwise) {
        int place = place(number);
        return numbers[place] == NONE ? otherwise : instants[place];
    }

    /** Forgets a number, if it is there, and closes the gap. */
    public void remove(int number) {
        int gap = place(number);
        if (numbers[gap] == NONE) {
            return;
        }
        size--;
        int mask = numbers.length - 1;
        for (int next = (gap + 1) & mask; numbers[next] != NONE; next = (next + 1) & mask) {
            int home = home(numbers[next]);
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                numbers[gap] = numbers[next];
                instants[gap] = instants[next];
                gap = next;
            }
        }
        numbers[gap] = NONE;
    }

    /** Shows all of them, in no order; nothing is put or removed meanwhile. */
    public void forEach(Visitor visitor) {
        for (int place = 0; place < numbers.length; place++) {
            if (numbers[place] != NONE) {
                visitor.visit(numbers[place], instants[place]);
            }
        }
    }

    /** The numbers whose instant lies no later than one. */
    public int[] until(long instant) {
        int[] found = new int[size];
        int many = 0;
        for (int place = 0; place < numbers.length; place++) {
            if (numbers[place] != NONE && instants[place] <= instant) {
                found[many++] = numbers[place];
            }
        }
        return Arrays.copyOf(found, many);
    }

    private int place(int number) {
        int mask = numbers.length - 1;
        int place = home(number);
        while (numbers[place] != NONE && numbers[place] != number) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private int home(int number) {
        int mixed = number * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & (numbers.length - 1);
    }

    private void grow() {
        int[] before = numbers;
        long[] then = instants;
        numbers = new int[2 * before.length];
        instants = new long[numbers.length];
        size = 0;
        for (int place = 0; place < before.length; place++) {
            if (before[place] != NONE) {
                put(before[place], then[place]);
            }
        }
    }
}
