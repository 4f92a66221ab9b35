package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins identifiers into persons, exactly and in any order, with no storage, clock or thread of its own.
 *
 * <p>An event with several identifiers is a star of edges: its strongest identifier to each other one. The clusters are
 * what is left when all permitted edges are taken one after the other and each joins the clusters of its two ends, unless
 * the joined cluster would hold more identifiers of a namespace than its limit. The order is
 *
 * <ol>
 *   <li>strength: an edge is as strong as its weaker end, and between equals as its stronger end, each by the
 *       {@linkplain IdentityRules#rank rank} of its namespace;
 *   <li>the event's time, earliest first;
 *   <li>the event's id, then the edge's weaker end.
 * </ol>
 *
 * <p>So clusters, refused links and times depend only on the set of evidence and on what consent permits. A refused edge
 * stays on record and counts again as soon as nothing is in its way.
 *
 * <p>Methods that change state must not run together with any other; readers may run together. Adding evidence costs the
 * size of the answer where no limit refused an edge of its clusters, or where it comes after all that joined them, as it
 * does when events of one kind come in order. Elsewhere, and when evidence that counts is removed, everything that
 * permitted edges connect with it is computed again.
 */
public final class IdentityEngine implements IdentityResolver {

    private final IdentityRules rules;
    private final int[] limits;
    private final Comparator<Pair> order;
    private final Map<Identifier, Node> nodes = new HashMap<>();
    private final Map<String, List<Sighting>> evidence = new HashMap<>();
    private LinkPermission permission = (a, b, time) -> true;

    private IdentityEngine(IdentityRules rules) {
        this.rules = rules;
        this.limits = rules.limitValues();
        this.order = Pair.order(rules);
    }

    /** An engine without evidence, in which consent permits every edge until {@link #permission} says otherwise. */
    public static IdentityEngine with(IdentityRules rules) {
        return new IdentityEngine(rules);
    }

    @Override
    public Optional<Identifier> normalise(Identifier raw) {
        return Normaliser.normalise(raw);
    }

    @Override
    public Identifier strongest(Collection<Identifier> identifiers) {
        return rules.strongest(identifiers);
    }

    @Override
    public void permission(LinkPermission newPermission) {
        permission = newPermission;
    }

    @Override
    public boolean matters(Evidence evidence) {
        Identifier centre = rules.strongest(evidence.identifiers());
        Node from = nodes.get(centre);
        return evidence.identifiers().stream()
                .anyMatch(other -> !other.equals(centre) && matters(from, other, evidence));
    }

    private boolean matters(@Nullable Node centre, Identifier other, Evidence seen) {
        Node to = nodes.get(other);
        Pair pair = centre == null || to == null ? null : known(centre, to);
        if (pair == null) {
            return true;
        }
        Sighting sighting = new Sighting(seen.id(), seen.time(), pair);
        pair.ask(sighting, permission);
        return pair.matters(sighting);
    }

    @Override
    public Set<Identifier> add(Evidence added) {
        return settle(enter(added));
    }

    private Set<Pair> enter(Evidence added) {
        if (evidence.containsKey(added.id())) {
            return Set.of();
        }
        List<Sighting> star = star(added);
        if (!star.isEmpty()) {
            evidence.put(added.id(), star);
        }
        star.forEach(sighting -> sighting.pair.add(sighting));
        star.forEach(sighting -> sighting.pair.ask(sighting, permission));
        return star.stream().map(sighting -> sighting.pair).collect(Collectors.toSet());
    }

    @Override
    public Set<Identifier> replace(Collection<Identifier> centres, Collection<Evidence> remaining) {
        Set<String> ids = new HashSet<>();
        for (Identifier centre : centres) {
            Node node = nodes.get(centre);
            if (node != null) {
                node.pairs.stream()
                        .filter(pair -> pair.stronger == node)
                        .forEach(pair -> pair.sightings().forEach(sighting -> ids.add(sighting.evidence)));
            }
        }
        return exchange(ids, remaining);
    }

    private Set<Identifier> exchange(Collection<String> ids, Collection<Evidence> added) {
        Set<Pair> pairs = new LinkedHashSet<>();
        for (String id : ids) {
            for (Sighting sighting : evidence.getOrDefault(id, List.of())) {
                sighting.pair.remove(sighting);
                pairs.add(sighting.pair);
            }
            evidence.remove(id);
        }
        added.forEach(fresh -> pairs.addAll(enter(fresh)));
        Set<Identifier> changed = settle(pairs);
        pairs.forEach(this::drop);
        return changed;
    }

    @Override
    public Set<Identifier> remove(String evidenceId) {
        return exchange(Set.of(evidenceId), Set.of());
    }

    @Override
    public Set<Identifier> reconsider(Identifier identifier) {
        Node node = nodes.get(identifier);
        if (node == null) {
            return Set.of();
        }
        node.pairs.forEach(pair -> pair.ask(permission));
        return settle(node.pairs);
    }

    @Override
    public Set<Identifier> companions(Identifier identifier) {
        Node node = nodes.get(identifier);
        Set<Identifier> companions = new HashSet<>();
        if (node != null) {
            node.pairs.forEach(pair -> companions.add(pair.other(node).identifier));
        }
        return companions;
    }

    @Override
    public Subject subject(Identifier identifier) {
        Node node = nodes.get(identifier);
        return node == null ? new Alone(identifier) : new Person(node.cluster, rules);
    }

    /**
     * Every link of an identifier with what became of it, strongest and then earliest first. Explains a profile to a
     * person: computes all that permitted edges connect with the identifier.
     */
    public List<Link> links(Identifier identifier) {
        Node node = nodes.get(identifier);
        if (node == null) {
            return List.of();
        }
        Greedy greedy = Greedy.around(List.of(node), rules);
        Stream<Pair> open = node.pairs.stream().filter(Pair::open).sorted(order);
        Stream<Pair> closed = node.pairs.stream()
                .filter(pair -> !pair.open())
                .sorted(Comparator.comparing(pair -> pair.other(node).identifier, rules::compare));
        return Stream.concat(open, closed).map(pair -> link(pair, greedy)).toList();
    }

    private Link link(Pair pair, Greedy greedy) {
        if (!pair.open()) {
            return new Link(pair, Link.State.NOT_PERMITTED, Optional.empty());
        }
        int verdict = greedy.verdict(pair);
        return switch (verdict) {
            case Greedy.JOINED -> new Link(pair, Link.State.JOINS, Optional.empty());
            case Greedy.CONFIRMED -> new Link(pair, Link.State.CONFIRMS, Optional.empty());
            default ->
                new Link(pair, Link.State.REFUSED, Optional.of(rules.limited().get(verdict)));
        };
    }

    private List<Sighting> star(Evidence added) {
        Identifier centre = rules.strongest(added.identifiers());
        return added.identifiers().stream()
                .distinct()
                .filter(other -> !other.equals(centre))
                .map(other -> new Sighting(added.id(), added.time(), pair(node(centre), node(other))))
                .toList();
    }

    private Node node(Identifier identifier) {
        return nodes.computeIfAbsent(identifier, key -> new Node(key, rules));
    }

    private static Pair pair(Node stronger, Node weaker) {
        Pair known = known(stronger, weaker);
        if (known != null) {
            return known;
        }
        Pair pair = new Pair(stronger, weaker);
        stronger.pairs.add(pair);
        weaker.pairs.add(pair);
        return pair;
    }

    private static @Nullable Pair known(Node stronger, Node weaker) {
        Node shorter = stronger.pairs.size() <= weaker.pairs.size() ? stronger : weaker;
        Node longer = shorter == stronger ? weaker : stronger;
        for (Pair pair : shorter.pairs) {
            if (pair.other(shorter) == longer) {
                return pair;
            }
        }
        return null;
    }

    /** Brings the clusters up to date with pairs whose edges or permissions changed. */
    private Set<Identifier> settle(Collection<Pair> pairs) {
        Changes changes = new Changes();
        List<Node> seeds = new ArrayList<>();
        for (Pair pair : pairs) {
            boolean fresh = !pair.open();
            if (pair.refresh() && !(fresh ? offered(pair, changes) : moved(pair))) {
                seeds.add(pair.stronger);
                seeds.add(pair.weaker);
            }
        }
        if (!seeds.isEmpty()) {
            redo(seeds, changes);
        }
        return changes.identifiers();
    }

    /**
     * The fast path: whether a pair that was just opened could be settled in place. It can where nothing was refused and
     * nothing is now, and where it comes after all that joined its two ends.
     */
    private boolean offered(Pair pair, Changes changes) {
        Cluster a = pair.stronger.cluster;
        Cluster b = pair.weaker.cluster;
        boolean fits = a == b || a.fits(b, limits);
        boolean untouched = fits && !a.refused && !b.refused;
        if (!untouched && !(a.joinedBefore(pair, order) && b.joinedBefore(pair, order))) {
            return false;
        }
        if (!fits) {
            a.refused = true;
            b.refused = true;
        } else if (a == b) {
            a.changed();
        } else {
            join(pair, changes);
        }
        return true;
    }

    private void join(Pair pair, Changes changes) {
        Cluster a = pair.stronger.cluster;
        Cluster b = pair.weaker.cluster;
        changes.remember(a);
        changes.remember(b);
        Cluster larger = a.size() >= b.size() ? a : b;
        larger.absorb(larger == a ? b : a, pair, order);
    }

    /** The fast path: whether a pair that was open before, and is closed now or in another place, leaves clusters alone. */
    private static boolean moved(Pair pair) {
        Cluster cluster = pair.stronger.cluster;
        boolean stays = pair.open() && cluster == pair.weaker.cluster && !cluster.refused;
        if (stays) {
            cluster.reordered();
        }
        return stays;
    }

    /** The slow path: everything that open pairs connect with some nodes, from nothing. */
    private void redo(List<Node> seeds, Changes changes) {
        Greedy greedy = Greedy.around(seeds, rules);
        greedy.nodes().forEach(node -> changes.remember(node.cluster));
        greedy.clusters().forEach(cluster -> cluster.members.forEach(node -> node.cluster = cluster));
        greedy.verdicts().forEach(verdict -> {
            Pair pair = verdict.getKey();
            if (verdict.getValue() == Greedy.JOINED) {
                pair.stronger.cluster.joined(pair, order);
            } else if (verdict.getValue() != Greedy.CONFIRMED) {
                pair.stronger.cluster.refused = true;
                pair.weaker.cluster.refused = true;
            }
        });
    }

    private void drop(Pair pair) {
        if (pair.sightings().isEmpty()) {
            pair.stronger.pairs.remove(pair);
            pair.weaker.pairs.remove(pair);
            Stream.of(pair.stronger, pair.weaker)
                    .filter(node -> node.pairs.isEmpty())
                    .forEach(node -> nodes.remove(node.identifier));
        }
    }

    /** A person whom no evidence joins with anything. */
    private record Alone(Identifier identifier) implements Subject {

        @Override
        public Collection<Identifier> identifiers() {
            return List.of(identifier);
        }

        @Override
        public Optional<Instant> mergedAt(Identifier a, Identifier b) {
            return Optional.empty();
        }

        /** How many identifiers; none of them. */
        @Override
        public String toString() {
            return "a person of one identifier";
        }
    }

    /** The person of a cluster. */
    private record Person(Cluster cluster, IdentityRules rules) implements Subject {

        @Override
        public Collection<Identifier> identifiers() {
            return cluster.identifiers();
        }

        @Override
        public Optional<Instant> mergedAt(Identifier a, Identifier b) {
            return cluster.forest(rules).mergedAt(a, b);
        }

        /** How many identifiers; none of them. */
        @Override
        public String toString() {
            return "a person of " + cluster.size() + " identifiers";
        }
    }
}
