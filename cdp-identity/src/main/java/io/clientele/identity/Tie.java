package io.clientele.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may join two nodes, looked at for an explanation: a pair, or an operator's pin.
 *
 * @param pair the pair, or 0
 * @param pin the pin, if there is no pair
 */
record Tie(int pair, @Nullable Pin pin) {

    /** Every tie of a node: pins first, else in no order. */
    static List<Tie> all(Graph graph, Pins pins, int node) {
        List<Tie> ties = new ArrayList<>();
        pins.of(node).stream().filter(pin -> !pin.apart()).forEach(pin -> ties.add(new Tie(0, pin)));
        graph.pairs(node, pair -> ties.add(new Tie(pair, null)));
        return ties;
    }

    /** The order in which ties are taken. */
    static Comparator<Tie> inOrder(Comparator<Integer> pairs) {
        return (a, b) -> {
            if (a.pin != null && b.pin != null) {
                return Pin.IN_ORDER.compare(a.pin, b.pin);
            }
            int byKind = Boolean.compare(a.pin == null, b.pin == null);
            return byKind != 0 ? byKind : pairs.compare(a.pair, b.pair);
        };
    }

    /** Whether its cluster hangs on it. */
    boolean joins(Graph graph) {
        return pin != null ? pin.tree : graph.isTree(pair);
    }

    int stronger(Graph graph) {
        return pin != null ? pin.stronger : graph.stronger(pair);
    }

    int weaker(Graph graph) {
        return pin != null ? pin.weaker : graph.weaker(pair);
    }

    int other(Graph graph, int end) {
        return stronger(graph) == end ? weaker(graph) : stronger(graph);
    }

    /** In milliseconds since 1970. */
    long time(Graph graph) {
        return pin != null ? pin.time() : graph.time(pair);
    }
}
