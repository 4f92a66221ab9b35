package io.clientele.access;

import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What people of one task may do, for which purposes, and how they see which kind of data. A role that was only named may do nothing
 * and sees nothing. Immutable: each method gives another value.
 */
public final class Role {

    /** Counts of segments, nobody's values. */
    public static final Role MARKETER = named("marketer").may(Operation.COUNTS);

    /** Counts of segments, nobody's values. */
    public static final Role ANALYST = named("analyst").may(Operation.COUNTS);

    /** One person for each ticket: name, orders and choices; how they are reached only masked. */
    public static final Role SUPPORT = named("support")
            .withTicket()
            .may(
                    Operation.FIND,
                    Operation.PROFILE,
                    Operation.TIMELINE,
                    Operation.CONSENTS,
                    Operation.DISCLOSURES,
                    Operation.BREAK_GLASS)
            .usedFor(Purpose.SERVICE)
            .shows(Category.IDENTITY, Category.PLACE, Category.TRANSACTION)
            .masks(Category.CONTACT);

    /** The data protection officer: choices, hand-overs, looks, the audit log and what laws have kept, not behaviour. */
    public static final Role OFFICER = named("officer")
            .may(
                    Operation.FIND,
                    Operation.CONSENTS,
                    Operation.DISCLOSURES,
                    Operation.READS,
                    Operation.BREACH,
                    Operation.AUDIT,
                    Operation.VAULT,
                    Operation.APPROVE)
            .masks(Category.IDENTITY, Category.CONTACT);

    /** The audit log, which names nobody; no values at all. */
    public static final Role ENGINEER = named("engineer").may(Operation.AUDIT);

    private static final int MAX_LENGTH = 64;

    private final String name;
    private final Set<Operation> operations;
    private final Set<Purpose> purposes;
    private final Map<Category, Sight> sights;
    private final boolean ticketed;

    private Role(
            String name,
            Set<Operation> operations,
            Set<Purpose> purposes,
            Map<Category, Sight> sights,
            boolean ticketed) {
        this.name = name;
        this.operations = operations;
        this.purposes = purposes;
        this.sights = sights;
        this.ticketed = ticketed;
    }

    /**
     * A role that may do nothing yet.
     *
     * @throws IllegalArgumentException if the name is blank or longer than 64 characters
     */
    public static Role named(String name) {
        if (name.isBlank() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("name must hold 1 to 64 characters and not be blank");
        }
        return new Role(name, EnumSet.noneOf(Operation.class), Set.of(), new EnumMap<>(Category.class), false);
    }

    /** The five that a shop begins with. */
    public static List<Role> defaults() {
        return List.of(MARKETER, ANALYST, SUPPORT, OFFICER, ENGINEER);
    }

    /** The same role, which may do these as well. */
    public Role may(Operation... more) {
        Set<Operation> all = EnumSet.copyOf(operations);
        all.addAll(List.of(more));
        return new Role(name, all, purposes, sights, ticketed);
    }

    /** The same role, which may look at persons for these purposes as well. */
    public Role usedFor(Purpose... more) {
        Set<Purpose> all = new LinkedHashSet<>(purposes);
        all.addAll(List.of(more));
        return new Role(name, operations, Set.copyOf(all), sights, ticketed);
    }

    /** The same role, which sees these kinds of data as they are. */
    public Role shows(Category... categories) {
        return seeing(Sight.CLEAR, categories);
    }

    /** The same role, which sees masks of these kinds of data. */
    public Role masks(Category... categories) {
        return seeing(Sight.MASKED, categories);
    }

    private Role seeing(Sight sight, Category... categories) {
        Map<Category, Sight> all = new EnumMap<>(sights);
        for (Category category : categories) {
            all.put(category, sight);
        }
        return new Role(name, operations, purposes, all, ticketed);
    }

    /** The same role, which looks at persons only with a ticket, and with each ticket at one person. */
    public Role withTicket() {
        return new Role(name, operations, purposes, sights, true);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What it may do. */
    public Set<Operation> operations() {
        return Set.copyOf(operations);
    }

    /** For what it may look at persons. */
    public Set<Purpose> purposes() {
        return purposes;
    }

    /** How it sees values of a category. */
    public Sight sight(Category category) {
        return sights.getOrDefault(category, Sight.HIDDEN);
    }

    /** Whether it needs a ticket to look at persons. */
    public boolean needsTicket() {
        return ticketed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Role that
                && name.equals(that.name)
                && operations.equals(that.operations)
                && purposes.equals(that.purposes)
                && sights.equals(that.sights)
                && ticketed == that.ticketed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, operations);
    }

    @Override
    public String toString() {
        return name;
    }
}
