package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.ArrayList;
import java.util.List;

/** An identifier that some evidence names. */
final class Node {

    final Identifier identifier;
    final int rank;
    /** The place of its namespace among those that have a limit, or -1. */
    final int limited;

    final List<Pair> pairs = new ArrayList<>(2);
    Cluster cluster;

    Node(Identifier identifier, IdentityRules rules) {
        this.identifier = identifier;
        this.rank = rules.rank(identifier.namespace());
        this.limited = rules.limited().indexOf(identifier.namespace());
        this.cluster = new Cluster(this, rules.limited().size());
    }
}
