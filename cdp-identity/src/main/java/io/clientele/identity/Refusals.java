package io.clientele.identity;

import io.clientele.identity.internal.Numbering;
import io.clientele.identity.internal.Pin;
import io.clientele.identity.internal.Sets;
import io.clientele.model.Identifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was in the way of ties that were refused, each at its turn: takes the ties that join the clusters of their ends once more,
 * all in order, and looks at the two clusters of each refused one as they are by then. Costs one walk through the pairs of these
 * clusters, however many ties are asked about, and what is in the way of each.
 */
final class Refusals {

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
        return overLimit(a, b);
    }

    private boolean isIn(int node, int root) {
        return nodes.find(node) >= 0 && root(node) == root;
    }

    private Link.Reason overLimit(int a, int b) {
        int[] limits = graph.namespaces.limits;
        for (int place = 0; place < limits.length; place++) {
            List<Integer> ofOne = members.get(a).getOrDefault(place, List.of());
            List<Integer> ofOther = members.get(b).getOrDefault(place, List.of());
            if (ofOne.size() + ofOther.size() > limits[place]) {
                Set<Identifier> both = new LinkedHashSet<>();
                ofOne.forEach(number -> both.add(identifier(nodes.key(number))));
                ofOther.forEach(number -> both.add(identifier(nodes.key(number))));
                return Link.Reason.limit(state.rules.limited().get(place)).inTheWay(both);
            }
        }
        throw new IllegalStateException("a link was refused for no reason");
    }

    private Identifier identifier(int node) {
        return identifiers.computeIfAbsent(node, graph::identifier);
    }
}
