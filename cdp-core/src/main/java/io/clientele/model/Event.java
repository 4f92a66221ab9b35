package io.clientele.model;

import java.time.Instant;
import java.util.List;

/**
 * Something a person did, as admitted: type, time, message id, identifiers and properties. Made by an
 * {@link EventDraft}. Events of one person are ordered by (time, id). Immutable.
 */
public final class Event implements Intake, Comparable<Event> {

    static final int MAX_ID_LENGTH = 200;
    private static final int MAX_IDENTIFIERS = 20;

    private final EventType type;
    private final Instant time;
    private final String id;
    private final List<Identifier> identifiers;
    private final Properties properties;
    private final String source;

    Event(EventDraft<?> draft, List<Identifier> identifiers, Instant time, String id) {
        this(draft.type(), time, Checks.text("id", id, MAX_ID_LENGTH), identifiers, draft.properties(), draft.source());
    }

    private Event(
            EventType type,
            Instant time,
            String id,
            List<Identifier> identifiers,
            Properties properties,
            String source) {
        this.type = type;
        this.time = time;
        this.id = id;
        this.identifiers = List.copyOf(identifiers);
        if (identifiers.isEmpty() || identifiers.size() > MAX_IDENTIFIERS) {
            throw new IllegalArgumentException("an event needs 1 to " + MAX_IDENTIFIERS + " identifiers");
        }
        this.properties = properties;
        this.source = source;
    }

    /** Starts an event of a shop's own name, collected for {@link Purpose#ANALYTICS} by consent. */
    public static PlainEventDraft named(String name) {
        return of(EventType.named(name));
    }

    /** Starts an event of a type. */
    public static PlainEventDraft of(EventType type) {
        return new PlainEventDraft(type);
    }

    /**
     * Starts an event that says that a person belongs to an {@link Account}; fields set on it are what is known about the
     * account. It may be said again whenever more is known.
     *
     * @throws IllegalArgumentException if the account's id is blank or longer than 200 characters
     */
    public static PlainEventDraft joins(String account) {
        return of(EventType.GROUP).set(Account.ID, Account.checked(account));
    }

    /**
     * Starts an event that says that a person belongs to an {@link Account} no more.
     *
     * @throws IllegalArgumentException if the account's id is blank or longer than 200 characters
     */
    public static PlainEventDraft leaves(String account) {
        return of(EventType.GROUP_LEFT).set(Account.ID, Account.checked(account));
    }

    /** This event at another time. */
    public Event at(Instant newTime) {
        return new Event(type, newTime, id, identifiers, properties, source);
    }

    /** This event with its identifiers replaced, their order kept. */
    public Event about(List<Identifier> newIdentifiers) {
        return new Event(type, time, id, newIdentifiers, properties, source);
    }

    /** This event with its fields replaced; the same if they are the same. */
    public Event holding(Properties newProperties) {
        return newProperties.equals(properties) ? this : new Event(type, time, id, identifiers, newProperties, source);
    }

    /** What happened. */
    public EventType type() {
        return type;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Identifier> identifiers() {
        return identifiers;
    }

    /** The fields; traits, for {@link EventType#IDENTIFY}; an account's, for {@link EventType#GROUP}. */
    public Properties properties() {
        return properties;
    }

    /** The label of where it came from, such as {@code web}; empty text if none was given. */
    public String source() {
        return source;
    }

    /** By time, then by id: the order in which events of a person are folded. */
    @Override
    public int compareTo(Event other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Event that
                && id.equals(that.id)
                && time.equals(that.time)
                && type.equals(that.type)
                && identifiers.equals(that.identifiers)
                && properties.equals(that.properties)
                && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Type and time; no identifier and no property. */
    @Override
    public String toString() {
        return type + " at " + time;
    }
}
