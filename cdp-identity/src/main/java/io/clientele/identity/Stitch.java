package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.Comparator;
import java.util.Set;

/**
 * One change of the evidence, from the first pair that it touches to the clusters that follow. A pair that was just opened
 * is settled in place where it is certain that nothing else follows; elsewhere all that open pairs connect with it is
 * computed again at the end.
 */
final class Stitch {

    private final Graph graph;
    private final Clusters clusters;
    private final Comparator<Integer> order;
    private final Changes changes;
    /** The nodes from where to compute again. */
    private final Numbering seeds = new Numbering(0);
    /** The nodes that lost a pair. */
    private final Numbering bereft = new Numbering(0);

    Stitch(Graph graph, Clusters clusters, Comparator<Integer> order) {
        this.graph = graph;
        this.clusters = clusters;
        this.order = order;
        this.changes = new Changes(graph, clusters);
    }

    /** Notes a sighting of a pair, which counts unless an earlier one is known. */
    void see(int stronger, int weaker, Sighting sighting) {
        int known = graph.pair(stronger, weaker);
        if (known == 0) {
            settle(graph.join(stronger, weaker, sighting), false);
        } else if (sighting.beats(graph.sighting(known))) {
            replace(known, sighting);
        }
    }

    /** Puts another sighting in the place of a pair's. */
    void replace(int pair, Sighting sighting) {
        boolean was = isJoint(pair);
        settle(graph.resight(pair, sighting), was);
    }

    /** Opens or closes a pair. */
    void open(int pair, boolean open) {
        boolean was = graph.isOpen(pair);
        if (was != open) {
            graph.open(pair, open);
            settle(pair, was);
        }
    }

    /** Takes a pair out. */
    void remove(int pair) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        boolean was = isJoint(pair);
        graph.unlink(pair);
        bereft.number(stronger);
        bereft.number(weaker);
        if (was) {
            closed(stronger, weaker);
        }
    }

    /** Whether a pair that is about to change is open; the order of its cluster is not known from then on. */
    private boolean isJoint(int pair) {
        int stronger = graph.stronger(pair);
        if (graph.isOpen(pair) && clusters.together(stronger, graph.weaker(pair))) {
            clusters.reordered(stronger);
        }
        return graph.isOpen(pair);
    }

    private void settle(int pair, boolean was) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        if (graph.isOpen(pair)) {
            if (!was && !graph.is(weaker, Graph.WALL) && graph.isWall(weaker)) {
                wall(weaker, true);
            } else if (!(was ? moved(pair) : offered(pair))) {
                seeds.number(stronger);
                seeds.number(weaker);
            }
        } else if (was) {
            closed(stronger, weaker);
        }
    }

    private void wall(int node, boolean on) {
        graph.set(node, Graph.WALL, on);
        seeds.number(node);
        graph.pairs(node, pair -> {
            if (graph.isOpen(pair)) {
                seeds.number(graph.other(pair, node));
            }
        });
    }

    private void closed(int stronger, int weaker) {
        if (graph.is(weaker, Graph.WALL)) {
            if (!graph.isWall(weaker)) {
                wall(weaker, false);
                seeds.number(stronger);
            }
        } else if (!graph.is(stronger, Graph.WALL)) {
            seeds.number(stronger);
            seeds.number(weaker);
        }
    }

    /** Whether a pair that takes another place in the order leaves clusters alone. */
    private boolean moved(int pair) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        if (graph.linksNothing(stronger) || graph.linksNothing(weaker)) {
            return true;
        }
        return clusters.together(stronger, weaker) && !clusters.isTouchy(stronger);
    }

    /** Whether a pair that was just opened is settled in place. */
    private boolean offered(int pair) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        if (graph.is(stronger, Graph.WALL) || graph.is(weaker, Graph.WALL)) {
            return true;
        }
        if (graph.linksNothing(stronger) || graph.linksNothing(weaker)) {
            clusters.touch(stronger);
            clusters.touch(weaker);
            return true;
        }
        boolean leaf = graph.isLeaf(weaker, pair);
        if (clusters.together(stronger, weaker)) {
            return !clusters.isTouchy(stronger) && graph.hasFewOwners(weaker);
        }
        if (!clusters.fit(stronger, weaker)) {
            return leaf && refused(pair);
        }
        boolean plainLeaf = leaf && graph.namespaces.exclusive(graph.namespace(weaker)) < 0;
        boolean safe =
                plainLeaf || !clusters.isTouchy(stronger) && !clusters.isTouchy(weaker) && graph.hasFewOwners(weaker);
        if (safe) {
            changes.remember(stronger);
            changes.remember(weaker);
            clusters.join(pair);
        }
        return safe;
    }

    /** Whether a pair to a node that has no other comes so late that it finds its cluster as it is, and full. */
    private boolean refused(int pair) {
        boolean last = clusters.joinedBefore(graph.stronger(pair), pair);
        if (last) {
            clusters.touch(graph.stronger(pair));
            clusters.touch(graph.weaker(pair));
        }
        return last;
    }

    /** Settles what is left; every identifier whose cluster is another set than before. */
    Set<Identifier> finish() {
        if (seeds.size() > 0) {
            redo(Greedy.around(graph, seeds, order));
        }
        Set<Identifier> changed = changes.identifiers();
        for (int i = 0; i < bereft.size(); i++) {
            graph.forget(bereft.key(i));
        }
        return changed;
    }

    private void redo(Greedy greedy) {
        Numbering nodes = greedy.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            changes.remember(nodes.key(i));
        }
        for (int i = 0; i < nodes.size(); i++) {
            int node = nodes.key(i);
            clusters.dissolve(node);
            graph.set(node, Graph.SHARED, greedy.isShared(i));
            graph.set(node, Graph.TOUCHY, false);
        }
        for (int i = 0; i < greedy.pairs().size(); i++) {
            if (greedy.verdict(i) == Greedy.JOINED) {
                clusters.join(greedy.pairs().get(i));
            }
        }
        for (int pair : greedy.pairs()) {
            if (!clusters.together(graph.stronger(pair), graph.weaker(pair))) {
                clusters.touch(graph.stronger(pair));
                clusters.touch(graph.weaker(pair));
            }
        }
    }
}
