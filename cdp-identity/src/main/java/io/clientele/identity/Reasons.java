package io.clientele.identity;

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
        return inTurn(ties.stream().sorted(order).toList());
    }

    /** Explains ties, one after the other. */
    private List<Link> inTurn(List<Tie> ties) {
        Map<Tie, Link.Reason> reasons = new HashMap<>();
        List<Tie> refused = new ArrayList<>();
        for (Tie tie : ties) {
            reason(tie).ifPresentOrElse(reason -> reasons.put(tie, reason), () -> refused.add(tie));
        }
        Refusals refusals = new Refusals(state, refused);
        refused.forEach(tie -> reasons.put(tie, refusals.of(tie)));
        return ties.stream()
                .map(tie -> link(tie, Optional.ofNullable(reasons.get(tie)).orElseThrow()))
                .toList();
    }

    /** The ties that join two nodes of one cluster, from the one to the other. */
    List<Link> why(int a, int b) {
        return inTurn(new Forest(state, a).path(a, b));
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
        List<Tie> way = new ArrayList<>();
        int at = b;
        while (at != a) {
            Tie tie = cameBy.get(at);
            if (tie == null) {
                return List.of();
            }
            way.add(tie);
            at = tie.other(graph, at);
        }
        Collections.reverse(way);
        return inTurn(way);
    }

    // ---- one tie

    private List<Identifier> ends(Tie tie) {
        return List.of(graph.identifier(tie.stronger(graph)), graph.identifier(tie.weaker(graph)));
    }

    private Link link(Tie tie, Link.Reason reason) {
        List<Identifier> ends = ends(tie);
        Instant time = Instant.ofEpochMilli(tie.time(graph));
        Pin pin = tie.pin();
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

    /** What became of a tie, and why; empty if something was in its way at its turn. */
    private Optional<Link.Reason> reason(Tie tie) {
        List<Identifier> ends = ends(tie);
        Optional<IdentityDecision> against = decisions.takingBack(ends.get(0), ends.get(1), tie.time(graph));
        if (against.isPresent()) {
            return Optional.of(
                    Link.Reason.of(Link.State.TAKEN_BACK).decided(against.get().id()));
        }
        Pin pin = tie.pin();
        boolean isPair = pin == null && tie.guess() == null;
        if (pin != null && !pin.open || isPair && !graph.counts(tie.pair())) {
            return Optional.of(Link.Reason.of(Link.State.NOT_PERMITTED));
        }
        if (isPair && graph.isExpired(tie.pair())) {
            return Optional.of(Link.Reason.of(Link.State.EXPIRED));
        }
        if (pin == null && graph.linksNothing(tie.weaker(graph))) {
            return Optional.of(shared(tie.weaker(graph)));
        }
        if (pin == null && graph.linksNothing(tie.stronger(graph))) {
            return Optional.of(shared(tie.stronger(graph)));
        }
        if (tie.joins(graph)) {
            return Optional.of(Link.Reason.of(Link.State.JOINS));
        }
        return state.clusters.together(tie.stronger(graph), tie.weaker(graph))
                ? Optional.of(Link.Reason.of(Link.State.CONFIRMS))
                : Optional.empty();
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
}
