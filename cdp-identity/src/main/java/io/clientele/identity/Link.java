package io.clientele.identity;

import io.clientele.identity.match.Match;
import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the evidence or a decision says about two identifiers, and what became of it. Immutable, safe to share. */
public final class Link {

    /** What became of a link; more may come. */
    public enum State {
        /** It joins its two ends: without it, or one like it, they would not be together. */
        JOINS,
        /** Its ends were together already, by stronger or earlier links. */
        CONFIRMS,
        /** It would break a limit, so its ends belong to two profiles. */
        REFUSED,
        /** It would join what an operator decided to keep apart. */
        APART,
        /** One of its ends has too many owners to belong to any. */
        SHARED,
        /** It was seen after the lifetime of one of its ends. */
        EXPIRED,
        /** An operator's decision takes all of its evidence back. */
        TAKEN_BACK,
        /** Consent permits none of its evidence. */
        NOT_PERMITTED
    }

    private final Identifier stronger;
    private final Identifier weaker;
    private final Instant time;
    private final String evidence;
    private final Optional<Match> match;
    private final Reason reason;

    /** What became of a link, and why. */
    record Reason(State state, Optional<String> limit, Optional<String> decision, Set<Identifier> inTheWay) {

        static Reason of(State state) {
            return new Reason(state, Optional.empty(), Optional.empty(), Set.of());
        }

        Reason inTheWay(Set<Identifier> identifiers) {
            return new Reason(state, limit, decision, Set.copyOf(identifiers));
        }

        static Reason limit(String namespace) {
            return new Reason(State.REFUSED, Optional.of(namespace), Optional.empty(), Set.of());
        }

        Reason decided(String id) {
            return new Reason(state, limit, Optional.of(id), inTheWay);
        }
    }

    /** What is said of two ends. */
    record Said(Instant time, String evidence, Optional<Match> match) {}

    Link(List<Identifier> ends, Said said, Reason reason) {
        this.stronger = ends.get(0);
        this.weaker = ends.get(1);
        this.time = said.time;
        this.evidence = said.evidence;
        this.match = said.match;
        this.reason = reason;
    }

    /** The end of the stronger namespace. */
    public Identifier stronger() {
        return stronger;
    }

    /** The other end. */
    public Identifier weaker() {
        return weaker;
    }

    /** What became of it. */
    public State state() {
        return reason.state;
    }

    /** The namespace whose limit refused it, or the first in which two that are alike differ too much; empty unless it was refused. */
    public Optional<String> limit() {
        return reason.limit;
    }

    /** The id of the decision that made it, kept its ends apart or took it back; empty if there is none. */
    public Optional<String> decision() {
        return reason.decision;
    }

    /**
     * What was in its way: when refused, the identifiers of the limited namespace that its two clusters held at its turn;
     * when apart, the two that are kept apart; when shared, the owners of the end that is, the first ones if
     * they are many.
     */
    public Set<Identifier> inTheWay() {
        return reason.inTheWay;
    }

    /**
     * What likeness makes of what was said of the two ends, with the weights that its score is the sum of; empty if the link rests on
     * an event or a decision that names both.
     */
    public Optional<Match> match() {
        return match;
    }

    /**
     * The time of the first event that names both ends and that counts; of the first at all, if none does; of the decision,
     * if one made it; for likeness, of the later of the events that say what is alike.
     */
    public Instant time() {
        return time;
    }

    /** The id of that event or decision; for likeness, the fingerprint of the model. */
    public String evidence() {
        return evidence;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Link that
                && stronger.equals(that.stronger)
                && weaker.equals(that.weaker)
                && time.equals(that.time)
                && evidence.equals(that.evidence)
                && reason.equals(that.reason);
    }

    @Override
    public int hashCode() {
        return evidence.hashCode();
    }

    /** State and time; no identifier. */
    @Override
    public String toString() {
        return reason.state + " at " + time;
    }
}
