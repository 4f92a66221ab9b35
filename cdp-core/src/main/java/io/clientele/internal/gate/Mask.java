package io.clientele.internal.gate;

import io.clientele.model.Permits;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** {@link Permits} as a set and how long it holds. Made by {@link Gate}. */
public final class Mask implements Permits {

    private final Set<Purpose> permitted;
    private final Instant until;
    private final Epochs.Mark mark;

    Mask(Collection<Purpose> permitted, Instant until, Epochs.Mark mark) {
        this.permitted = Set.copyOf(permitted);
        this.until = until;
        this.mark = mark;
    }

    @Override
    public boolean allows(Purpose purpose, Instant now) {
        return permitted.contains(purpose) && !isStale(now);
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
