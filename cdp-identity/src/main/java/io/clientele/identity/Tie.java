package io.clientele.identity;

import io.clientele.identity.internal.Guess;
import io.clientele.identity.internal.Pin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may join two nodes, looked at for an explanation: an operator's pin, a pair, or a guess.
 *
 * @param pair the pair, or 0
 * @param pin the pin, if it is one
 * @param guess the guess, if it is one
 */
record Tie(int pair, @Nullable Pin pin, @Nullable Guess guess) {

    /** Every tie of a node: pins first, else in no order. */
    static List<Tie> all(State state, int node) {
        List<Tie> ties = new ArrayList<>();
        state.pins.of(node).stream().filter(pin -> !pin.apart()).forEach(pin -> ties.add(new Tie(0, pin, null)));
        state.graph.pairs(node, pair -> ties.add(new Tie(pair, null, null)));
        state.guesses.of(node).forEach(guess -> ties.add(new Tie(0, null, guess)));
        return ties;
    }

    /** The ties of a node that its cluster hangs on, in no order. */
    static List<Tie> joining(State state, int node) {
        List<Tie> ties = new ArrayList<>();
        state.pins.of(node).stream().filter(pin -> pin.tree).forEach(pin -> ties.add(new Tie(0, pin, null)));
        state.graph.pairs(node, pair -> {
            if (state.graph.isTree(pair)) {
                ties.add(new Tie(pair, null, null));
            }
        });
        state.guesses.of(node).stream().filter(guess -> guess.tree).forEach(guess -> ties.add(new Tie(0, null, guess)));
        return ties;
    }

    /** The order in which ties are taken. */
    static Comparator<Tie> inOrder(State state) {
        return (a, b) -> {
            if (a.pin != null && b.pin != null) {
                return Pin.IN_ORDER.compare(a.pin, b.pin);
            }
            if (a.guess != null && b.guess != null) {
                return state.likeliest.compare(a.guess, b.guess);
            }
            int byKind = Integer.compare(a.turn(), b.turn());
            return byKind != 0 ? byKind : state.order.compare(a.pair, b.pair);
        };
    }

    private int turn() {
        return pin != null ? 0 : guess == null ? 1 : 2;
    }

    /** Whether its cluster hangs on it. */
    boolean joins(Graph graph) {
        return pin != null ? pin.tree : guess != null ? guess.tree : graph.isTree(pair);
    }

    int stronger(Graph graph) {
        return pin != null ? pin.stronger : guess != null ? guess.stronger : graph.stronger(pair);
    }

    int weaker(Graph graph) {
        return pin != null ? pin.weaker : guess != null ? guess.weaker : graph.weaker(pair);
    }

    int other(Graph graph, int end) {
        return stronger(graph) == end ? weaker(graph) : stronger(graph);
    }

    /** In milliseconds since 1970. */
    long time(Graph graph) {
        return pin != null ? pin.time() : guess != null ? guess.time : graph.time(pair);
    }
}
