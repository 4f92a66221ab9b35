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
        ERASURE,
        /** Show the person all that is held about them (GDPR Art. 15). */
        ACCESS,
        /** Hand out what the person gave, to be taken elsewhere (GDPR Art. 20). */
        PORTABILITY,
        /** Correct what is wrong (GDPR Art. 16). */
        RECTIFICATION,
        /** Keep the data and do nothing with it (GDPR Art. 18). */
        RESTRICTION,
        /** Stop what the person objects to (GDPR Art. 21). */
        OBJECTION,
        /** Take back every consent (GDPR Art. 7(3)). */
        WITHDRAWAL
    }

    private final String id;
    private final Kind kind;
    private final Identifier identifier;
    private final Instant time;
    private final Notes notes;

    /** How it was verified, what else is to be kept of it, and whether that is all to be done. */
    private record Notes(String verification, Properties more, boolean only) {}

    private SubjectRequest(String id, Kind kind, Identifier identifier, Instant time, Notes notes) {
        this.id = Checks.text("id", id, Event.MAX_ID_LENGTH);
        this.kind = kind;
        this.identifier = identifier;
        this.time = time;
        this.notes = new Notes(Checks.text("verification", notes.verification, 200), notes.more, notes.only);
    }

    /**
     * A request to be forgotten.
     *
     * @param verification how the shop made sure who asks, such as {@code login}; no personal data
     */
    public static SubjectRequest erasure(String id, Identifier identifier, Instant time, String verification) {
        return new SubjectRequest(
                id, Kind.ERASURE, identifier, time, new Notes(verification, Properties.empty(), false));
    }

    /** A request of any kind that is entered in the register of requests, and nothing else is done about it. */
    public SubjectRequest entry(Kind any) {
        return new SubjectRequest(id, any, identifier, time, new Notes(notes.verification, notes.more, true));
    }

    /**
     * The same request with more to be kept of it in the register of requests, such as its state or why it was refused.
     *
     * @param more no personal data: it outlives the person's
     */
    public SubjectRequest noting(Properties more) {
        return new SubjectRequest(id, kind, identifier, time, new Notes(notes.verification, more, notes.only));
    }

    /** The same request by another form of the identifier. */
    public SubjectRequest about(Identifier other) {
        return new SubjectRequest(id, kind, other, time, notes);
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
        return notes.verification;
    }

    /** Whether it is to be entered in the register and nothing else is to be done. */
    public boolean isEntry() {
        return notes.only;
    }

    /** What else is kept of it. */
    public Properties notes() {
        return notes.more;
    }

    /** Kind and time; no identifier. */
    @Override
    public String toString() {
        return kind + " at " + time;
    }
}
