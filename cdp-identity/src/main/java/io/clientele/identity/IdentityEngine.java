package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Joins identifiers into persons, exactly and in any order, with no storage, clock or thread of its own.
 *
 * <p>An event with several identifiers is a star of edges: its strongest identifier, the centre, to each other one. Between
 * two identifiers the earliest edge that consent permits counts; together they are a pair. The clusters are what is left
 * when all permitted pairs are taken one after the other and each joins the clusters of its two ends, unless
 *
 * <ul>
 *   <li>one end is <em>shared</em>: an identifier with a limit of {@linkplain IdentityRules#owners owners}, whose owners (the
 *       stronger ends of its pairs, those that are shared themselves left out) were, when all stronger pairs had been taken,
 *       in more clusters than that, or in clusters that exclude each other (of two user IDs, say); or one with more than
 *       {@link IdentityRules#MOST_OWNERS} owners at all;
 *   <li>the joined cluster would hold more identifiers of a namespace than its {@linkplain IdentityRules#limit limit}.
 * </ul>
 *
 * <p>The order is
 *
 * <ol>
 *   <li>strength: a pair is as strong as its weaker end, and between equals as its stronger end, each by the
 *       {@linkplain IdentityRules#rank rank} of its namespace;
 *   <li>the event's time in milliseconds, earliest first;
 *   <li>the event's id, then the pair's weaker end, then its stronger.
 * </ol>
 *
 * <p>So clusters, refused links and times depend only on the set of evidence and on what consent permits. A refused pair
 * stays on record and counts again as soon as nothing is in its way.
 *
 * <p>Methods that change state must not run together with any other; readers may run together. Adding evidence costs the
 * size of the answer where no pair of its clusters was refused, and where it joins an identifier seen for the first time.
 * Elsewhere, and when evidence that counts is taken out, everything that permitted pairs connect with it is computed again,
 * other than through identifiers that have too many owners whatever clusters these are in.
 */
public final class IdentityEngine implements IdentityResolver {

    private final IdentityRules rules;
    private final Graph graph;
    private final PairOrder order;
    private final Clusters clusters;
    private LinkPermission permission = (a, b, time) -> true;

    private IdentityEngine(IdentityRules rules) {
        this.rules = rules;
        this.graph = new Graph(rules);
        this.order = new PairOrder(graph, rules);
        this.clusters = new Clusters(graph, order);
    }

    /** An engine without evidence, in which consent permits every edge until {@link #permission} says otherwise. */
    public static IdentityEngine with(IdentityRules rules) {
        return new IdentityEngine(rules);
    }

    @Override
    public Optional<Identifier> normalise(Identifier raw) {
        return rules.normaliser().normalise(raw);
    }

    /**
     * The same for an identifier from a source of another region than that of the {@linkplain IdentityRules#region rules}.
     *
     * @param region two letters (ISO 3166-1); empty if it is not known
     */
    public Optional<Identifier> normalise(Identifier raw, String region) {
        return rules.normaliser().normalise(raw, region);
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
        int node = graph.find(centre);
        Packed id = Packed.of(evidence.id());
        for (Identifier other : others(evidence, centre)) {
            int weaker = node == 0 ? 0 : graph.find(other);
            int pair = weaker == 0 ? 0 : graph.pair(node, weaker);
            if (pair == 0 || sighting(centre, other, evidence, id).beats(graph.sighting(pair))) {
                return true;
            }
        }
        return false;
    }

    private Sighting sighting(Identifier stronger, Identifier weaker, Evidence evidence, Packed id) {
        boolean permitted = permission.permits(stronger, weaker, evidence.time());
        return new Sighting(evidence.time().toEpochMilli(), id, permitted);
    }

    private Stitch stitch() {
        return new Stitch(graph, clusters, order);
    }

    @Override
    public Set<Identifier> add(Evidence evidence) {
        Identifier centre = rules.strongest(evidence.identifiers());
        List<Identifier> others = others(evidence, centre);
        if (others.isEmpty()) {
            return Set.of();
        }
        Stitch stitch = stitch();
        int node = graph.node(centre);
        Packed id = Packed.of(evidence.id());
        for (Identifier other : others) {
            stitch.see(node, graph.node(other), sighting(centre, other, evidence, id));
        }
        return stitch.finish();
    }

    /** The other ends of a piece of evidence's edges. */
    private List<Identifier> others(Evidence evidence, Identifier centre) {
        List<Identifier> others = new ArrayList<>(evidence.identifiers().size());
        for (Identifier identifier : evidence.identifiers()) {
            if (rules.links(identifier) && !identifier.equals(centre)) {
                others.add(identifier);
            }
        }
        return others;
    }

    @Override
    public Set<Identifier> replace(Collection<Identifier> centres, Collection<Evidence> remaining) {
        Map<Integer, Map<Integer, Sighting>> seen = seen(remaining);
        Stitch stitch = stitch();
        for (Identifier centre : centres) {
            int node = graph.find(centre);
            if (node != 0) {
                Map<Integer, Sighting> kept = seen.getOrDefault(node, new HashMap<>());
                downward(node).forEach(pair -> {
                    Sighting sighting = kept.remove(graph.weaker(pair));
                    if (sighting == null) {
                        stitch.remove(pair);
                    } else if (!sighting.equals(graph.sighting(pair))) {
                        stitch.replace(pair, sighting);
                    }
                });
            }
        }
        seen.forEach((centre, others) -> others.forEach((other, sighting) -> stitch.see(centre, other, sighting)));
        return stitch.finish();
    }

    /** What counts of some evidence, by centre and other end. */
    private Map<Integer, Map<Integer, Sighting>> seen(Collection<Evidence> evidence) {
        Map<Integer, Map<Integer, Sighting>> seen = new LinkedHashMap<>();
        for (Evidence one : evidence) {
            Identifier centre = rules.strongest(one.identifiers());
            Packed id = Packed.of(one.id());
            for (Identifier other : others(one, centre)) {
                seen.computeIfAbsent(graph.node(centre), key -> new LinkedHashMap<>())
                        .merge(graph.node(other), sighting(centre, other, one, id), (a, b) -> b.beats(a) ? b : a);
            }
        }
        return seen;
    }

    private List<Integer> downward(int node) {
        List<Integer> pairs = new ArrayList<>();
        for (int pair = graph.firstDown(node); pair != 0; pair = graph.nextDown(pair)) {
            pairs.add(pair);
        }
        return pairs;
    }

    @Override
    public Set<Identifier> reconsider(Identifier identifier) {
        Stitch stitch = stitch();
        pairs(graph.find(identifier)).forEach(pair -> {
            Identifier stronger = graph.identifier(graph.stronger(pair));
            Identifier weaker = graph.identifier(graph.weaker(pair));
            stitch.open(pair, permission.permits(stronger, weaker, Instant.ofEpochMilli(graph.time(pair))));
        });
        return stitch.finish();
    }

    private List<Integer> pairs(int node) {
        List<Integer> pairs = new ArrayList<>();
        if (node != 0) {
            graph.pairs(node, pairs::add);
        }
        return pairs;
    }

    @Override
    public Set<Identifier> companions(Identifier identifier) {
        int node = graph.find(identifier);
        Set<Identifier> companions = new HashSet<>();
        pairs(node).forEach(pair -> companions.add(graph.identifier(graph.other(pair, node))));
        return companions;
    }

    @Override
    public Subject subject(Identifier identifier) {
        int node = graph.find(identifier);
        return node == 0 || graph.cluster(node) == 0 ? new Alone(identifier) : new Person(graph, node, order);
    }

    /** Whether an identifier has too many owners to belong to any. Costs a look-up. */
    public boolean isShared(Identifier identifier) {
        int node = graph.find(identifier);
        return node != 0 && graph.linksNothing(node);
    }

    /**
     * Every link of an identifier with what became of it, strongest and then earliest first. Explains a profile to a
     * person: computes all that permitted edges connect with the identifier.
     */
    public List<Link> links(Identifier identifier) {
        int node = graph.find(identifier);
        if (node == 0) {
            return List.of();
        }
        Numbering seeds = new Numbering();
        seeds.number(node);
        Greedy greedy = Greedy.around(graph, seeds, order);
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < greedy.pairs().size(); i++) {
            int pair = greedy.pairs().get(i);
            if (graph.stronger(pair) == node || graph.weaker(pair) == node) {
                links.add(link(pair, greedy.verdict(i)));
            }
        }
        Stream<Integer> others = pairs(node).stream().filter(pair -> !graph.isOpen(pair) || isWalled(pair));
        return Stream.concat(links.stream(), others.sorted(order).map(this::linkAside))
                .toList();
    }

    private boolean isWalled(int pair) {
        return graph.is(graph.stronger(pair), Graph.WALL) || graph.is(graph.weaker(pair), Graph.WALL);
    }

    private Link linkAside(int pair) {
        return Link.of(graph, pair, graph.isOpen(pair) ? Link.State.SHARED : Link.State.NOT_PERMITTED);
    }

    private Link link(int pair, int verdict) {
        return switch (verdict) {
            case Greedy.JOINED -> Link.of(graph, pair, Link.State.JOINS);
            case Greedy.CONFIRMED -> Link.of(graph, pair, Link.State.CONFIRMS);
            case Greedy.SHARED -> Link.of(graph, pair, Link.State.SHARED);
            default -> Link.refused(graph, pair, rules.limited().get(verdict));
        };
    }
}
