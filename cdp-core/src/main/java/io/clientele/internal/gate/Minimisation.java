package io.clientele.internal.gate;

import io.clientele.model.Event;
import io.clientele.schema.Minimised;
import io.clientele.schema.Schemas;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Takes from events what their schemas do not allow in, and counts it. Thread-safe. */
public final class Minimisation {

    private final Schemas schemas;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** By these schemas. */
    public Minimisation(Schemas schemas) {
        this.schemas = schemas;
    }

    /**
     * What may go on of an event.
     *
     * @param event what is left of it
     * @param refusal why it is rejected instead; empty if it is not
     */
    public record Result(Event event, Optional<String> refusal) {}

    /** Takes from an event what may not enter. */
    public Result of(Event event) {
        Minimised left = schemas.minimise(event);
        if (left.refusal().isEmpty()) {
            count("dropped", left.dropped(), event);
            count("reduced", left.reduced(), event);
        }
        return new Result(left.event(), left.refusal());
    }

    /** By the names of types that have a schema, lest whoever sends events decide how many names there are. */
    private void count(String what, int by, Event event) {
        if (by > 0) {
            String type = schemas.find(event.type()).isPresent() ? event.type().name() : "other";
            counts.computeIfAbsent("fields." + what + '.' + type, key -> new LongAdder())
                    .add(by);
        }
    }

    /** How many fields were dropped or reduced. */
    public Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }
}
