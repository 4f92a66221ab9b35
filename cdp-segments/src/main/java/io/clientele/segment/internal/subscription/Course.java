package io.clientele.segment.internal.subscription;

import io.clientele.model.Properties;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happens between what causes a firing and its hand-over.
 *
 * @param delay how long it waits
 * @param waiting what it waits for before
 * @param cancels patterns of events that cancel it, as JSON
 * @param whileTrue whether it is cancelled if the person leaves the segment again, or comes back to it
 */
public record Course(Duration delay, Optional<Wait> waiting, List<String> cancels, boolean whileTrue) {

    /** It is handed over at once. */
    public static final Course NONE = new Course(Duration.ZERO, Optional.empty(), List.of(), false);

    /** Copies the list. */
    public Course {
        cancels = List.copyOf(cancels);
    }

    /**
     * Waiting for an event.
     *
     * @param pattern which, as JSON
     * @param atMost for how long
     */
    public record Wait(String pattern, Duration atMost) {}

    /** Whether it is more than handing over at once. */
    public boolean takesTime() {
        return !equals(NONE);
    }

    static Course of(Properties body) {
        Optional<Wait> wait = body.text("wait_for")
                .map(pattern -> new Wait(
                        pattern, Duration.parse(body.text("wait_at_most").orElseThrow())));
        return new Course(
                body.text("delay").map(Duration::parse).orElse(Duration.ZERO),
                wait,
                body.all("cancel_if[*]").stream().map(String::valueOf).toList(),
                body.text("while_true").isPresent());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!delay.isZero()) {
            fields.put("delay", delay.toString());
        }
        waiting.ifPresent(event -> {
            fields.put("wait_for", event.pattern);
            fields.put("wait_at_most", event.atMost.toString());
        });
        if (!cancels.isEmpty()) {
            fields.put("cancel_if", cancels);
        }
        if (whileTrue) {
            fields.put("while_true", "yes");
        }
        return fields;
    }
}
