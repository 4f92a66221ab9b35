package io.clientele.identity;

import io.clientele.identity.internal.Numbering;
import io.clientele.identity.internal.Sets;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Clusters in the making: sets of numbered nodes, with how many each holds of the namespaces that have a limit. */
final class Cells {

    private final int[] limits;
    private final boolean[] personal;
    private final Sets sets = new Sets();
    private int[][] counts = new int[8][];
    private boolean[] pinned = new boolean[8];
    /** The next of the members of a cell, which form a ring. */
    private int[] next = new int[8];

    private int size;

    Cells(Namespaces names) {
        this.limits = names.limits;
        this.personal = names.personal;
    }

    /**
     * Makes a cell of the next number.
     *
     * @param place that of the node's namespace among those that have a limit, or -1
     * @param isPinned whether an operator decided about the node
     */
    void add(int place, boolean isPinned) {
        if (size == next.length) {
            counts = Arrays.copyOf(counts, 2 * size);
            pinned = Arrays.copyOf(pinned, 2 * size);
            next = Arrays.copyOf(next, 2 * size);
        }
        int[] its = new int[limits.length];
        if (place >= 0) {
            its[place] = 1;
        }
        counts[size] = its;
        pinned[size] = isPinned;
        next[size] = size;
        size++;
        sets.grow(size);
    }

    int size() {
        return size;
    }

    int find(int number) {
        return sets.find(number);
    }

    boolean hasPins(int root) {
        return pinned[root];
    }

    void members(int number, IntConsumer visitor) {
        int member = number;
        do {
            visitor.accept(member);
            member = next[member];
        } while (member != number);
    }

    /** Makes one cell of two, if they are not one already. */
    void join(int one, int other) {
        int a = find(one);
        int b = find(other);
        if (a != b) {
            sets.join(a, b);
            Arrays.setAll(counts[a], place -> counts[a][place] + counts[b][place]);
            pinned[a] |= pinned[b];
            int following = next[a];
            next[a] = next[b];
            next[b] = following;
        }
    }

    /** Whether two cells together keep within every limit. */
    boolean fit(int a, int b) {
        for (int place = 0; place < limits.length; place++) {
            if (counts[a][place] + counts[b][place] > limits[place]) {
                return false;
            }
        }
        return true;
    }

    /** How often some cells differ in what people are known by. */
    int contradictions(Numbering roots) {
        int contradictions = 0;
        for (int place = 0; place < limits.length; place++) {
            int holding = 0;
            for (int i = 0; personal[place] && i < roots.size(); i++) {
                holding += counts[roots.key(i) - 1][place] > 0 ? 1 : 0;
            }
            contradictions += Math.max(0, holding - 1);
        }
        return contradictions;
    }

    /** In how many of what people are known by two cells differ. */
    int contradictions(int a, int b) {
        int contradictions = 0;
        for (int place = 0; place < limits.length; place++) {
            contradictions += personal[place] && counts[a][place] > 0 && counts[b][place] > 0 ? 1 : 0;
        }
        return contradictions;
    }

    /** Whether two cells each hold an identifier of a namespace of which a profile holds one. */
    boolean exclude(int a, int b) {
        for (int place = 0; place < limits.length; place++) {
            if (limits[place] == 1 && counts[a][place] + counts[b][place] > 1) {
                return true;
            }
        }
        return false;
    }
}
