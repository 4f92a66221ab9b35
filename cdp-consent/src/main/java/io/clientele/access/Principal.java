package io.clientele.access;

import java.util.Optional;

/**
 * Who looks: one of the shop's people, or a machine of the shop's. The host has made sure of it. Immutable.
 */
public final class Principal {

    private static final int MAX_LENGTH = 200;

    private final String name;
    private final String role;
    private final boolean human;
    private final Optional<String> ticket;

    private Principal(String name, String role, boolean human, Optional<String> ticket) {
        this.name = text("name", name);
        this.role = text("role", role);
        this.human = human;
        this.ticket = ticket.map(id -> text("ticket", id));
    }

    private static String text(String argument, String value) {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(argument + " must hold 1 to 200 characters and not be blank");
        }
        return value;
    }

    /**
     * One of the shop's people. Each of their looks is noted.
     *
     * @param name how the shop tells its people apart, such as a number of its directory; it is kept, so not their real name
     * @param role a role's name; one that nobody defined may do nothing
     */
    public static Principal person(String name, String role) {
        return new Principal(name, role, true, Optional.empty());
    }

    /**
     * A machine: a job, another service. Its looks are noted in sums, an hour's together.
     *
     * @param name such as {@code nightly-export}
     * @param role a role's name
     */
    public static Principal machine(String name, String role) {
        return new Principal(name, role, false, Optional.empty());
    }

    /** The same, who works on a ticket. */
    public Principal ticket(String id) {
        return new Principal(name, role, human, Optional.of(id));
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The name of the role. */
    public String role() {
        return role;
    }

    /** Whether it is one of the shop's people. */
    public boolean isPerson() {
        return human;
    }

    /** The ticket that is worked on. */
    public Optional<String> ticket() {
        return ticket;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Principal that
                && name.equals(that.name)
                && role.equals(that.role)
                && human == that.human
                && ticket.equals(that.ticket);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + " as " + role;
    }
}
