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

    private final State state;
    private final Graph graph;
    private final int node;
    private final List<Identifier> identifiers = new ArrayList<>();
    private @Nullable Forest forest;

    Person(State state, int node) {
        this.state = state;
        this.graph = state.graph;
        this.node = node;
        int member = node;
        do {
            if (!graph.isTrace(member)) {
                identifiers.add(graph.identifier(member));
            }
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
            known = new Forest(state, node);
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
