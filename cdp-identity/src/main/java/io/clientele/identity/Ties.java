package io.clientele.identity;

import java.util.function.IntConsumer;

/** Goes from member to member of a cluster, along the pairs and pins that join it. */
final class Ties {

    private Ties() {}

    /** Visits the nodes that pins, and pairs of stronger ranks than this one, join with a node directly. */
    static void of(State state, int node, int rank, IntConsumer visitor) {
        Graph graph = state.graph;
        if (rank > Seeds.PINS) {
            for (Pin pin : state.pins.of(node)) {
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
