package io.clientele.access;

import io.clientele.model.Properties;
import io.clientele.spi.Note;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** That somebody looked, or was not let: one look of a person, or a machine's within an hour. Names nobody. Immutable. */
public final class Look {

    private final Instant at;
    private final Properties body;

    private Look(Instant at, Properties body) {
        this.at = at;
        this.body = body;
    }

    static Look of(Note note) {
        return new Look(note.time(), note.body());
    }

    /** When. */
    public Instant at() {
        return at;
    }

    /** Who, by the name the host gave them. */
    public String principal() {
        return text("a");
    }

    /** Under which role. */
    public String role() {
        return text("r");
    }

    /** What they did, such as {@code profile}. */
    public String operation() {
        return text("o");
    }

    /** What came of it: {@code shown}, {@code nobody}, {@code not_permitted}, or why it was denied. */
    public String outcome() {
        return text("y");
    }

    /** How often: once, or the sum of a machine. */
    public long count() {
        return body.number("n").orElse(BigDecimal.ONE).longValue();
    }

    /** For which purpose, by its key. */
    public Optional<String> purpose() {
        return body.text("p");
    }

    /** At whom, by the profile's id. */
    public Optional<String> profile() {
        return body.text("s");
    }

    /** On which ticket. */
    public Optional<String> ticket() {
        return body.text("t");
    }

    /** With which reason, of a glass that was broken or what laws have kept. */
    public Optional<String> reason() {
        return body.text("w");
    }

    private String text(String name) {
        return body.text(name).orElse("");
    }

    /** What was done, by whom and when; nobody's data. */
    @Override
    public String toString() {
        return principal() + " as " + role() + ": " + operation() + " " + outcome() + " at " + at;
    }
}
