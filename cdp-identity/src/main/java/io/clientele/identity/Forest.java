package io.clientele.identity;

import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tree of pairs that joins the members of one cluster. Immutable. */
final class Forest {

    private final Map<Identifier, Integer> numbers = new HashMap<>();
    private final int[] parent;
    private final int[] depth;
    /** The time of the pair between a member and its parent. */
    private final @Nullable Instant[] up;

    Forest(Cluster cluster, IdentityRules rules) {
        List<Node> members = cluster.members;
        members.forEach(member -> numbers.put(member.identifier, numbers.size()));
        parent = new int[members.size()];
        depth = new int[members.size()];
        up = new @Nullable Instant[members.size()];
        Arrays.fill(parent, -1);
        hang(members, tree(cluster, rules));
    }

    /** When two members came together: the latest time on the path between them. */
    Optional<Instant> mergedAt(Identifier a, Identifier b) {
        Integer from = numbers.get(a);
        Integer to = numbers.get(b);
        if (from == null || to == null) {
            return Optional.empty();
        }
        Instant latest = null;
        for (int i = from, j = to; i != j; ) {
            boolean climb = depth[i] >= depth[j];
            Instant step = up[climb ? i : j];
            latest = latest == null || (step != null && step.isAfter(latest)) ? step : latest;
            i = climb ? parent[i] : i;
            j = climb ? j : parent[j];
        }
        return Optional.ofNullable(latest);
    }

    /** For each member the pairs of the tree; no limit is asked, for none was refused within a cluster. */
    private List<List<Pair>> tree(Cluster cluster, IdentityRules rules) {
        List<Pair> pairs = new ArrayList<>();
        List<List<Pair>> tree = new ArrayList<>();
        for (Node member : cluster.members) {
            tree.add(new ArrayList<>());
            member.pairs.stream()
                    .filter(pair -> pair.stronger == member && pair.open() && pair.weaker.cluster == cluster)
                    .forEach(pairs::add);
        }
        pairs.sort(Pair.order(rules));
        Sets sets = new Sets(cluster.size());
        for (Pair pair : pairs) {
            int a = sets.find(number(pair.stronger));
            int b = sets.find(number(pair.weaker));
            if (a != b) {
                sets.join(a, b);
                tree.get(number(pair.stronger)).add(pair);
                tree.get(number(pair.weaker)).add(pair);
            }
        }
        return tree;
    }

    private int number(Node member) {
        return numbers.getOrDefault(member.identifier, -1);
    }

    private void hang(List<Node> members, List<List<Pair>> tree) {
        Deque<Integer> waiting = new ArrayDeque<>(List.of(0));
        while (!waiting.isEmpty()) {
            int at = waiting.remove();
            for (Pair pair : tree.get(at)) {
                int next = number(pair.other(members.get(at)));
                if (next != parent[at]) {
                    parent[next] = at;
                    depth[next] = depth[at] + 1;
                    up[next] = pair.decisive().time;
                    waiting.add(next);
                }
            }
        }
    }
}
