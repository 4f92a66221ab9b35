package io.clientele.identity;

/** Disjoint sets of the numbers below a size. */
final class Sets {

    private final int[] parent;

    Sets(int size) {
        parent = new int[size];
        for (int i = 0; i < size; i++) {
            parent[i] = i;
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

    /** Makes one set of two, given the numbers that stand for them; the first goes on standing for both. */
    void join(int root, int other) {
        parent[other] = root;
    }
}
