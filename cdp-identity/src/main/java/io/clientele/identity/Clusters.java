package io.clientele.identity;

import io.clientele.identity.internal.Slab;
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
    private static final int GUESSED = 2;

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

    /** Whether owners of one identifier that are parts of two clusters together may contradict each other too often. */
    boolean mayContradict(int a, int b) {
        boolean[] personal = graph.namespaces.personal;
        int contradictions = 0;
        for (int place = 0; place < limits.length; place++) {
            if (personal[place]) {
                int members = count(a, place) + (together(a, b) ? 0 : count(b, place));
                contradictions += Math.max(0, members - 1);
            }
        }
        return contradictions > graph.namespaces.fewestContradictions;
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

    /** Whether there is, or was, a guess about a member. */
    boolean isGuessed(int node) {
        int cluster = graph.cluster(node);
        return cluster == 0 ? graph.is(node, Graph.GUESSED) : (slab.get(cluster + FLAGS) & GUESSED) != 0;
    }

    void guess(int node) {
        int cluster = graph.cluster(node);
        if (cluster != 0) {
            slab.set(cluster + FLAGS, slab.get(cluster + FLAGS) | GUESSED);
        }
    }

    private int flags(int node) {
        return (isTouchy(node) ? TOUCHY : 0) | (isGuessed(node) ? GUESSED : 0);
    }

    /** Whether every pair that joins members comes before another one. */
    boolean joinedBefore(int node, int pair) {
        int cluster = graph.cluster(node);
        int last = cluster == 0 ? 0 : slab.get(cluster + LAST);
        return last == 0 || order.compare(last, pair) < 0;
    }

    /** Finds the last of the pairs that join members again. */
    void retie(int node) {
        int cluster = graph.cluster(node);
        if (cluster != 0) {
            int last = 0;
            int member = node;
            do {
                for (int pair = graph.firstDown(member); pair != 0; pair = graph.nextDown(pair)) {
                    last = graph.isTree(pair) ? later(last, pair) : last;
                }
                member = graph.nextMember(member);
            } while (member != node);
            last(node, last);
        }
    }

    /** Says which of the pairs that join members is the last. */
    void last(int node, int pair) {
        slab.set(graph.cluster(node) + LAST, pair);
    }

    /** Makes one cluster of the two that a pair connects. */
    void join(int pair) {
        join(graph.stronger(pair), graph.weaker(pair), pair);
    }

    /** Makes one cluster of two; the pair is 0 if a pin or a guess joins them. */
    void join(int a, int b, int pair) {
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
        slab.set(cluster + FLAGS, flags(node));
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
        slab.set(into + FLAGS, slab.get(into + FLAGS) | flags(node));
        int last = later(slab.get(into + LAST), from == 0 ? 0 : slab.get(from + LAST));
        slab.set(into + LAST, later(last, pair));
    }

    private int later(int pair, int other) {
        if (pair == 0 || other == 0) {
            return pair == 0 ? other : pair;
        }
        return order.compare(pair, other) > 0 ? pair : other;
    }

    /** Takes the only member of its kind that nothing else hangs on out of its cluster. */
    void leave(int node) {
        int cluster = graph.cluster(node);
        int previous = node;
        while (graph.nextMember(previous) != node) {
            previous = graph.nextMember(previous);
        }
        graph.nextMember(previous, graph.nextMember(node));
        graph.nextMember(node, node);
        graph.cluster(node, 0);
        graph.set(node, Graph.TOUCHY, true);
        slab.set(cluster + SIZE, slab.get(cluster + SIZE) - 1);
        int place = graph.namespaces.limited(graph.namespace(node));
        int at = cluster + COUNTS + place / 2;
        slab.set(at, slab.get(at) - (1 << 16 * (place & 1)));
    }

    /** Makes every member of a cluster alone, with no pair that leads out of it. */
    void dissolve(int node) {
        int cluster = graph.cluster(node);
        if (cluster != 0) {
            int member = node;
            do {
                int next = graph.nextMember(member);
                graph.cluster(member, 0);
                graph.nextMember(member, member);
                graph.set(member, Graph.TOUCHY, false);
                member = next;
            } while (member != node);
            slab.free(cluster, words);
        }
        graph.set(node, Graph.TOUCHY, false);
    }
}
