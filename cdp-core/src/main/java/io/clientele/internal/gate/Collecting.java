package io.clientele.internal.gate;

import io.clientele.model.Event;
import io.clientele.schema.Schemas;
import io.clientele.spi.Subject;
import java.util.Optional;
import java.util.function.Supplier;

/** STORE: what may be kept of an event that may be collected. Only the pen asks. */
public final class Collecting {

    private final Gate gate;
    private final Schemas schemas;

    /** By a gate and schemas. */
    public Collecting(Gate gate, Schemas schemas) {
        this.gate = gate;
        this.schemas = schemas;
    }

    /**
     * What may be kept of an event; empty if nothing.
     *
     * @param subject the person it is about, as its links say; asked for only if the event may hold special data
     */
    public Optional<Event> keep(Event event, Supplier<Subject> subject) {
        return schemas.isDelicate(event.type())
                ? schemas.keep(event, purpose -> gate.storeSpecial(subject.get(), purpose, event.time()))
                : Optional.of(event);
    }
}
