package io.clientele.identity;

import io.clientele.identity.internal.Numbering;
import io.clientele.identity.internal.Pin;
import io.clientele.identity.internal.Sets;
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

    /**
     * What was in the way of ties that were refused, each at its turn: takes the ties that join the clusters of their ends once more,
     * all in order, and looks at the two clusters of each refused one as they are by then. Costs one walk through the pairs of these
     * clusters, however many ties are asked about, and what is in the way of each.
     */
    private static final class Refusals {

        private final State state;
        private final Graph graph;
        private final Comparator<Tie> order;
        private final Numbering nodes = new Numbering();
        private final Sets sets = new Sets();
        /** The ties that join any of the nodes. */
        private final List<Tie> joining = new ArrayList<>();
        /** The pins that keep two of the nodes apart, in order. */
        private final List<Pin> apart = new ArrayList<>();
        /** Of each set, by its root, the numbers of its nodes of each namespace that has a limit. */
        private final List<Map<Integer, List<Integer>>> members = new ArrayList<>();

        private final Map<Tie, Link.Reason> reasons = new HashMap<>();
        private final Map<Integer, Identifier> identifiers = new HashMap<>();

        Refusals(State state, List<Tie> refused) {
            this.state = state;
            this.graph = state.graph;
            this.order = Tie.inOrder(state);
            for (Tie tie : refused) {
                gather(tie.stronger(graph));
                gather(tie.weaker(graph));
            }
            joining.sort(order);
            apart.sort(Pin.IN_ORDER);
            int taken = 0;
            for (Tie tie : refused.stream().sorted(order).toList()) {
                while (taken < joining.size() && order.compare(joining.get(taken), tie) < 0) {
                    take(joining.get(taken));
                    taken++;
                }
                reasons.put(tie, reason(tie));
            }
        }

        /** Why a tie was refused that was asked about. */
        Link.Reason of(Tie tie) {
            return Optional.ofNullable(reasons.get(tie)).orElseThrow();
        }

        /** Gets to know the whole cluster of a node. */
        private void gather(int node) {
            int member = node;
            while (nodes.find(member) < 0) {
                add(member);
                member = graph.nextMember(member);
            }
        }

        private void add(int node) {
            int number = nodes.number(node);
            sets.grow(nodes.size());
            Map<Integer, List<Integer>> own = new HashMap<>();
            int place = graph.namespaces.limited(graph.namespace(node));
            if (place >= 0) {
                own.put(place, new ArrayList<>(List.of(number)));
            }
            members.add(own);
            for (Tie tie : Tie.joining(state, node)) {
                if (tie.stronger(graph) == node) {
                    joining.add(tie);
                }
            }
            state.pins.of(node).stream()
                    .filter(pin -> pin.apart() && pin.stronger == node)
                    .forEach(apart::add);
        }

        private void take(Tie tie) {
            int a = root(tie.stronger(graph));
            int b = root(tie.weaker(graph));
            if (a != b) {
                sets.join(a, b);
                int into = sets.find(a);
                int from = into == a ? b : a;
                members.get(from)
                        .forEach((place, some) -> members.get(into)
                                .merge(place, some, (x, y) -> x.size() < y.size() ? joined(y, x) : joined(x, y)));
            }
        }

        private static List<Integer> joined(List<Integer> more, List<Integer> fewer) {
            more.addAll(fewer);
            return more;
        }

        private int root(int node) {
            return sets.find(nodes.find(node));
        }

        private Link.Reason reason(Tie tie) {
            int a = root(tie.stronger(graph));
            int b = root(tie.weaker(graph));
            for (Pin pin : apart) {
                if (isIn(pin.stronger, a) && isIn(pin.weaker, b) || isIn(pin.stronger, b) && isIn(pin.weaker, a)) {
                    return Link.Reason.of(Link.State.APART)
                            .decided(pin.decision.id())
                            .inTheWay(Set.of(identifier(pin.stronger), identifier(pin.weaker)));
                }
            }
            return tie.guess() == null ? overLimit(a, b) : unlike(a, b);
        }

        /** What too much of is in two clusters that likeness would join; a limit, if it is not more than may be. */
        private Link.Reason unlike(int a, int b) {
            Set<Identifier> differing = new LinkedHashSet<>();
            List<String> namespaces = new ArrayList<>();
            for (int place = 0; place < graph.namespaces.limits.length; place++) {
                String namespace = state.rules.limited().get(place);
                boolean inBoth =
                        members.get(a).containsKey(place) && members.get(b).containsKey(place);
                if (inBoth && state.rules.isPersonal(namespace)) {
                    namespaces.add(namespace);
                    differing.addAll(both(a, b, place));
                }
            }
            return namespaces.size() > IdentityRules.MOST_CONTRADICTIONS
                    ? Link.Reason.limit(namespaces.get(0)).inTheWay(differing)
                    : overLimit(a, b);
        }

        private Set<Identifier> both(int a, int b, int place) {
            Set<Identifier> both = new LinkedHashSet<>();
            for (int each : List.of(a, b)) {
                members.get(each)
                        .getOrDefault(place, List.of())
                        .forEach(number -> both.add(identifier(nodes.key(number))));
            }
            return both;
        }

        private boolean isIn(int node, int root) {
            return nodes.find(node) >= 0 && root(node) == root;
        }

        private Link.Reason overLimit(int a, int b) {
            int[] limits = graph.namespaces.limits;
            for (int place = 0; place < limits.length; place++) {
                int ofOne = members.get(a).getOrDefault(place, List.of()).size();
                int ofOther = members.get(b).getOrDefault(place, List.of()).size();
                if (ofOne + ofOther > limits[place]) {
                    return Link.Reason.limit(state.rules.limited().get(place)).inTheWay(both(a, b, place));
                }
            }
            throw new IllegalStateException("a link was refused for no reason");
        }

        private Identifier identifier(int node) {
            return identifiers.computeIfAbsent(node, graph::identifier);
        }
    }
}
