package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The identifiers of one person. */
final class Cluster {

    final List<Node> members = new ArrayList<>(2);
    /** How many members of each namespace that has a limit. */
    final int[] counts;
    /** Whether an open pair leads out of here, because a limit refused it. */
    boolean refused;

    private @Nullable Forest forest;

    Cluster(Node only, int limits) {
        this(limits);
        add(only);
    }

    Cluster(int limits) {
        this.counts = new int[limits];
    }

    int size() {
        return members.size();
    }

    void add(Node node) {
        members.add(node);
        if (node.limited >= 0) {
            counts[node.limited]++;
        }
    }

    /** Takes every member of another cluster over. */
    void absorb(Cluster other) {
        for (Node node : other.members) {
            node.cluster = this;
            add(node);
        }
        changed();
    }

    boolean fits(Cluster other, int[] limits) {
        return firstBroken(counts, other.counts, limits) < 0;
    }

    /** The paths between members have to be found again. */
    void changed() {
        forest = null;
    }

    /** The tree that joins the members; found when first asked for. Safe for readers that run together. */
    Forest forest(IdentityRules rules) {
        Forest known = forest;
        if (known == null) {
            known = new Forest(this, rules);
            forest = known;
        }
        return known;
    }

    /** A view of the members that callers cannot change. */
    List<Identifier> identifiers() {
        return new AbstractList<>() {
            @Override
            public Identifier get(int index) {
                return members.get(index).identifier;
            }

            @Override
            public int size() {
                return members.size();
            }
        };
    }

    /** The first limit that two clusters would break together, or -1. */
    static int firstBroken(int[] a, int[] b, int[] limits) {
        for (int i = 0; i < limits.length; i++) {
            if (a[i] + b[i] > limits[i]) {
                return i;
            }
        }
        return -1;
    }
}
