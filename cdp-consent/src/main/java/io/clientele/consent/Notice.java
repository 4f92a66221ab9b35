package io.clientele.consent;

import io.clientele.model.Evidence;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A text that people are shown when they are asked (GDPR Art. 13; ISO/IEC 29184). A shop that gives its notices to
 * {@link ConsentModule#notices} can show later what a person read, and has choices made under an outdated text end by
 * themselves. Immutable.
 */
public final class Notice {

    private final String version;
    private final String text;
    private final String language;
    private final Instant from;
    private final boolean material;
    private final Set<Purpose> purposes;

    private Notice(
            String version, String text, String language, Instant from, boolean material, Set<Purpose> purposes) {
        this.version = version;
        this.text = text;
        this.language = language;
        this.from = from;
        this.material = material;
        this.purposes = purposes;
    }

    /**
     * A text in force from the beginning, about every purpose.
     *
     * @param version the name that {@link ConsentDraft#evidence} cites
     * @param text what people read, as it is shown
     * @throws IllegalArgumentException if either is blank
     */
    public static Notice of(String version, String text) {
        if (version.isBlank()) {
            throw new IllegalArgumentException("version: a notice needs one");
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: a notice without words informs nobody");
        }
        return new Notice(version, text, "", Instant.EPOCH, false, Set.of());
    }

    /** The same text, with the tag of the language it is written in (BCP 47). */
    public Notice language(String tag) {
        return new Notice(version, text, tag, from, material, purposes);
    }

    /** The same text, in force from an instant on: nobody has agreed to it before. */
    public Notice from(Instant start) {
        return new Notice(version, text, language, start, material, purposes);
    }

    /**
     * The same text, which changes so much that whoever agreed under an earlier one has to be asked again: from its start
     * such an agreement no longer permits anything.
     */
    public Notice material() {
        return new Notice(version, text, language, from, true, purposes);
    }

    /** The same text, about these purposes only. */
    public Notice about(Purpose... named) {
        return new Notice(version, text, language, from, material, Set.copyOf(List.of(named)));
    }

    /** The name by which it is cited. */
    public String version() {
        return version;
    }

    /** What people read. */
    public String text() {
        return text;
    }

    /** The tag of its language (BCP 47); empty if it was not said. */
    public String language() {
        return language;
    }

    /** From when it is in force. */
    public Instant from() {
        return from;
    }

    /** Whether agreements under earlier texts end with its start. */
    public boolean isMaterial() {
        return material;
    }

    /** Whether it speaks of a purpose. */
    public boolean covers(Purpose purpose) {
        return purposes.isEmpty() || purposes.contains(purpose);
    }

    /** The purposes it speaks of; none if of all. */
    Set<Purpose> purposes() {
        return purposes;
    }

    /** SHA-256 of the text in UTF-8, in hexadecimal: what a proof cites. */
    public String hash() {
        return Evidence.sha256(text);
    }

    /** All of it but the text, of which the hash. */
    String rule() {
        List<String> about = purposes.stream().map(Purpose::key).sorted().toList();
        return String.join(" ", version, hash(), language, from.toString(), String.valueOf(material), about.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Notice that
                && version.equals(that.version)
                && text.equals(that.text)
                && language.equals(that.language)
                && from.equals(that.from)
                && material == that.material
                && purposes.equals(that.purposes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, text);
    }

    /** The version; not the text. */
    @Override
    public String toString() {
        return "notice " + version;
    }
}
