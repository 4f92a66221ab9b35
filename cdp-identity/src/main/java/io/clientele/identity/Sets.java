package io.clientele.identity;

import java.util.Arrays;

/** Disjoint sets of numbers from 0 on. */
final class Sets {

    private int[] parent = new int[8];
    private int size;

    /** Makes every number below a size a set of its own, if it was not known before. */
    void grow(int to) {
        if (to > parent.length) {
            parent = Arrays.copyOf(parent, Math.max(to, 2 * parent.length));
        }
        while (size < to) {
            parent[size] = size;
            size++;
        }
    }

    /** The number that stands for the set of another. */
    int find(int i) {
        int at = i;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Makes one set of those of two numbers; what stands for the first goes on standing for both. */
    void join(int one, int other) {
        parent[find(other)] = find(one);
    }
}
