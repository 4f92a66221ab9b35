package io.clientele.internal.fold;

import io.clientele.spi.Plan;
import java.time.Instant;
import java.util.Optional;

/** A plan that leads nowhere: for what happened before. */
enum Nowhere implements Plan {
    PLAN;

    @Override
    public void touched(int profile) {}

    @Override
    public boolean fire(Firing firing) {
        return false;
    }

    @Override
    public void fireEach(Firing firing) {}

    @Override
    public Optional<Instant> lastFired(String destination, int profile) {
        return Optional.empty();
    }
}
