package io.clientele.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The definition of a cluster, computed from nothing. Open pairs are taken in {@linkplain PairOrder order}, rank by rank of
 * their weaker ends. Before the pairs of a rank are, an identifier of that rank is found shared if its owners, the stronger
 * ends of its pairs that are not shared themselves, are in too many clusters, or in clusters that exclude each other. Then
 * each pair of which no end is shared joins its ends, unless that would break a limit. Changes none of what it reads.
 */
final class Greedy {

    /** What became of a pair one of whose ends is shared. */
    static final int SHARED = -3;
    /** What became of a pair whose ends were together already. */
    static final int CONFIRMED = -2;
    /** What became of a pair that joined its ends. */
    static final int JOINED = -1;

    private final Graph graph;
    private final Namespaces names;
    private final Numbering nodes = new Numbering();
    private final List<Integer> pairs = new ArrayList<>();
    private final int[] verdicts;
    private final Sets sets;
    private final int[][] counts;
    private final boolean[] shared;

    private Greedy(Graph graph, Numbering seeds, Comparator<Integer> order) {
        this.graph = graph;
        this.names = graph.namespaces;
        reach(seeds);
        pairs.sort(order);
        this.verdicts = new int[pairs.size()];
        this.sets = new Sets(nodes.size());
        this.shared = new boolean[nodes.size()];
        this.counts = new int[nodes.size()][names.limits.length];
        for (int i = 0; i < nodes.size(); i++) {
            int place = names.limited(graph.namespace(nodes.key(i)));
            if (place >= 0) {
                counts[i][place] = 1;
            }
        }
        run();
    }

    /** Over all that open pairs connect with some nodes, other than through those that have too many owners for certain. */
    static Greedy around(Graph graph, Numbering seeds, Comparator<Integer> order) {
        return new Greedy(graph, seeds, order);
    }

    private void reach(Numbering seeds) {
        for (int i = 0; i < seeds.size(); i++) {
            nodes.number(seeds.key(i));
        }
        for (int i = 0; i < nodes.size(); i++) {
            int node = nodes.key(i);
            if (!graph.is(node, Graph.WALL)) {
                graph.pairs(node, pair -> reach(node, pair));
            }
        }
    }

    private void reach(int node, int pair) {
        int other = graph.other(pair, node);
        if (graph.isOpen(pair) && !graph.is(other, Graph.WALL)) {
            nodes.number(other);
            if (graph.stronger(pair) == node) {
                pairs.add(pair);
            }
        }
    }

    private void run() {
        int to;
        for (int from = 0; from < pairs.size(); from = to) {
            int rank = weakerRank(from);
            to = from + 1;
            while (to < pairs.size() && weakerRank(to) == rank) {
                to++;
            }
            findShared(rank, from, to);
            for (int i = from; i < to; i++) {
                verdicts[i] = offer(pairs.get(i));
            }
        }
    }

    private int weakerRank(int place) {
        return graph.rank(graph.weaker(pairs.get(place)));
    }

    private void findShared(int rank, int from, int to) {
        Numbering weaker = new Numbering();
        List<List<Integer>> roots = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int pair = pairs.get(i);
            int owner = nodes.find(graph.stronger(pair));
            int node = graph.weaker(pair);
            boolean counts = names.owners(graph.namespace(node)) != Namespaces.ANY
                    && graph.rank(graph.stronger(pair)) < rank
                    && !shared[owner];
            if (counts) {
                int number = weaker.number(node);
                if (number == roots.size()) {
                    roots.add(new ArrayList<>(2));
                }
                int root = sets.find(owner);
                if (!roots.get(number).contains(root)) {
                    roots.get(number).add(root);
                }
            }
        }
        for (int i = 0; i < weaker.size(); i++) {
            int node = weaker.key(i);
            boolean many = roots.get(i).size() > names.owners(graph.namespace(node));
            shared[nodes.find(node)] = many || excludeEachOther(roots.get(i));
        }
    }

    private boolean excludeEachOther(List<Integer> roots) {
        for (int place = 0; roots.size() > 1 && place < names.limits.length; place++) {
            int sum = 0;
            for (int root : roots) {
                sum += counts[root][place];
            }
            if (names.limits[place] == 1 && sum > 1) {
                return true;
            }
        }
        return false;
    }

    private int offer(int pair) {
        int stronger = nodes.find(graph.stronger(pair));
        int weaker = nodes.find(graph.weaker(pair));
        if (shared[stronger] || shared[weaker]) {
            return SHARED;
        }
        int a = sets.find(stronger);
        int b = sets.find(weaker);
        if (a == b) {
            return CONFIRMED;
        }
        for (int place = 0; place < names.limits.length; place++) {
            if (counts[a][place] + counts[b][place] > names.limits[place]) {
                return place;
            }
        }
        sets.join(a, b);
        Arrays.setAll(counts[a], place -> counts[a][place] + counts[b][place]);
        return JOINED;
    }

    Numbering nodes() {
        return nodes;
    }

    boolean isShared(int number) {
        return shared[number];
    }

    /** The open pairs in order. */
    List<Integer> pairs() {
        return pairs;
    }

    /** What became of the pair of that place: one of the above, or the place of the limit that refused it. */
    int verdict(int place) {
        return verdicts[place];
    }
}
