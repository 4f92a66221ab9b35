package io.clientele.identity.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** What a change of the evidence leaves to compute again: at which rank, from which nodes. */
public final class Seeds {

    /** The rank at which pins are taken. */
    public static final int PINS = -1;

    /** Two nodes that may be in other clusters than before from a rank on; whether a tie joined them that is gone. */
    public record Seed(int one, int other, boolean tied) {}

    private final List<List<Seed>> byRank = new ArrayList<>();

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return byRank.isEmpty();
    }

    /** Adds a seed at a rank. */
    public void add(int rank, Seed seed) {
        while (byRank.size() <= rank - PINS) {
            byRank.add(new ArrayList<>(2));
        }
        byRank.get(rank - PINS).add(seed);
    }

    /** Visits every node. */
    public void forEach(IntConsumer visitor) {
        for (List<Seed> seeds : byRank) {
            for (Seed seed : seeds) {
                visitor.accept(seed.one);
                visitor.accept(seed.other);
            }
        }
    }

    /** Those at a rank. */
    public List<Seed> at(int rank) {
        return rank - PINS < byRank.size() ? byRank.get(rank - PINS) : List.of();
    }
}
