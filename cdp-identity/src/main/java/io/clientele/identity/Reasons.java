package io.clientele.identity;

import io.clientele.identity.internal.Numbering;
import io.clientele.identity.internal.Pin;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains what became of ties, from the state alone. */
final class Reasons {

    private final State state;
    private final Graph graph;
    private final Decisions decisions;
    private final Likenesses likenesses;
    private final Comparator<Tie> order;
    private final Map<Integer, Link.Reason> shared = new HashMap<>();

    Reasons(State state, Decisions decisions, Likenesses likenesses) {
        this.state = state;
        this.graph = state.graph;
        this.decisions = decisions;
        this.likenesses = likenesses;
        this.order = Tie.inOrder(state);
    }

    /** The ties of a node, in the order in which they are taken. */
    List<Link> of(int node) {
        return links(Tie.all(state, node));
    }

    /** The ties that join a node's cluster, in the order in which they were taken. */
    List<Link> how(int node) {
        return links(new Forest(state, node).ties());
    }

    private List<Link> links(List<Tie> ties) {
        return ties.stream().sorted(order).map(this::link).toList();
    }

    /** The ties that join two nodes of one cluster, from the one to the other. */
    List<Link> why(int a, int b) {
        return new Forest(state, a).path(a, b).stream().map(this::link).toList();
    }

    /** The way from one node to the other with the fewest ties that join nothing; none if there is no way. */
    List<Link> whyNot(int a, int b) {
        Map<Integer, Tie> cameBy = new HashMap<>();
        Map<Integer, Integer> gaps = new HashMap<>(Map.of(a, 0));
        Deque<Integer> waiting = new ArrayDeque<>(List.of(a));
        Set<Integer> done = new LinkedHashSet<>();
        while (!waiting.isEmpty()) {
            int at = waiting.removeFirst();
            if (done.add(at)) {
                List<Tie> ties = Tie.all(state, at);
                ties.sort(order);
                for (Tie tie : ties) {
                    int next = tie.other(graph, at);
                    int gap = gaps.getOrDefault(at, 0) + (tie.joins(graph) ? 0 : 1);
                    if (gap < gaps.getOrDefault(next, Integer.MAX_VALUE)) {
                        gaps.put(next, gap);
                        cameBy.put(next, tie);
                        add(waiting, next, gap == gaps.getOrDefault(at, 0));
                    }
                }
            }
        }
        return way(cameBy, a, b);
    }

    private static void add(Deque<Integer> waiting, int next, boolean first) {
        if (first) {
            waiting.addFirst(next);
        } else {
            waiting.addLast(next);
        }
    }

    private List<Link> way(Map<Integer, Tie> cameBy, int a, int b) {
        List<Link> way = new ArrayList<>();
        int at = b;
        while (at != a) {
            Tie tie = cameBy.get(at);
            if (tie == null) {
                return List.of();
            }
            way.add(link(tie));
            at = tie.other(graph, at);
        }
        Collections.reverse(way);
        return way;
    }

    // ---- one tie

    private Link link(Tie tie) {
        List<Identifier> ends = List.of(graph.identifier(tie.stronger(graph)), graph.identifier(tie.weaker(graph)));
        Instant time = Instant.ofEpochMilli(tie.time(graph));
        Pin pin = tie.pin();
        Link.Reason reason = reason(tie, ends);
        if (tie.guess() != null) {
            return new Link(
                    ends,
                    new Link.Said(time, likenesses.fingerprint(), likenesses.match(ends.get(0), ends.get(1))),
                    reason);
        }
        if (pin == null) {
            String evidence = graph.sighting(tie.pair()).id().text();
            return new Link(ends, new Link.Said(time, evidence, Optional.empty()), reason);
        }
        Link.Reason decided = reason.decision().isPresent() ? reason : reason.decided(pin.decision.id());
        return new Link(ends, new Link.Said(time, pin.decision.id(), Optional.empty()), decided);
    }

