package io.clientele.internal.fold;

import io.clientele.spi.Plan;
import java.time.Instant;
import java.util.Optional;

/** A plan that only notes whether anything was reported: whether a profile folded again is other than it was. */
final class Difference implements Plan {

    private boolean found;

    boolean found() {
        return found;
    }

    @Override
    public void touched(int profile) {
        found = true;
    }

    @Override
    public boolean fire(Firing firing) {
        found = true;
        return false;
    }

    @Override
    public Optional<Instant> lastFired(String destination, int profile) {
        return Optional.empty();
    }
}
