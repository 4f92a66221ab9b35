package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
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
    /** None of the pairs that join members comes after this one. */
    private @Nullable Pair last;
    /** Whether {@link #last} may be wrong. */
    private boolean orderUnknown;

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

    /** Takes every member of another cluster over, because of a pair. */
    void absorb(Cluster other, Pair pair, Comparator<Pair> order) {
        for (Node node : other.members) {
            node.cluster = this;
            add(node);
        }
        refused |= other.refused;
        orderUnknown |= other.orderUnknown;
        if (other.last != null) {
            joined(other.last, order);
        }
        joined(pair, order);
        changed();
    }

    /** Notes a pair that joins members. */
    void joined(Pair pair, Comparator<Pair> order) {
        last = last == null || order.compare(pair, last) > 0 ? pair : last;
    }

    /** Whether every pair that joins members comes before another one; false if that is not known. */
    boolean joinedBefore(Pair pair, Comparator<Pair> order) {
        return !orderUnknown && (last == null || order.compare(last, pair) < 0);
    }

    boolean fits(Cluster other, int[] limits) {
        return firstBroken(counts, other.counts, limits) < 0;
    }

    /** The paths between members have to be found again. */
    void changed() {
        forest = null;
    }

    /** A pair within took another place in the order. */
    void reordered() {
        orderUnknown = true;
        changed();
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
