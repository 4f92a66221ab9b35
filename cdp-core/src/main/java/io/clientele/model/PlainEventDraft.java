package io.clientele.model;

/** A draft with nothing but named properties, for a shop's own events. */
public final class PlainEventDraft extends EventDraft<PlainEventDraft> {

    PlainEventDraft(EventType type) {
        super(type);
    }

    /** Sets a trait, for {@link EventType#IDENTIFY} and {@link EventType#GROUP}. */
    public <T> PlainEventDraft set(Trait<T> trait, T value) {
        return set(trait.name(), trait.raw(value));
    }

    @Override
    protected PlainEventDraft self() {
        return this;
    }
}
