package io.clientele.model;

/**
 * What kind of thing happened, and under which purpose and basis a shop collects it. Two types are equal when their
 * names are. Immutable.
 */
public final class EventType {

    /** Facts learned about a person: its properties are traits. Rests on the contract of the account. */
    public static final EventType IDENTIFY = named("Identify").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    /** That a person belongs to an account: its properties are the account's id and traits. Rests on the contract of the account. */
    public static final EventType GROUP = named("Group").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    /** That a person belongs to an account no more. */
    public static final EventType GROUP_LEFT = named("Group Left").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    /**
     * What is left of events whose period is over: of how many of which type, when the first and the last were, and the totals of some
     * of their fields. It stands in the history in their place, and cannot be handed in.
     */
    public static final EventType OPENING_BALANCE = named("Opening Balance");

    /** That identifiers were seen together, which is left of an event whose period is over. Cannot be handed in. */
    public static final EventType SEEN_TOGETHER = named("Seen Together");

    private static final int MAX_NAME_LENGTH = 100;

    private final String name;
    private final Purpose purpose;
    private final LawfulBasis basis;

    private EventType(String name, Purpose purpose, LawfulBasis basis) {
        this.name = Checks.text("event type", name, MAX_NAME_LENGTH);
        this.purpose = purpose;
        this.basis = basis;
    }

    /**
     * A type collected for {@link Purpose#ANALYTICS} by consent, the careful default.
     *
     * @param name 1 to 100 characters, such as {@code Product Added}
     * @throws IllegalArgumentException if the name is blank or longer
     */
    public static EventType named(String name) {
        return new EventType(name, Purpose.ANALYTICS, LawfulBasis.CONSENT);
    }

    /**
     * The same type, collected for another purpose.
     *
     * @throws IllegalArgumentException if the purpose may not rest on the basis
     */
    public EventType collectedFor(Purpose newPurpose, LawfulBasis newBasis) {
        if (!newPurpose.allows(newBasis)) {
            throw new IllegalArgumentException("purpose " + newPurpose.key() + " may not rest on " + newBasis);
        }
        return new EventType(name, newPurpose, newBasis);
    }

    /** The name, such as {@code Product Added}. */
    public String name() {
        return name;
    }

    /** The purpose it is collected for. */
    public Purpose purpose() {
        return purpose;
    }

    /** Whether it is of what is left of events whose period is over. */
    public boolean isRemainder() {
        return equals(OPENING_BALANCE) || equals(SEEN_TOGETHER);
    }

    /** The basis its collection rests on. */
    public LawfulBasis basis() {
        return basis;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventType that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
