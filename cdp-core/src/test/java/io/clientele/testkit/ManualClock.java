package io.clientele.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until told to move. Thread-safe. */
public final class ManualClock implements InstantSource {

    private final AtomicReference<Instant> now;

    private ManualClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    /** A clock that shows this instant. */
    public static ManualClock at(Instant start) {
        return new ManualClock(start);
    }

    /** A clock that shows this instant in ISO 8601, such as {@code 2026-03-01T09:00:00Z}. */
    public static ManualClock at(String start) {
        return new ManualClock(Instant.parse(start));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves on by a duration. */
    public ManualClock advance(Duration by) {
        now.updateAndGet(t -> t.plus(by));
        return this;
    }

    /** Moves to an instant, forward or back. */
    public ManualClock set(Instant instant) {
        now.set(instant);
        return this;
    }
}
