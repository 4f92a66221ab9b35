package io.clientele.internal.gate;

import io.clientele.model.Permits;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** {@link Permits} as a small table of the permitted purposes, in which one look finds a purpose. Made by {@link Gate}. */
public final class Mask implements Permits {

    private static final int MULTIPLIER = 0x9e3779b9;

    private final @Nullable Purpose[] table;
    private final int multiplier;
    private final int shift;
    private final Instant until;
    private final Epochs.Mark mark;

    Mask(Collection<Purpose> permitted, Instant until, Epochs.Mark mark) {
        this.until = until;
        this.mark = mark;
        int bits = 3;
        while (1 << bits < 2 * permitted.size()) {
            bits++;
        }
        int factor = MULTIPLIER;
        @Nullable Purpose[] found = place(permitted, bits, factor);
        for (int tries = 1; found.length == 0; tries++) {
            factor = (factor * 5 + 2) | 1;
            bits += tries % 64 == 0 ? 1 : 0;
            found = place(permitted, bits, factor);
        }
        table = found;
        multiplier = factor;
        shift = Integer.SIZE - bits;
    }

    /** Each purpose in a place of its own; nothing if two would share one. */
    private static @Nullable Purpose[] place(Collection<Purpose> permitted, int bits, int multiplier) {
        @Nullable Purpose[] table = new Purpose[1 << bits];
        for (Purpose purpose : permitted) {
            int place = purpose.hashCode() * multiplier >>> Integer.SIZE - bits;
            if (table[place] != null) {
                return new Purpose[0];
            }
            table[place] = purpose;
        }
        return table;
    }

    @Override
    public boolean allows(Purpose purpose, Instant now) {
        @Nullable Purpose found = table[purpose.hashCode() * multiplier >>> shift];
        return found != null && found.equals(purpose) && !isStale(now);
    }

    @Override
    public boolean isStale(Instant now) {
        return !now.isBefore(until) || !mark.holds();
    }

    /** When it ends; nobody's purposes. */
    @Override
    public String toString() {
        return "permits until " + until;
    }
}
