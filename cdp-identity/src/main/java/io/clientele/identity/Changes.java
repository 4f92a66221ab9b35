package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Remembers the clusters that one call is about to change, to tell afterwards whose set of identifiers is another. */
final class Changes {

    private final Map<Node, Cluster> before = new HashMap<>();
    private final Map<Cluster, Integer> sizes = new HashMap<>();

    /** To be called before a cluster changes or loses its members to another. */
    void remember(Cluster cluster) {
        if (sizes.putIfAbsent(cluster, cluster.size()) == null) {
            cluster.members.forEach(member -> before.putIfAbsent(member, cluster));
        }
    }

    /** Every identifier whose cluster is another set than it was. */
    Set<Identifier> identifiers() {
        Map<Cluster, Boolean> same = new HashMap<>();
        Set<Identifier> changed = new HashSet<>();
        before.forEach((node, was) -> {
            if (!same.computeIfAbsent(node.cluster, now -> same(was, now))) {
                changed.add(node.identifier);
            }
        });
        return changed;
    }

    private boolean same(Cluster was, Cluster now) {
        Integer size = sizes.get(was);
        return size != null && size == now.size() && now.members.stream().allMatch(member -> before.get(member) == was);
    }
}
