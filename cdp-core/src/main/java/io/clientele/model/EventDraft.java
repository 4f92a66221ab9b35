package io.clientele.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event being written: what happened, before it is known to whom. Handed to {@code track} once; not thread-safe.
 *
 * @param <D> the draft's own type, so that calls chain
 */
public abstract class EventDraft<D extends EventDraft<D>> {

    private final EventType type;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final List<Identifier> more = new ArrayList<>();
    private Optional<Instant> time = Optional.empty();
    private Optional<String> id = Optional.empty();
    private String source = "";

    /** A draft of this type without fields. */
    protected EventDraft(EventType type) {
        this.type = type;
    }

    /** This draft, as its own type. */
    protected abstract D self();

    /**
     * Sets a property.
     *
     * @param value text, number, boolean, list or map
     * @throws IllegalArgumentException if the value is of another kind
     */
    public D set(String name, Object value) {
        Properties.put(fields, name, value);
        return self();
    }

    /**
     * When it happened; without this, when it is received. A time more than five minutes ahead of the platform's clock is set
     * to the time of receipt.
     */
    public D at(Instant when) {
        time = Optional.of(when);
        return self();
    }

    /** The message id that makes a repeated delivery harmless; without this, a random one. */
    public D id(String messageId) {
        id = Optional.of(messageId);
        return self();
    }

    /** The label of where it came from, such as {@code web}. */
    public D from(String newSource) {
        source = Checks.label("source", newSource);
        return self();
    }

    /** A further identifier that came with the event: evidence that both are one person. */
    public D with(Identifier identifier) {
        more.add(identifier);
        return self();
    }

    /**
     * The finished event.
     *
     * @param who the person it is about
     * @param received the time it gets if it has none
     * @param generatedId the message id it gets if it has none
     * @throws IllegalArgumentException if an id or the number of identifiers is out of bounds
     */
    public Event about(Identifier who, Instant received, String generatedId) {
        return new Event(this, all(who), time.orElse(received), id.orElse(generatedId));
    }

    private List<Identifier> all(Identifier who) {
        if (more.isEmpty()) {
            return List.of(who);
        }
        List<Identifier> all = new ArrayList<>(List.of(who));
        more.stream().filter(i -> !all.contains(i)).forEach(all::add);
        return all;
    }

    /** What happened. */
    public EventType type() {
        return type;
    }

    /** The fields set so far. */
    public Properties properties() {
        return Properties.checked(fields);
    }

    String source() {
        return source;
    }
}
