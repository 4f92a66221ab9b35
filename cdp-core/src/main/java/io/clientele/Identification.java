package io.clientele;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Trait;
import java.time.Instant;

/** What {@link Cdp#identify} is told about a person. Used inside the call only; not thread-safe. */
public final class Identification {

    private final PlainEventDraft draft = Event.of(EventType.IDENTIFY);

    Identification() {}

    /** Says that another identifier is the same person: evidence, which counts only as far as consent permits. */
    public Identification sameAs(Identifier other) {
        draft.with(other);
        return this;
    }

    /** Sets a trait. */
    public <T> Identification set(Trait<T> trait, T value) {
        draft.set(trait, value);
        return this;
    }

    /** When it was learned; without this, now. */
    public Identification at(Instant when) {
        draft.at(when);
        return this;
    }

    /** The message id that makes a repeated delivery harmless. */
    public Identification id(String messageId) {
        draft.id(messageId);
        return this;
    }

    /** The label of where it came from. */
    public Identification from(String source) {
        draft.from(source);
        return this;
    }

    PlainEventDraft draft() {
        return draft;
    }
}