    private Link.Reason reason(Tie tie, List<Identifier> ends) {
        Optional<IdentityDecision> against = decisions.takingBack(ends.get(0), ends.get(1), tie.time(graph));
        if (against.isPresent()) {
            return Link.Reason.of(Link.State.TAKEN_BACK).decided(against.get().id());
        }
        Pin pin = tie.pin();
        boolean isPair = pin == null && tie.guess() == null;
        if (pin != null && !pin.open || isPair && !graph.counts(tie.pair())) {
            return Link.Reason.of(Link.State.NOT_PERMITTED);
        }
        if (isPair && graph.isExpired(tie.pair())) {
            return Link.Reason.of(Link.State.EXPIRED);
        }
        if (pin == null && graph.linksNothing(tie.weaker(graph))) {
            return shared(tie.weaker(graph));
        }
        if (pin == null && graph.linksNothing(tie.stronger(graph))) {
            return shared(tie.stronger(graph));
        }
        if (tie.joins(graph)) {
            return Link.Reason.of(Link.State.JOINS);
        }
        return state.clusters.together(tie.stronger(graph), tie.weaker(graph))
                ? Link.Reason.of(Link.State.CONFIRMS)
                : refused(tie);
    }

    private Link.Reason shared(int node) {
        return shared.computeIfAbsent(
                node, key -> Link.Reason.of(Link.State.SHARED).inTheWay(owners(node)));
    }

    private Set<Identifier> owners(int node) {
        List<Integer> owning = new ArrayList<>();
        for (int pair = graph.firstUp(node); pair != 0; pair = graph.nextUp(pair)) {
            if (graph.owns(pair) && (graph.is(node, Graph.WALL) || !graph.linksNothing(graph.stronger(pair)))) {
                owning.add(pair);
            }
        }
        return owning.stream()
                .sorted(state.order)
                .limit(IdentityRules.MOST_OWNERS + 1)
                .map(pair -> graph.identifier(graph.stronger(pair)))
                .collect(Collectors.toSet());
    }

    private Link.Reason refused(Tie tie) {
        Numbering both = clusterBefore(tie, tie.stronger(graph));
        clusterBefore(tie, tie.weaker(graph)).forEach(both::number);
        Optional<Pin> first = firstApart(both);
        return first.isEmpty()
                ? overLimit(both)
                : Link.Reason.of(Link.State.APART)
                        .decided(first.get().decision.id())
                        .inTheWay(Set.of(graph.identifier(first.get().stronger), graph.identifier(first.get().weaker)));
    }

    /** Of the pins that keep some nodes apart from each other the first, by time and id. */
    private Optional<Pin> firstApart(Numbering nodes) {
        List<Pin> pins = new ArrayList<>();
        nodes.forEach(node -> state.pins.of(node).stream()
                .filter(pin -> pin.apart() && nodes.find(pin.stronger) >= 0 && nodes.find(pin.weaker) >= 0)
                .forEach(pins::add));
        return pins.stream().min(Pin.IN_ORDER);
    }

    private Link.Reason overLimit(Numbering nodes) {
        for (String namespace : state.rules.limited()) {
            Set<Identifier> members = new LinkedHashSet<>();
            for (int i = 0; i < nodes.size(); i++) {
                Identifier identifier = graph.identifier(nodes.key(i));
                if (identifier.namespace().equals(namespace)) {
                    members.add(identifier);
                }
            }
            if (members.size() > state.rules.limit(namespace).orElse(Integer.MAX_VALUE)) {
                return Link.Reason.limit(namespace).inTheWay(members);
            }
        }
        throw new IllegalStateException("a link was refused for no reason");
    }

    /** The cluster of a node as it was when a tie's turn came. */
    private Numbering clusterBefore(Tie tie, int node) {
        Numbering cluster = new Numbering();
        cluster.number(node);
        for (int i = 0; i < cluster.size(); i++) {
            int at = cluster.key(i);
            for (Tie known : Tie.all(state, at)) {
                if (known.joins(graph) && order.compare(known, tie) < 0) {
                    cluster.number(known.other(graph, at));
                }
            }
        }
        return cluster;
    }
}
