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
        /** One of its ends has too many owners to belong to any. */
        SHARED,
        /** Consent permits none of its evidence. */
        NOT_PERMITTED
    }

    private final Identifier stronger;
    private final Identifier weaker;
    private final State state;
    private final Optional<String> limit;
    private final Instant time;
    private final String evidence;

    private Link(Graph graph, int pair, State state, Optional<String> limit) {
        this.stronger = graph.identifier(graph.stronger(pair));
        this.weaker = graph.identifier(graph.weaker(pair));
        this.state = state;
        this.limit = limit;
        this.time = Instant.ofEpochMilli(graph.time(pair));
        this.evidence = graph.sighting(pair).id().text();
    }

    static Link of(Graph graph, int pair, State state) {
        return new Link(graph, pair, state, Optional.empty());
    }

    static Link refused(Graph graph, int pair, String limit) {
        return new Link(graph, pair, State.REFUSED, Optional.of(limit));
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

    /** The id of that event. */
    public String evidence() {
        return evidence;
    }

    /** State and time; no identifier. */
    @Override
    public String toString() {
        return state + " at " + time;
    }
}
