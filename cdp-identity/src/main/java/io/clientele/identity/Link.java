package io.clientele.identity;

import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.Optional;

/** What the evidence says about two identifiers, and what became of it. Immutable, safe to share. */
public final class Link {

    /** What became of a link; more may come. */
    public enum State {
        /** It joins its two ends: without it, or one like it, they would not be together. */
        JOINS,
        /** Its ends were together already, by stronger or earlier links. */
        CONFIRMS,
        /** It would break a limit, so its ends belong to two profiles. */
        REFUSED,
        /** Consent permits none of its evidence. */
        NOT_PERMITTED
    }

    private final Identifier stronger;
    private final Identifier weaker;
    private final State state;
    private final Optional<String> limit;
    private final Instant time;
    private final int sightings;

    Link(Pair pair, State state, Optional<String> limit) {
        Sighting first = pair.first();
        this.stronger = pair.stronger.identifier;
        this.weaker = pair.weaker.identifier;
        this.state = state;
        this.limit = limit;
        this.time = first == null ? pair.sightings().get(0).time : first.time;
        this.sightings = pair.sightings().size();
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
        return state;
    }

    /** The namespace whose limit refused it; empty unless it was refused. */
    public Optional<String> limit() {
        return limit;
    }

    /** The time of the first event that names both ends and that consent permits; of the first at all, if it permits none. */
    public Instant time() {
        return time;
    }

    /** How many events name both ends, permitted or not. */
    public int sightings() {
        return sightings;
    }

    /** State and time; no identifier. */
    @Override
    public String toString() {
        return state + " at " + time;
    }
}
