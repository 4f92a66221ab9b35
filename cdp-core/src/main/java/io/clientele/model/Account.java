package io.clientele.model;

import java.time.Instant;
import java.util.Optional;

/**
 * An account a person belongs to, such as the company they buy for, as events about that person tell. An account is no
 * person: it links nobody, and what one member's events say about it is known of that member alone. Immutable.
 *
 * <p>A person joins with an {@link Event#joins event that names the account} and belongs to it until one that says they
 * {@linkplain Event#leaves leave} it. Whoever joins again belongs to it from then on, and what was told of it before they left
 * is not known any more.
 */
public final class Account {

    /** The field that names the account in an {@link EventType#GROUP} or {@link EventType#GROUP_LEFT} event. */
    public static final String ID = "group_id";

    private static final int MAX_ID_LENGTH = 200;

    private final String id;
    private final Instant since;
    private final Properties traits;

    /**
     * An account.
     *
     * @param id 1 to 200 characters
     * @param since when the person joined it
     * @param traits what is known about it
     * @throws IllegalArgumentException if the id is blank or longer
     */
    public Account(String id, Instant since, Properties traits) {
        this.id = checked(id);
        this.since = since;
        this.traits = traits;
    }

    static String checked(String id) {
        return Checks.text("account id", id, MAX_ID_LENGTH);
    }

    /** The account that an event names; empty if it names none. */
    public static Optional<String> named(Event event) {
        return event.properties()
                .text(ID)
                .filter(id -> !id.isBlank() && id.length() <= MAX_ID_LENGTH && Checks.isWellFormed(id));
    }

    /** The shop's id of it. */
    public String id() {
        return id;
    }

    /** The time of the first event that named it since the person last left it. */
    public Instant since() {
        return since;
    }

    /** What is known about the account: for each trait the latest value by (event time, message id) since then. */
    public Properties traits() {
        return traits;
    }

    /** The value of one trait. */
    public <T> Optional<T> get(Trait<T> trait) {
        return trait.in(traits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Account that
                && id.equals(that.id)
                && since.equals(that.since)
                && traits.equals(that.traits);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Since when, and the number of traits; no value. */
    @Override
    public String toString() {
        return "an account since " + since + " with " + traits;
    }
}
