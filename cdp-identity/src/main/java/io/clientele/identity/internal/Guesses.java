package io.clientele.identity.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The guesses, found by either end. */
public final class Guesses {

    private final Map<Integer, List<Guess>> byNode = new HashMap<>();

    /** Adds one. */
    public void add(Guess guess) {
        byNode.computeIfAbsent(guess.stronger, key -> new ArrayList<>(1)).add(guess);
        byNode.computeIfAbsent(guess.weaker, key -> new ArrayList<>(1)).add(guess);
    }

    /** Takes one out. */
    public void remove(Guess guess) {
        for (int end : new int[] {guess.stronger, guess.weaker}) {
            List<Guess> its = byNode.getOrDefault(end, new ArrayList<>());
            its.remove(guess);
            if (its.isEmpty()) {
                byNode.remove(end);
            }
        }
    }

    /** Those of a node, in no order. */
    public List<Guess> of(int node) {
        return byNode.isEmpty() ? List.of() : byNode.getOrDefault(node, List.of());
    }
}
