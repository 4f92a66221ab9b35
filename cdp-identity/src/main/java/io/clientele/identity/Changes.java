package io.clientele.identity;

import io.clientele.identity.internal.Numbering;
import io.clientele.identity.internal.Sets;
import io.clientele.model.Identifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Remembers the clusters that one call is about to change, to tell afterwards whose set of identifiers is another. */
final class Changes {

    private final Graph graph;
    private final Clusters clusters;
    private final Numbering nodes = new Numbering();
    /** For each node the number of the first one of its cluster. */
    private int[] firsts = new int[8];

    private int[] sizes = new int[8];
    /** The clusters that are other sets than before, as lists of numbers. */
    private final List<List<Integer>> after = new ArrayList<>();

    private final Map<Integer, Identifier> identifiers = new HashMap<>();

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
        int size = size(node);
        int member = node;
        do {
            if (nodes.find(member) < 0) {
                note(nodes.number(member), first, size);
            }
            member = graph.nextMember(member);
        } while (member != node);
    }

    /** How many identifiers a cluster has: what devices show is none. */
    private int size(int node) {
        int size = 0;
        int member = node;
        do {
            size += graph.isTrace(member) ? 0 : 1;
            member = graph.nextMember(member);
        } while (member != node);
        return size;
    }

    private void note(int number, int first, int size) {
        if (number == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * number);
            sizes = Arrays.copyOf(sizes, 2 * number);
        }
        firsts[number] = first;
        sizes[number] = size;
    }

    /** To be called after the last change, while all nodes are still known. */
    void end() {
        boolean[] seen = new boolean[nodes.size()];
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                visit(nodes.key(i), seen);
            }
        }
    }

    private void visit(int node, boolean[] seen) {
        List<Integer> members = new ArrayList<>(clusters.size(node));
        int member = node;
        do {
            int number = nodes.find(member);
            seen[number] = true;
            if (!graph.isTrace(member)) {
                members.add(number);
            }
            member = graph.nextMember(member);
        } while (member != node);
        int first = members.isEmpty() ? 0 : members.get(0);
        boolean same = members.isEmpty()
                || members.size() == sizes[first]
                        && members.stream().allMatch(number -> firsts[number] == firsts[first]);
        if (!same) {
            after.add(members);
            members.forEach(number -> identifiers.put(number, graph.identifier(nodes.key(number))));
        }
    }

    /** Every identifier whose cluster is another set than it was. */
    Set<Identifier> identifiers() {
        return new HashSet<>(identifiers.values());
    }

    private Identifier identifier(int number) {
        return Objects.requireNonNull(identifiers.get(number));
    }

    /** What became of what; those that have no member in common, before or after, are told apart. */
    List<Regrouping> regroupings(String because) {
        Sets sets = new Sets();
        sets.grow(nodes.size());
        for (List<Integer> members : after) {
            members.forEach(number -> sets.join(members.get(0), number));
            members.forEach(number -> sets.join(firsts[number], number));
        }
        Map<Integer, Map<Integer, Set<Identifier>>> before = new LinkedHashMap<>();
        Map<Integer, List<Set<Identifier>>> since = new LinkedHashMap<>();
        for (List<Integer> members : after) {
            int root = sets.find(members.get(0));
            Set<Identifier> group = new HashSet<>();
            for (int number : members) {
                group.add(identifier(number));
                before.computeIfAbsent(root, key -> new LinkedHashMap<>())
                        .computeIfAbsent(firsts[number], key -> new HashSet<>())
                        .add(identifier(number));
            }
            since.computeIfAbsent(root, key -> new ArrayList<>()).add(group);
        }
        List<Regrouping> regroupings = new ArrayList<>();
        since.forEach((root, groups) -> regroupings.add(
                new Regrouping(before.getOrDefault(root, Map.of()).values(), groups, because)));
        return regroupings;
    }
}
