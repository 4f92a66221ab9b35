package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The person of a cluster; the tree that joins the members is found when first asked for. */
final class Person implements Subject {

    private final Graph graph;
    private final PairOrder order;
    private final int node;
    private final List<Identifier> identifiers = new ArrayList<>();
    private @Nullable Forest forest;

    Person(Graph graph, int node, PairOrder order) {
        this.graph = graph;
        this.node = node;
        this.order = order;
        int member = node;
        do {
            identifiers.add(graph.identifier(member));
            member = graph.nextMember(member);
        } while (member != node);
    }

    @Override
    public Collection<Identifier> identifiers() {
        return identifiers;
    }

    @Override
    public Optional<Instant> mergedAt(Identifier a, Identifier b) {
        int from = graph.find(a);
        int to = graph.find(b);
        if (from == 0 || to == 0) {
            return Optional.empty();
        }
        OptionalLong latest = forest().mergedAt(from, to);
        return latest.isPresent() ? Optional.of(Instant.ofEpochMilli(latest.getAsLong())) : Optional.empty();
    }

    private Forest forest() {
        Forest known = forest;
        if (known == null) {
            known = new Forest(graph, node, order);
            forest = known;
        }
        return known;
    }

    /** How many identifiers; none of them. */
    @Override
    public String toString() {
        return "a person of " + identifiers.size() + " identifiers";
    }
}
