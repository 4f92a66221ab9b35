package io.clientele.identity;

import java.util.Comparator;

/**
 * The identifiers of each person, as records of the graph's slab. A node that is alone has none. What is said of a node
 * here is said of its cluster.
 */
final class Clusters {

    private static final int SIZE = 0;
    /** None of the pairs that join members comes after this one. */
    private static final int LAST = 1;

    private static final int FLAGS = 2;
    /** How many members of each namespace that has a limit, two an int. */
    private static final int COUNTS = 3;

    private static final int TOUCHY = 1;
    /** That the last pair is not known. */
    private static final int UNORDERED = 2;

    private final Graph graph;
    private final Slab slab;
    private final int[] limits;
    private final Comparator<Integer> order;
    private final int words;

    Clusters(Graph graph, Comparator<Integer> order) {
        this.graph = graph;
        this.slab = graph.slab;
        this.limits = graph.namespaces.limits;
        this.order = order;
        this.words = COUNTS + (limits.length + 1) / 2;
    }

    boolean together(int a, int b) {
        return a == b || graph.cluster(a) != 0 && graph.cluster(a) == graph.cluster(b);
    }

    int size(int node) {
        int cluster = graph.cluster(node);
        return cluster == 0 ? 1 : slab.get(cluster + SIZE);
    }

    private int count(int node, int place) {
        int cluster = graph.cluster(node);
        if (cluster == 0) {
            return graph.namespaces.limited(graph.namespace(node)) == place ? 1 : 0;
        }
        return slab.get(cluster + COUNTS + place / 2) >>> 16 * (place & 1) & 0xFFFF;
    }

    /** Whether two clusters together keep within every limit. */
    boolean fit(int a, int b) {
        for (int place = 0; place < limits.length; place++) {
            if (count(a, place) + count(b, place) > limits[place]) {
                return false;
            }
        }
        return true;
    }

    /** Whether an open pair leads out of a cluster, other than to what has too many owners for certain. */
    boolean isTouchy(int node) {
        int cluster = graph.cluster(node);
        return cluster == 0 ? graph.is(node, Graph.TOUCHY) : (slab.get(cluster + FLAGS) & TOUCHY) != 0;
    }

    void touch(int node) {
        int cluster = graph.cluster(node);
        if (cluster == 0) {
            graph.set(node, Graph.TOUCHY, true);
        } else {
            slab.set(cluster + FLAGS, slab.get(cluster + FLAGS) | TOUCHY);
        }
    }

    /** Whether every pair that joins members comes before another one; false if that is not known. */
    boolean joinedBefore(int node, int pair) {
        int cluster = graph.cluster(node);
        return cluster == 0
                || (slab.get(cluster + FLAGS) & UNORDERED) == 0 && order.compare(slab.get(cluster + LAST), pair) < 0;
    }

    /** A pair within took another place in the order. */
    void reordered(int node) {
        int cluster = graph.cluster(node);
        slab.set(cluster + FLAGS, slab.get(cluster + FLAGS) | UNORDERED);
    }

    /** Makes one cluster of the two that a pair connects. */
    void join(int pair) {
        int a = graph.stronger(pair);
        int b = graph.weaker(pair);
        int larger = size(a) >= size(b) ? a : b;
        int smaller = larger == a ? b : a;
        int into = graph.cluster(larger) == 0 ? found(larger) : graph.cluster(larger);
        int gone = graph.cluster(smaller);
        add(into, smaller, pair);
        int member = smaller;
        do {
            graph.cluster(member, into);
            member = graph.nextMember(member);
        } while (member != smaller);
        int next = graph.nextMember(larger);
        graph.nextMember(larger, graph.nextMember(smaller));
        graph.nextMember(smaller, next);
        if (gone != 0) {
            slab.free(gone, words);
        }
    }

    private int found(int node) {
        int cluster = slab.allocate(words);
        slab.set(cluster + SIZE, 1);
        slab.set(cluster + FLAGS, graph.is(node, Graph.TOUCHY) ? TOUCHY : 0);
        int place = graph.namespaces.limited(graph.namespace(node));
        if (place >= 0) {
            slab.set(cluster + COUNTS + place / 2, 1 << 16 * (place & 1));
        }
        graph.cluster(node, cluster);
        return cluster;
    }

    private void add(int into, int node, int pair) {
        slab.set(into + SIZE, slab.get(into + SIZE) + size(node));
        for (int place = 0; place < limits.length; place++) {
            int at = into + COUNTS + place / 2;
            slab.set(at, slab.get(at) + (count(node, place) << 16 * (place & 1)));
        }
        int from = graph.cluster(node);
        int flags = slab.get(into + FLAGS) | (isTouchy(node) ? TOUCHY : 0);
        flags |= from == 0 ? 0 : slab.get(from + FLAGS) & UNORDERED;
        slab.set(into + FLAGS, flags);
        if ((flags & UNORDERED) == 0) {
            int last = later(slab.get(into + LAST), from == 0 ? 0 : slab.get(from + LAST));
            slab.set(into + LAST, later(last, pair));
        }
    }

    private int later(int pair, int other) {
        boolean first = other == 0 || pair != 0 && order.compare(pair, other) > 0;
        return first ? pair : other;
    }

    /** Makes every member of a cluster alone. */
    void dissolve(int node) {
        int cluster = graph.cluster(node);
        if (cluster != 0) {
            int member = node;
            do {
                int next = graph.nextMember(member);
                graph.cluster(member, 0);
                graph.nextMember(member, member);
                member = next;
            } while (member != node);
            slab.free(cluster, words);
        }
    }
}
