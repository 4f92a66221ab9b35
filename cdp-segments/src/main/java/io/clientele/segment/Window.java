package io.clientele.segment;

import io.clientele.segment.internal.timer.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which part of history counts.
 *
 * @param within how far back from now, if limited
 * @param since from which instant on, if limited
 */
record Window(Optional<Duration> within, Optional<Instant> since) {

    static Window ever() {
        return new Window(Optional.empty(), Optional.empty());
    }

    long length() {
        return within.map(Times::of).orElse(Times.NEVER);
    }

    long start() {
        return since.map(Times::of).orElse(Times.ALWAYS);
    }

    void into(Map<String, Object> fields) {
        within.ifPresent(d -> fields.put("within", d.toString()));
        since.ifPresent(i -> fields.put("since", i.toString()));
    }

    String describe() {
        return within.map(d -> " within " + Values.words(d)).orElse("")
                + since.map(i -> " since " + i).orElse("");
    }
}
