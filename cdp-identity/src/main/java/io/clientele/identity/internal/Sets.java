package io.clientele.identity.internal;

import java.util.Arrays;

/** Disjoint sets of numbers from 0 on. */
public final class Sets {

    private int[] parent = new int[8];
    private int size;

    /** Makes every number below a size a set of its own, if it was not known before. */
    public void grow(int to) {
        if (to > parent.length) {
            parent = Arrays.copyOf(parent, Math.max(to, 2 * parent.length));
        }
        while (size < to) {
            parent[size] = size;
            size++;
        }
    }

    /** The number that stands for the set of another. */
    public int find(int i) {
        int at = i;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Makes one set of those of two numbers; what stands for the first goes on standing for both. */
    public void join(int one, int other) {
        parent[find(other)] = find(one);
    }
}
