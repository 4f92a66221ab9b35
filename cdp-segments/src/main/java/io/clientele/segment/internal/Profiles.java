package io.clientele.segment.internal;

import org.jspecify.annotations.Nullable;

/** The states of the profiles in the heap, by number; others cost nothing. */
final class Profiles {

    private @Nullable ProfileState[] table = new @Nullable ProfileState[16];
    private int size;
    /** Of no use, but what it is made of was read. */
    @SuppressWarnings("UnusedVariable")
    private int expected;

    /** The first bits of a multiple of the golden ratio: numbers in a row lie far apart. */
    private static int slot(int number, int mask) {
        return number * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(mask);
    }

    private int place(int number) {
        int mask = table.length - 1;
        int i = slot(number, mask);
        for (ProfileState there = table[i]; there != null && there.number != number; there = table[i]) {
            i = (i + 1) & mask;
        }
        return i;
    }

    @Nullable
    ProfileState get(int number) {
        return table[place(number)];
    }

    /** Reads the states of profiles, so that they are near when they are asked for. */
    void expect(int[] numbers) {
        for (int number : numbers) {
            expect(number);
        }
    }

    /** Reads the state of a profile. */
    void expect(int number) {
        ProfileState state = get(number);
        expected += state == null ? 0 : state.words.length;
    }

    /** Enters a state, in place of the one of the same number. */
    ProfileState put(ProfileState state) {
        int place = place(state.number);
        if (table[place] == null && ++size > table.length / 4 * 3) {
            grow();
            place = place(state.number);
        }
        table[place] = state;
        return state;
    }

    private void grow() {
        @Nullable ProfileState[] old = table;
        table = new @Nullable ProfileState[2 * old.length];
        for (ProfileState each : old) {
            if (each != null) {
                table[place(each.number)] = each;
            }
        }
    }

    /** Takes a state out, if it is there. */
    @Nullable
    ProfileState remove(int number) {
        int hole = place(number);
        ProfileState gone = table[hole];
        if (gone == null) {
            return null;
        }
        size--;
        int mask = table.length - 1;
        table[hole] = null;
        for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
            ProfileState next = table[i];
            if (next == null) {
                return gone;
            }
            table[i] = null;
            table[place(next.number)] = next;
        }
    }
}
