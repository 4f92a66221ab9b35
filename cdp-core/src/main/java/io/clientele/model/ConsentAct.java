package io.clientele.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a person said about one purpose, once, with its evidence (GDPR Art. 7(1)). Acts hang on an identifier; the state
 * of a purpose is a fold of them. Immutable; made by {@link #of}.
 */
public final class ConsentAct implements Intake, Comparable<ConsentAct> {

    /** What was said. */
    public enum Decision {
        /** Agreed. */
        GRANT,
        /** Said no when asked. */
        REFUSE,
        /** Took an agreement back (GDPR Art. 7(3)). */
        WITHDRAW,
        /** Objected (GDPR Art. 21). */
        OBJECT,
        /** Took an objection back. */
        LIFT
    }

    /** How it was said; only {@link #EXPLICIT} is consent under an opt-in law (GDPR Art. 4(11)). */
    public enum Kind {
        /** A clear act of the person. */
        EXPLICIT,
        /** Read into going on, such as scrolling. */
        IMPLIED,
        /** What a banner was preset to. */
        DEFAULT,
        /** The signal does not tell. */
        UNKNOWN
    }

    private final String id;
    private final Identifier identifier;
    private final Purpose purpose;
    private final Decision decision;
    private final Instant time;
    private final Kind kind;
    private final Evidence evidence;

    /**
     * The proof that comes with an act.
     *
     * @param source where it was said, such as {@code banner} or {@code checkout}
     * @param notice the version of the text the person saw
     */
    public record Evidence(String source, String notice) {

        /** No proof at all: enough to refuse, never enough to grant. */
        public static final Evidence NONE = new Evidence("", "");

        /** Both texts are short and well-formed. */
        public Evidence {
            Checks.label("source", source);
            Checks.label("notice", notice);
        }
    }

    private ConsentAct(
            String id, Identifier identifier, Purpose purpose, Decision decision, Instant time, Kind kind, Evidence e) {
        this.id = id;
        this.identifier = identifier;
        this.purpose = purpose;
        this.decision = decision;
        this.time = time;
        this.kind = kind;
        this.evidence = e;
    }

    /** An explicit act without evidence; {@link #by} and {@link #kind(Kind)} refine it. */
    public static ConsentAct of(String id, Identifier identifier, Purpose purpose, Decision decision, Instant time) {
        String good = Checks.text("id", id, Event.MAX_ID_LENGTH);
        return new ConsentAct(good, identifier, purpose, decision, time, Kind.EXPLICIT, Evidence.NONE);
    }

    /** The same act with its proof. */
    public ConsentAct by(Evidence proof) {
        return new ConsentAct(id, identifier, purpose, decision, time, kind, proof);
    }

    /** The same act, said in another way. */
    public ConsentAct kind(Kind newKind) {
        return new ConsentAct(id, identifier, purpose, decision, time, newKind, evidence);
    }

    /** The same act at another time. */
    public ConsentAct at(Instant newTime) {
        return new ConsentAct(id, identifier, purpose, decision, newTime, kind, evidence);
    }

    /** The same act, hung on another identifier. */
    public ConsentAct about(Identifier other) {
        return new ConsentAct(id, other, purpose, decision, time, kind, evidence);
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

    /** The identifier it hangs on. */
    public Identifier identifier() {
        return identifier;
    }

    /** The one purpose it is about. */
    public Purpose purpose() {
        return purpose;
    }

    /** What was said. */
    public Decision decision() {
        return decision;
    }

    /** How it was said. */
    public Kind kind() {
        return kind;
    }

    /** Its proof. */
    public Evidence evidence() {
        return evidence;
    }

    /** The version of the text the person saw, if it is known. */
    public Optional<String> notice() {
        return evidence.notice().isEmpty() ? Optional.empty() : Optional.of(evidence.notice());
    }

    /** Whether it takes permission away. */
    public boolean denies() {
        return decision == Decision.REFUSE || decision == Decision.WITHDRAW || decision == Decision.OBJECT;
    }

    /** By time, then by id. */
    @Override
    public int compareTo(ConsentAct other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConsentAct that
                && id.equals(that.id)
                && identifier.equals(that.identifier)
                && purpose.equals(that.purpose)
                && decision == that.decision
                && time.equals(that.time)
                && kind == that.kind
                && evidence.equals(that.evidence);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, purpose);
    }

    /** Decision, purpose and time; no identifier. */
    @Override
    public String toString() {
        return decision + " " + purpose + " at " + time;
    }
}
