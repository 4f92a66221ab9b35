package io.clientele.identity;

import io.clientele.identity.internal.Numbering;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** The tree of pairs, pins and guesses that joins the members of one cluster. Immutable. */
final class Forest {

    private final State state;
    private final Graph graph;
    private final Numbering members = new Numbering();
    private final int[] parent;
    private final int[] depth;
    /** The tie between a member and its parent. */
    private final Tie[] up;

    Forest(State state, int node) {
        this.graph = state.graph;
        this.state = state;
        int member = node;
        do {
            members.number(member);
            member = graph.nextMember(member);
        } while (member != node);
        parent = new int[members.size()];
        depth = new int[members.size()];
        up = new Tie[members.size()];
        Arrays.fill(parent, -1);
        hang();
    }

    private void hang() {
        Deque<Integer> waiting = new ArrayDeque<>(List.of(0));
        while (!waiting.isEmpty()) {
            int at = waiting.remove();
            for (Tie tie : Tie.joining(state, members.key(at))) {
                int next = members.find(tie.other(graph, members.key(at)));
                if (next >= 0 && next != parent[at]) {
                    parent[next] = at;
                    depth[next] = depth[at] + 1;
                    up[next] = tie;
                    waiting.add(next);
                }
            }
        }
    }

    /** When two members came together: the latest time on the path between them. */
    OptionalLong mergedAt(int a, int b) {
        return path(a, b).stream().mapToLong(tie -> tie.time(graph)).max();
    }

    /** The ties on the path between two members; none if they are the same or one is no member. */
    List<Tie> path(int a, int b) {
        List<Tie> climbed = new ArrayList<>();
        List<Tie> descended = new ArrayList<>();
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

    /** All of them, in no order. */
    List<Tie> ties() {
        return Arrays.stream(up).filter(tie -> tie != null).toList();
    }
}
