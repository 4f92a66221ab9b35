package io.clientele.identity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** The tree of pairs that joins the members of one cluster. Immutable. */
final class Forest {

    private final Graph graph;
    private final Numbering members = new Numbering();
    private final int[] parent;
    private final int[] depth;
    /** The pair between a member and its parent. */
    private final int[] up;

    /** The tree of a node's cluster; no limit is asked, for none was refused within a cluster. */
    Forest(Graph graph, int node, Comparator<Integer> order) {
        this.graph = graph;
        int member = node;
        do {
            members.number(member);
            member = graph.nextMember(member);
        } while (member != node);
        parent = new int[members.size()];
        depth = new int[members.size()];
        up = new int[members.size()];
        Arrays.fill(parent, -1);
        hang(tree(order));
    }

    /** When two members came together: the latest time on the path between them. */
    OptionalLong mergedAt(int a, int b) {
        return path(a, b).stream().mapToLong(graph::time).max();
    }

    /** The pairs on the path between two members; none if they are the same or one is no member. */
    List<Integer> path(int a, int b) {
        List<Integer> climbed = new ArrayList<>();
        List<Integer> descended = new ArrayList<>();
        int i = members.find(a);
        int j = members.find(b);
        if (i < 0 || j < 0) {
            return List.of();
        }
        while (i != j) {
            if (depth[i] >= depth[j]) {
                climbed.add(up[i]);
                i = parent[i];
            } else {
                descended.add(0, up[j]);
                j = parent[j];
            }
        }
        climbed.addAll(descended);
        return climbed;
    }

    /** For each member the pairs of the tree. */
    private List<List<Integer>> tree(Comparator<Integer> order) {
        List<Integer> pairs = new ArrayList<>();
        List<List<Integer>> tree = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            tree.add(new ArrayList<>());
            int member = members.key(i);
            for (int pair = graph.firstDown(member); pair != 0; pair = graph.nextDown(pair)) {
                if (graph.isOpen(pair) && members.find(graph.weaker(pair)) >= 0) {
                    pairs.add(pair);
                }
            }
        }
        pairs.sort(order);
        Sets sets = new Sets(members.size());
        for (int pair : pairs) {
            int stronger = members.find(graph.stronger(pair));
            int weaker = members.find(graph.weaker(pair));
            int a = sets.find(stronger);
            int b = sets.find(weaker);
            if (a != b) {
                sets.join(a, b);
                tree.get(stronger).add(pair);
                tree.get(weaker).add(pair);
            }
        }
        return tree;
    }

    private void hang(List<List<Integer>> tree) {
        Deque<Integer> waiting = new ArrayDeque<>(List.of(0));
        while (!waiting.isEmpty()) {
            int at = waiting.remove();
            for (int pair : tree.get(at)) {
                int next = members.find(graph.other(pair, members.key(at)));
                if (next != parent[at]) {
                    parent[next] = at;
                    depth[next] = depth[at] + 1;
                    up[next] = pair;
                    waiting.add(next);
                }
            }
        }
    }
}
