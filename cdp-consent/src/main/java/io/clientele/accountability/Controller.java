package io.clientele.accountability;

import java.util.ArrayList;
import java.util.List;

/**
 * Who is responsible for the processing (GDPR Art. 4(7), 30(1)(a)). Immutable: each method gives another value.
 */
public final class Controller {

    private final String name;
    private final String contact;
    private final String officer;
    private final List<String> measures;

    private Controller(String name, String contact, String officer, List<String> measures) {
        this.name = name;
        this.contact = contact;
        this.officer = officer;
        this.measures = measures;
    }

    /**
     * A controller.
     *
     * @param name the company's
     * @param contact how it is reached
     * @throws IllegalArgumentException if either is blank
     */
    public static Controller named(String name, String contact) {
        if (name.isBlank() || contact.isBlank()) {
            throw new IllegalArgumentException("name and contact must not be blank");
        }
        return new Controller(name, contact, "", List.of());
    }

    /** The same, with how its data protection officer is reached. */
    public Controller officer(String reached) {
        return new Controller(name, contact, reached, measures);
    }

    /** The same, with one more measure of its own to keep data safe (GDPR Art. 32(1)), in a sentence. */
    public Controller measure(String sentence) {
        List<String> all = new ArrayList<>(measures);
        all.add(sentence);
        return new Controller(name, contact, officer, List.copyOf(all));
    }

    /** The company's name. */
    public String name() {
        return name;
    }

    /** How it is reached. */
    public String contact() {
        return contact;
    }

    /** How its data protection officer is reached; empty if it has none. */
    public String officer() {
        return officer;
    }

    /** Its own measures. */
    public List<String> measures() {
        return measures;
    }

    @Override
    public String toString() {
        return name;
    }
}
