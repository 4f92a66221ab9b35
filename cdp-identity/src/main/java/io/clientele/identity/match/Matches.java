package io.clientele.identity.match;

import io.clientele.Cdp;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Who is likely one person on an open platform, by what was said of them. Thread-safe.
 *
 * <p>Of every identifier it is known what was last said of it, field by field, by events that it owns and that consent lets be
 * used. The model in force groups these records; two of one group that score at least its {@linkplain MatchModel#threshold
 * threshold} are linked, more weakly than by any event: such links are taken last, the likeliest first, within the same limits
 * and against the same decisions. They follow from what is kept, the decisions and the model alone, and go when these go.
 */
public interface Matches {

    /** The service of an open platform whose identity module was given a {@link Matching}. */
    static Matches of(Cdp cdp) {
        return cdp.service(Matches.class);
    }

    /** The model in force; empty before the first is learned. */
    Optional<MatchModel> model();

    /**
     * Learns a model from what is known now, journals it and puts it in force: who becomes another person by it is folded again, and
     * told as any other change is. On the caller's thread; takes seconds for some ten thousand records, during which others write,
     * and at the end holds up writers while those are folded again whom it concerns.
     *
     * @return the model that is in force then
     * @throws IllegalStateException if of fewer than two identifiers anything is said that may be used, or a schema forbids to use a
     *     field for stitching
     */
    MatchModel learn();

    /** As {@link #learn()}, on a thread of the host's. */
    CompletableFuture<MatchModel> learn(Executor executor);

    /**
     * As {@link #learn(Executor)}, if a model is {@linkplain Matching#relearn due} and none is being learned by this method: a host calls it
     * where it calls {@code advance}. It learns from what is known when the executor comes to it, without holding up anybody, and the
     * model comes in force as any other does. If the platform is closed meanwhile, or learning fails, the model before stays in
     * force and another is due again.
     *
     * @return the model that is in force then; empty if none is due
     */
    Optional<CompletableFuture<MatchModel>> learnIfDue(Executor executor);

    /** How many models were in force, this one included; 0 before the first. */
    long version();

    /**
     * Pairs that a person should look at, the likeliest first: they may be of one person, are not, could be by the limits, and nothing
     * was decided of the two.
     *
     * @param atMost how many
     */
    List<Possible> review(int atMost);

    /** What was said of two identifiers is to each other, and what that weighs; empty if of one of them nothing is known that may be used. */
    Optional<Match> compare(Identifier one, Identifier other);

    /**
     * Decides that two identifiers are of one person. It is a pin as {@link io.clientele.identity.Identities#together} makes it, found
     * and revoked there.
     */
    Outcome same(Identifier one, Identifier other);

    /** Decides that two identifiers are of two persons, as {@link io.clientele.identity.Identities#apart} does. */
    Outcome different(Identifier one, Identifier other);

    /**
     * Two identifiers that may be of one person.
     *
     * @param one the one that ranks higher
     * @param other the other
     * @param match how likely, and why
     */
    record Possible(Identifier one, Identifier other, Match match) {

        /** How likely; no identifier. */
        @Override
        public String toString() {
            return "possible at " + match.probability();
        }
    }
}
