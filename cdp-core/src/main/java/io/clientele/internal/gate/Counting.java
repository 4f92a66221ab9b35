package io.clientele.internal.gate;

import io.clientele.internal.retain.Balance;
import io.clientele.model.Event;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Schemas;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What counts of the events of one person: not what was collected by consent for a purpose that was denied, then or later, with any
 * identifier of theirs that counts for it. What was denied before identifiers came together is as if it had been denied after; and a
 * split gives each side its own back. For one fold: denials are asked for once.
 */
public final class Counting {

    private final ConsentGate gate;
    private final Schemas schemas;
    private final Subject person;
    private final Map<Purpose, Instant> denials = new HashMap<>();

    /** Of a person, by a gate and schemas. */
    public Counting(ConsentGate gate, Schemas schemas, Subject person) {
        this.gate = gate;
        this.schemas = schemas;
        this.person = person;
    }

    /** What counts of an event; empty if nothing. */
    public Optional<Event> of(Event event) {
        if (person.identifiers().size() == 1) {
            return Optional.of(event);
        }
        boolean gone = event.type().basis() == LawfulBasis.CONSENT
                && isDenied(event, event.type().purpose());
        if (gone) {
            return Optional.empty();
        }
        return schemas.isDelicate(event.type())
                ? schemas.keep(event, special -> !isDenied(event, special))
                : Optional.of(event);
    }

    private boolean isDenied(Event event, Purpose purpose) {
        Instant last = denials.computeIfAbsent(purpose, asked -> gate.lastDenial(person, asked));
        return !last.isBefore(Balance.begin(event));
    }
}
