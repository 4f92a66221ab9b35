package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Remembers the clusters that one call is about to change, to tell afterwards whose set of identifiers is another. */
final class Changes {

    private final Graph graph;
    private final Clusters clusters;
    private final Numbering nodes = new Numbering();
    /** For each node the number of the first one of its cluster. */
    private int[] firsts = new int[8];

    private int[] sizes = new int[8];

    Changes(Graph graph, Clusters clusters) {
        this.graph = graph;
        this.clusters = clusters;
    }

    /** To be called before a node's cluster changes or loses its members to another. */
    void remember(int node) {
        if (nodes.find(node) >= 0) {
            return;
        }
        int first = nodes.size();
        int size = clusters.size(node);
        int member = node;
        do {
            if (nodes.find(member) < 0) {
                note(nodes.number(member), first, size);
            }
            member = graph.nextMember(member);
        } while (member != node);
    }

    private void note(int number, int first, int size) {
        if (number == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * number);
            sizes = Arrays.copyOf(sizes, 2 * number);
        }
        firsts[number] = first;
        sizes[number] = size;
    }

    /** Every identifier whose cluster is another set than it was. */
    Set<Identifier> identifiers() {
        Set<Identifier> changed = new HashSet<>();
        boolean[] seen = new boolean[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            if (!seen[i]) {
                visit(nodes.key(i), seen, changed);
            }
        }
        return changed;
    }

    private void visit(int node, boolean[] seen, Set<Identifier> changed) {
        boolean same = same(node);
        int member = node;
        do {
            int number = nodes.find(member);
            if (number >= 0) {
                seen[number] = true;
            }
            if (!same) {
                changed.add(graph.identifier(member));
            }
            member = graph.nextMember(member);
        } while (member != node);
    }

    private boolean same(int node) {
        int first = firsts[nodes.find(node)];
        boolean same = clusters.size(node) == sizes[nodes.find(node)];
        for (int member = graph.nextMember(node); same && member != node; member = graph.nextMember(member)) {
            int number = nodes.find(member);
            same = number >= 0 && firsts[number] == first;
        }
        return same;
    }
}
