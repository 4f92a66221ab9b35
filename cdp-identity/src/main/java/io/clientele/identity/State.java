package io.clientele.identity;

import java.util.function.IntConsumer;

/** What the evidence and the decisions come to, by one set of rules. */
final class State {

    final IdentityRules rules;
    final Graph graph;
    final Pins pins;
    final PairOrder order;
    final Clusters clusters;

    State(IdentityRules rules) {
        this.rules = rules;
        this.graph = new Graph(rules);
        this.pins = new Pins(graph);
        this.order = new PairOrder(graph, rules);
        this.clusters = new Clusters(graph, order);
    }

    /** Visits the nodes that pins, and pairs of stronger ranks than this one, join with a node directly. */
    void ties(int node, int rank, IntConsumer visitor) {
        if (rank > Seeds.PINS) {
            for (Pin pin : pins.of(node)) {
                if (pin.tree) {
                    visitor.accept(pin.other(node));
                }
            }
        }
        if (graph.rank(node) < rank) {
            graph.pairs(node, pair -> {
                if (graph.isTree(pair) && graph.rankOfPair(pair) < rank) {
                    visitor.accept(graph.other(pair, node));
                }
            });
        }
    }
}
