package io.clientele.segment;

import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which part of history counts.
 *
 * @param within how far back from now, if limited
 * @param since from which instant on, if limited
 * @param ago how long ago at least; nothing for up to now
 */
record Window(Optional<Duration> within, Optional<Instant> since, Duration ago) {

    static Window ever() {
        return new Window(Optional.empty(), Optional.empty(), Duration.ZERO);
    }

    static Window within(Duration duration) {
        return new Window(Optional.of(duration), Optional.empty(), Duration.ZERO);
    }

    static Window since(Instant instant) {
        return new Window(Optional.empty(), Optional.of(instant), Duration.ZERO);
    }

    static Window between(Duration least, Duration most) {
        return new Window(Optional.of(most), Optional.empty(), least);
    }

    /** Whether events count only once they are so old. */
    boolean isLate() {
        return !ago.isZero();
    }

    Extent extent() {
        return new Extent(length(), Times.of(ago));
    }

    long length() {
        return within.map(Times::of).orElse(Times.NEVER);
    }

    long start() {
        return since.map(Times::of).orElse(Times.ALWAYS);
    }

    void into(Map<String, Object> fields) {
        if (isLate()) {
            fields.put("between", List.of(ago.toString(), within.orElseThrow().toString()));
            return;
        }
        within.ifPresent(d -> fields.put("within", d.toString()));
        since.ifPresent(i -> fields.put("since", i.toString()));
    }

    /** Whether whatever counts here counts there, at any time. */
    boolean isWithin(Window other) {
        boolean shorter = other.within.isEmpty()
                || within.filter(d -> d.compareTo(other.within.get()) <= 0).isPresent();
        boolean later = other.since.isEmpty()
                || since.filter(i -> !i.isBefore(other.since.get())).isPresent();
        return shorter && later && ago.compareTo(other.ago) >= 0;
    }

    String describe() {
        if (isLate()) {
            return " between " + Values.words(ago) + " and " + Values.words(within.orElseThrow()) + " ago";
        }
        return within.map(d -> " within " + Values.words(d)).orElse("")
                + since.map(i -> " since " + i).orElse("");
    }
}
