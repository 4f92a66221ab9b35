package io.clientele.model;

import java.time.Instant;
import java.util.List;

/**
 * A person's request about their data (GDPR Art. 15 to 21). Immutable.
 */
public final class SubjectRequest implements Intake {

    /** Which right is used; more kinds will come. */
    public enum Kind {
        /** Forget the person (GDPR Art. 17). */
        ERASURE
    }

    private final String id;
    private final Kind kind;
    private final Identifier identifier;
    private final Instant time;
    private final String verification;

    private SubjectRequest(String id, Kind kind, Identifier identifier, Instant time, String verification) {
        this.id = Checks.text("id", id, Event.MAX_ID_LENGTH);
        this.kind = kind;
        this.identifier = identifier;
        this.time = time;
        this.verification = Checks.text("verification", verification, 200);
    }

    /**
     * A request to be forgotten.
     *
     * @param verification how the shop made sure who asks, such as {@code login}; no personal data
     */
    public static SubjectRequest erasure(String id, Identifier identifier, Instant time, String verification) {
        return new SubjectRequest(id, Kind.ERASURE, identifier, time, verification);
    }

    /** The same request by another form of the identifier. */
    public SubjectRequest about(Identifier other) {
        return new SubjectRequest(id, kind, other, time, verification);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public List<Identifier> identifiers() {
        return List.of(identifier);
    }

    /** The identifier by which the person asks. */
    public Identifier identifier() {
        return identifier;
    }

    /** Which right is used. */
    public Kind kind() {
        return kind;
    }

    /** How the shop made sure who asks. */
    public String verification() {
        return verification;
    }

    /** Kind and time; no identifier. */
    @Override
    public String toString() {
        return kind + " at " + time;
    }
}
