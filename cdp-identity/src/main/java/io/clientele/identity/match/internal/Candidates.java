package io.clientele.identity.match.internal;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Which rows are worth comparing with a row: those that share a key. Not for two threads at once. */
final class Candidates {

    private final Keys keys;
    private final Keys.Scratch scratch;
    private final Index index = new Index(false);
    private int[] seen = new int[1024];
    private int visit;

    Candidates(Keys keys) {
        this.keys = keys;
        this.scratch = new Keys.Scratch(keys);
    }

    void add(Row row) {
        int count = keys.of(row, scratch);
        for (int i = 0; i < count; i++) {
            index.put(scratch.keys[i], row.number);
        }
    }

    void remove(Row row) {
        int count = keys.of(row, scratch);
        for (int i = 0; i < count; i++) {
            index.remove(scratch.keys[i], row.number);
        }
    }

    /** Visits the numbers of all rows that share a key with a row, each once. */
    void find(Row row, IntConsumer visitor) {
        int count = keys.of(row, scratch);
        visit++;
        IntConsumer once = other -> {
            if (other >= seen.length) {
                seen = Arrays.copyOf(seen, Math.max(other + 1, seen.length * 2));
            }
            if (seen[other] != visit) {
                seen[other] = visit;
                if (other != row.number) {
                    visitor.accept(other);
                }
            }
        };
        for (int i = 0; i < count; i++) {
            index.forEach(scratch.keys[i], once);
        }
    }
}
