package io.clientele.spi;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who receives what a {@link Destination} is sent: what a record of processing names (GDPR Art. 30(1)(d) and (e)), and on what
 * ground data may leave the European Economic Area (GDPR Chapter V). A value; each method gives another one.
 *
 * @param name who it is, such as {@code Iterable, Inc.}
 * @param role what they are to the shop
 * @param country where data goes: ISO 3166-1, two letters, or {@code EEA}
 * @param transfer why data may go there; not needed inside the European Economic Area
 * @param contract where the contract is filed (GDPR Art. 26 and 28(3))
 */
public record Recipient(
        String name, Role role, String country, Optional<TransferBasis> transfer, Optional<String> contract) {

    private static final Set<String> AREA = Set.of(
            "EEA", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
            "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

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

    /**
     * Checks the country.
     *
     * @throws IllegalArgumentException if the name is blank or the country is none
     */
    public Recipient {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        country = country.toUpperCase(Locale.ROOT);
        if (!country.equals("EEA") && !country.matches("[A-Z]{2}")) {
            throw new IllegalArgumentException("country must be two letters of ISO 3166-1, or EEA");
        }
    }

    /** Somebody who acts on the shop's behalf. */
    public static Recipient processor(String name, String country) {
        return new Recipient(name, Role.PROCESSOR, country, Optional.empty(), Optional.empty());
    }

    /** Somebody who decides for themselves. */
    public static Recipient controller(String name, String country) {
        return new Recipient(name, Role.CONTROLLER, country, Optional.empty(), Optional.empty());
    }

    /** Somebody who decides together with the shop. */
    public static Recipient joint(String name, String country) {
        return new Recipient(name, Role.JOINT, country, Optional.empty(), Optional.empty());
    }

    /** On this ground data may go to another country. */
    public Recipient on(TransferBasis basis) {
        return new Recipient(name, role, country, Optional.of(basis), contract);
    }

    /** Under this contract. */
    public Recipient under(String reference) {
        return new Recipient(name, role, country, transfer, Optional.of(reference));
    }

    /** Whether the country is in the European Economic Area. */
    public boolean inTheArea() {
        return AREA.contains(country);
    }

    /** Whether data may go there: inside the European Economic Area, or with a ground for the transfer. */
    public boolean mayReceive() {
        return inTheArea() || transfer.isPresent();
    }
}
