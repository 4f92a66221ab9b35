package io.clientele.identity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The definition of a cluster, computed from nothing: open pairs are taken in {@linkplain Pair#order order}, and each
 * joins its two ends unless that would break a limit. Changes none of what it reads.
 */
final class Greedy {

    /** What became of a pair whose ends were together already. */
    static final int CONFIRMED = -2;
    /** What became of a pair that joined its ends. */
    static final int JOINED = -1;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> numbers = new HashMap<>();
    /** For each open pair what became of it: one of the above, or the number of the limit that refused it. */
    private final Map<Pair, Integer> verdicts = new HashMap<>();

    private final IdentityRules rules;
    private final int[] limits;
    private final Sets sets;
    private final int[][] counts;

    private Greedy(Collection<Node> seeds, IdentityRules rules) {
        this.rules = rules;
        this.limits = rules.limitValues();
        List<Pair> pairs = reach(seeds);
        this.sets = new Sets(nodes.size());
        this.counts = nodes.stream().map(this::count).toArray(int[][]::new);
        pairs.sort(Pair.order(rules));
        pairs.forEach(pair -> verdicts.put(pair, offer(pair)));
    }

    /** Over all that open pairs, refused ones included, connect with some nodes. */
    static Greedy around(Collection<Node> seeds, IdentityRules rules) {
        return new Greedy(seeds, rules);
    }

    private List<Pair> reach(Collection<Node> seeds) {
        Deque<Node> waiting = new ArrayDeque<>();
        List<Pair> pairs = new ArrayList<>();
        seeds.forEach(seed -> number(seed, waiting));
        while (!waiting.isEmpty()) {
            Node node = waiting.remove();
            for (Pair pair : node.pairs) {
                if (pair.open()) {
                    number(pair.other(node), waiting);
                    if (pair.stronger == node) {
                        pairs.add(pair);
                    }
                }
            }
        }
        return pairs;
    }

    private void number(Node node, Deque<Node> waiting) {
        if (numbers.putIfAbsent(node, nodes.size()) == null) {
            nodes.add(node);
            waiting.add(node);
        }
    }

    private int[] count(Node node) {
        int[] count = new int[limits.length];
        if (node.limited >= 0) {
            count[node.limited] = 1;
        }
        return count;
    }

    private int offer(Pair pair) {
        int a = root(pair.stronger);
        int b = root(pair.weaker);
        if (a == b) {
            return CONFIRMED;
        }
        int broken = Cluster.firstBroken(counts[a], counts[b], limits);
        if (broken >= 0) {
            return broken;
        }
        sets.join(a, b);
        for (int i = 0; i < limits.length; i++) {
            counts[a][i] += counts[b][i];
        }
        return JOINED;
    }

    private int root(Node node) {
        return sets.find(numbers.getOrDefault(node, -1));
    }

    List<Node> nodes() {
        return nodes;
    }

    Set<Map.Entry<Pair, Integer>> verdicts() {
        return verdicts.entrySet();
    }

    /** What became of an open pair. */
    int verdict(Pair pair) {
        return verdicts.getOrDefault(pair, CONFIRMED);
    }

    /** The clusters, new and not yet those of their members. */
    Collection<Cluster> clusters() {
        Map<Integer, Cluster> clusters = new TreeMap<>();
        for (Node node : nodes) {
            clusters.computeIfAbsent(
                            root(node), root -> new Cluster(rules.limited().size()))
                    .add(node);
        }
        return clusters.values();
    }
}
