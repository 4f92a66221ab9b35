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
    private final Optional<Instant> claimed;

    private record Manner(Instant time, Kind kind, Evidence evidence, Optional<Instant> claimed) {}

    private ConsentAct(String id, Identifier identifier, Purpose purpose, Decision decision, Manner manner) {
        this.id = id;
        this.identifier = identifier;
        this.purpose = purpose;
        this.decision = decision;
        this.time = manner.time;
        this.kind = manner.kind;
        this.evidence = manner.evidence;
        this.claimed = manner.claimed;
    }

    private ConsentAct with(Manner manner) {
        return new ConsentAct(id, identifier, purpose, decision, manner);
    }

    /** An explicit act without evidence; {@link #by} and {@link #kind(Kind)} refine it. */
    public static ConsentAct of(String id, Identifier identifier, Purpose purpose, Decision decision, Instant time) {
        String good = Checks.text("id", id, Event.MAX_ID_LENGTH);
        Manner manner = new Manner(time, Kind.EXPLICIT, Evidence.none(), Optional.empty());
        return new ConsentAct(good, identifier, purpose, decision, manner);
    }

    /** The same act with its proof. */
    public ConsentAct by(Evidence proof) {
        return with(new Manner(time, kind, proof, claimed));
    }

    /** The same act, said in another way. */
    public ConsentAct kind(Kind newKind) {
        return with(new Manner(time, newKind, evidence, claimed));
    }

    /** The same act at another time. */
    public ConsentAct at(Instant newTime) {
        return with(new Manner(newTime, kind, evidence, claimed));
    }

    /** The same act, which counts from another time than it claimed: its source's clock is not believed. */
    public ConsentAct clamped(Instant counted) {
        return with(new Manner(counted, kind, evidence, Optional.of(claimed.orElse(time))));
    }

    /** The same act, hung on another identifier. */
    public ConsentAct about(Identifier other) {
        return new ConsentAct(id, other, purpose, decision, new Manner(time, kind, evidence, claimed));
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

    /** The time that it claimed, if it is counted from another: the flag of a clock that was not believed. */
    public Optional<Instant> claimed() {
        return claimed;
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
                && evidence.equals(that.evidence)
                && claimed.equals(that.claimed);
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
