package io.clientele.internal.gate;

import io.clientele.model.Identifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells whether anything about some identifiers may have changed since: a number for each of 65,536 groups of identifiers that
 * grows with every change. A change of somebody else in the group is taken for one's own, which is safe. Half a megabyte of
 * heap, whoever many people there are. Thread-safe.
 */
final class Epochs {

    private static final int GROUPS = 1 << 16;

    private final AtomicLongArray numbers = new AtomicLongArray(GROUPS);

    private static int group(Identifier identifier) {
        int hash = identifier.hashCode() * 0x9e3779b9;
        return hash >>> 16;
    }

    /** Notes that something about an identifier changed. */
    void raise(Identifier identifier) {
        numbers.incrementAndGet(group(identifier));
    }

    /** What is known of some identifiers now. */
    Mark mark(Collection<Identifier> identifiers) {
        int[] groups = identifiers.stream().mapToInt(Epochs::group).distinct().toArray();
        return new Mark(
                numbers, groups, Arrays.stream(groups).mapToLong(numbers::get).toArray());
    }

    /** The state of some identifiers at a moment. */
    static final class Mark {

        private final AtomicLongArray numbers;
        private final int[] groups;
        private final long[] then;

        private Mark(AtomicLongArray numbers, int[] groups, long[] then) {
            this.numbers = numbers;
            this.groups = groups;
            this.then = then;
        }

        /** Whether nothing has changed since. */
        boolean holds() {
            for (int i = 0; i < groups.length; i++) {
                if (numbers.get(groups[i]) != then[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
