package io.clientele.identity;

import io.clientele.identity.internal.Pin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pins, found by either end. */
final class Pins {

    private final Graph graph;
    private final Map<Integer, List<Pin>> byNode = new HashMap<>();

    Pins(Graph graph) {
        this.graph = graph;
    }

    void add(Pin pin) {
        for (int end : new int[] {pin.stronger, pin.weaker}) {
            List<Pin> its = byNode.computeIfAbsent(end, key -> new ArrayList<>(1));
            its.add(pin);
            its.sort(Pin.IN_ORDER);
            graph.set(end, Graph.PINNED, true);
        }
    }

    void remove(Pin pin) {
        for (int end : new int[] {pin.stronger, pin.weaker}) {
            List<Pin> its = of(end);
            its.remove(pin);
            if (its.isEmpty()) {
                byNode.remove(end);
                graph.set(end, Graph.PINNED, false);
            }
        }
    }

    List<Pin> of(int node) {
        return node != 0 && graph.is(node, Graph.PINNED) ? byNode.getOrDefault(node, List.of()) : List.of();
    }
}
