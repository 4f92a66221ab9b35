package io.clientele.examples;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that shows the time of what is replayed. */
final class ShopClock implements InstantSource {

    private final AtomicReference<Instant> now;

    ShopClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves to an instant; never back. */
    void moveTo(Instant instant) {
        now.updateAndGet(t -> instant.isAfter(t) ? instant : t);
    }

    void advance(Duration duration) {
        now.updateAndGet(t -> t.plus(duration));
    }
}
