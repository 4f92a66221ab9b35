package io.clientele.spi;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who receives what a {@link Destination} is sent: what a record of processing names (GDPR Art. 30(1)(d) and (e)), and on what
 * ground data may leave the European Economic Area (GDPR Chapter V). A value; each method gives another one.
 */
public final class Recipient {

    private static final Set<String> AREA = Set.of(
            "EEA", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
            "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

    private final String name;
    private final Role role;
    private final String country;
    private final Optional<TransferBasis> transfer;
    private final Optional<String> contract;

    /** What a recipient is to the shop. */
    public enum Role {
        /** Acts on the shop's behalf (GDPR Art. 28). */
        PROCESSOR,
        /** Decides for itself what it does with the data (GDPR Art. 4(7)). */
        CONTROLLER,
        /** Decides together with the shop (GDPR Art. 26). */
        JOINT
    }

    /** Why personal data may leave the European Economic Area. */
    public enum TransferBasis {
        /** The Commission decided that the country's level of protection is adequate (GDPR Art. 45). */
        ADEQUACY,
        /** Standard contractual clauses (GDPR Art. 46(2)(c)). */
        STANDARD_CLAUSES,
        /** Binding corporate rules (GDPR Art. 47). */
        BINDING_RULES,
        /** The person agreed to the transfer, knowing of its risks (GDPR Art. 49(1)(a)). */
        EXPLICIT_CONSENT
    }

    private Recipient(Role role, String name, String country) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        this.name = name;
        this.role = role;
        this.country = country.toUpperCase(Locale.ROOT);
        if (!this.country.equals("EEA") && !this.country.matches("[A-Z]{2}")) {
            throw new IllegalArgumentException("country must be two letters of ISO 3166-1, or EEA");
        }
        this.transfer = Optional.empty();
        this.contract = Optional.empty();
    }

    private Recipient(Recipient other, Optional<TransferBasis> transfer, Optional<String> contract) {
        this.name = other.name;
        this.role = other.role;
        this.country = other.country;
        this.transfer = transfer;
        this.contract = contract;
    }

    /**
     * Somebody who acts on the shop's behalf.
     *
     * @param name who it is, such as {@code Iterable, Inc.}
     * @param country where data goes: two letters of ISO 3166-1, or {@code EEA}
     * @throws IllegalArgumentException if the name is blank or the country is none
     */
    public static Recipient processor(String name, String country) {
        return new Recipient(Role.PROCESSOR, name, country);
    }

    /**
     * Somebody who decides for themselves.
     *
     * @throws IllegalArgumentException as with {@link #processor}
     */
    public static Recipient controller(String name, String country) {
        return new Recipient(Role.CONTROLLER, name, country);
    }

    /**
     * Somebody who decides together with the shop.
     *
     * @throws IllegalArgumentException as with {@link #processor}
     */
    public static Recipient joint(String name, String country) {
        return new Recipient(Role.JOINT, name, country);
    }

    /** On this ground data may go to another country. */
    public Recipient on(TransferBasis basis) {
        return new Recipient(this, Optional.of(basis), contract);
    }

    /** Under this contract (GDPR Art. 26 and 28(3)). */
    public Recipient under(String reference) {
        return new Recipient(this, transfer, Optional.of(reference));
    }

    /** Who it is. */
    public String name() {
        return name;
    }

    /** What they are to the shop. */
    public Role role() {
        return role;
    }

    /** Where data goes: two letters of ISO 3166-1, or {@code EEA}. */
    public String country() {
        return country;
    }

    /** Why data may go there; not needed inside the European Economic Area. */
    public Optional<TransferBasis> transfer() {
        return transfer;
    }

    /** Where the contract is filed. */
    public Optional<String> contract() {
        return contract;
    }

    /** Whether the country is in the European Economic Area. */
    public boolean inTheArea() {
        return AREA.contains(country);
    }

    /** Whether data may go there: inside the European Economic Area, or with a ground for the transfer. */
    public boolean mayReceive() {
        return inTheArea() || transfer.isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recipient that
                && name.equals(that.name)
                && role == that.role
                && country.equals(that.country)
                && transfer.equals(that.transfer)
                && contract.equals(that.contract);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Who, as what, and where. */
    @Override
    public String toString() {
        return name + " (" + role.name().toLowerCase(Locale.ROOT) + ", " + country + ")";
    }
}
