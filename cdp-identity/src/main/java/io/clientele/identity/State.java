package io.clientele.identity;

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
}
