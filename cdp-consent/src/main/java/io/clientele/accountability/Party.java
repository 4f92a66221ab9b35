package io.clientele.accountability;

import io.clientele.model.Purpose;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Somebody who receives personal data from the shop (GDPR Art. 4(9), 30(1)(d) and (e)). Immutable: each method gives another value.
 */
public final class Party {

    private static final Set<String> AREA = Set.of(
            "EEA", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
            "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

    /** What somebody is to the shop. More may come. */
    public enum Standing {
        /** Acts on the shop's behalf (GDPR Art. 28). */
        PROCESSOR,
        /** Decides for itself what it does with the data (GDPR Art. 4(7)). */
        CONTROLLER,
        /** Decides together with the shop (GDPR Art. 26). */
        JOINT
    }

    private final String name;
    private final Standing standing;
    private final String country;
    private final Papers papers;
    private final Set<Purpose> purposes;

    /** Where the contract is filed, and why data may leave the area. */
    private record Papers(Optional<String> contract, Optional<String> transfer) {}

    private Party(String name, Standing standing, String country, Papers papers, Set<Purpose> purposes) {
        this.name = name;
        this.standing = standing;
        this.country = country;
        this.papers = papers;
        this.purposes = purposes;
    }

    private static Party of(String name, Standing standing, String country) {
        String place = country.toUpperCase(Locale.ROOT);
        if (name.isBlank() || !(place.equals("EEA") || place.matches("[A-Z]{2}"))) {
            throw new IllegalArgumentException("name must not be blank, country two letters of ISO 3166-1 or EEA");
        }
        return new Party(name, standing, place, new Papers(Optional.empty(), Optional.empty()), Set.of());
    }

    /**
     * Somebody who acts on the shop's behalf.
     *
     * @param country where data goes: ISO 3166-1, two letters, or {@code EEA}
     * @throws IllegalArgumentException if the name is blank or the country is none
     */
    public static Party processor(String name, String country) {
        return of(name, Standing.PROCESSOR, country);
    }

    /** Somebody who decides for themselves; as {@link #processor}. */
    public static Party controller(String name, String country) {
        return of(name, Standing.CONTROLLER, country);
    }

    /** Somebody who decides together with the shop; as {@link #processor}. */
    public static Party joint(String name, String country) {
        return of(name, Standing.JOINT, country);
    }

    /** The same, who receives data for these purposes as well. */
    public Party receivingFor(Purpose... more) {
        Set<Purpose> all = new LinkedHashSet<>(purposes);
        all.addAll(List.of(more));
        return new Party(name, standing, country, papers, Set.copyOf(all));
    }

    /** The same, with where the contract is filed (GDPR Art. 26, 28(3)). */
    public Party contract(String reference) {
        return new Party(name, standing, country, new Papers(Optional.of(reference), papers.transfer), purposes);
    }

    /** The same, with why data may go to its country (GDPR Art. 44 to 49), such as {@code standard contractual clauses}. */
    public Party transfer(String ground) {
        return new Party(name, standing, country, new Papers(papers.contract, Optional.of(ground)), purposes);
    }

    /** Who it is. */
    public String name() {
        return name;
    }

    /** What it is to the shop. */
    public Standing standing() {
        return standing;
    }

    /** Where data goes. */
    public String country() {
        return country;
    }

    /** Where the contract is filed. */
    public Optional<String> contract() {
        return papers.contract;
    }

    /** Why data may go there. */
    public Optional<String> transfer() {
        return papers.transfer;
    }

    /** What it receives data for. */
    public Set<Purpose> purposes() {
        return purposes;
    }

    /** Whether it is in the European Economic Area. */
    public boolean isInTheArea() {
        return AREA.contains(country);
    }

    /** What a notice tells of it, as text that is the same for the same. */
    String told() {
        String keys = purposes.stream().map(Purpose::key).sorted().collect(Collectors.joining(" "));
        return name + " (" + standing.name().toLowerCase(Locale.ROOT) + ", " + country + ") for " + keys;
    }

    @Override
    public String toString() {
        return name;
    }
}
