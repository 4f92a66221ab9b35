package io.clientele.spi;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Joins identifiers into persons. The clusters are a pure function of the set of evidence and of what the consent acts
 * permit, never of the order in which either came.
 */
public interface IdentityResolver {

    /**
     * The form under which an identifier is known; empty if it is unusable (a placeholder, a blocked value). A pure
     * function, safe to call from any thread.
     */
    Optional<Identifier> normalise(Identifier raw);

    /** On what a store is opened again: names are as {@link #normalise} gives them, unless it says otherwise. */
    default Premises premises() {
        return this::normalise;
    }

    /** On what a store is opened again: the rules, and what it called identifiers under others. */
    @FunctionalInterface
    interface Premises {

        /**
         * The form under which a store knows an identifier, although {@link #normalise} may find it unusable by now: what acts,
         * requests and decisions are about, which must reach whatever is there. Pure, from any thread.
         */
        Optional<Identifier> known(Identifier raw);

        /**
         * An identifier as it is meant where it comes from, to be {@linkplain IdentityResolver#normalise normalised} afterwards: a telephone
         * number without a country, say, with that of its source. The same, unless something is known of the source. Pure,
         * from any thread.
         *
         * @param source that of an event, or of an act's evidence; empty if it says none
         */
        default Identifier placed(Identifier raw, String source) {
            return raw;
        }

        /**
         * Told before any evidence: identifiers that a store has taken in, which {@link #normalise} would give another form now,
         * or none. They keep the name they have: from now on {@link #normalise} gives it to whatever takes the other form,
         * unless that is one of the store's, too. What would have no form links nothing.
         *
         * @param former these
         * @param isStored whether the store has taken an identifier in
         */
        default void keep(Collection<Identifier> former, Predicate<Identifier> isStored) {}

        /**
         * The namespaces that have a rank, the strongest first: records lie with the strongest of their identifiers for good,
         * so a store that has some is not opened with others. None if it does not matter.
         */
        default List<String> ranks() {
            return List.of();
        }

        /**
         * All that clusters depend on beside evidence and decisions, as text that is the same for the same: where it differs from what
         * a store was last opened with, everybody is folded again.
         */
        default String configuration() {
            return "";
        }
    }

    /** The identifier that ranks highest, by namespace and then value: the sealing owner. Pure, from any thread. */
    Identifier strongest(Collection<Identifier> identifiers);

    /** Tells the resolver which edges consent permits. Called once, before any other method that changes state. */
    void permission(LinkPermission permission);

    /**
     * Whether {@link #add} would change anything: whether this evidence names a pair not yet known, one seen earlier than
     * known, or one that consent permits now and did not where it was seen before. Evidence that does not matter need not be
     * added, nor kept at hand. Costs a look at each identifier's pairs; asks the permission of pairs that are known.
     */
    boolean matters(Evidence evidence);

    /**
     * Adds evidence; adding the same again changes nothing. Each identifier is paired with the strongest of the evidence, its
     * centre. For the order of edges only the earliest permitted sighting of a pair counts, by time and id; a pair that
     * consent permits nowhere keeps its earliest sighting.
     *
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> add(Evidence evidence);

    /**
     * Forgets every pair whose stronger end is one of these centres, and adds what remains of their evidence. Afterwards the
     * state is as if the rest had never come. All evidence of a pair lies with its centre: {@linkplain #strongest the
     * strongest} of an event's identifiers, its sealing owner.
     *
     * @param centres identifiers whose evidence changed
     * @param remaining all evidence whose centre is one of them
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> replace(Collection<Identifier> centres, Collection<Evidence> remaining);

    /**
     * Decides the pairs of an identifier again, because consent acts on it changed, each where it was seen as far as is
     * known. Permission that depends on time may favour a sighting that did not matter when it came: then
     * {@link #replace} the centres among the identifier and its {@linkplain #companions companions} instead.
     *
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> reconsider(Identifier identifier);

    /** Every identifier that some evidence names together with this one, joined or not. */
    Set<Identifier> companions(Identifier identifier);

    /** Whether anything is known of an identifier that acts might permit. */
    default boolean knows(Identifier identifier) {
        return !companions(identifier).isEmpty();
    }

    /** What it makes of likeness: nothing, unless it says otherwise. */
    default Likeness likeness() {
        return new Likeness() {};
    }

    /** The person behind an identifier; a person of one identifier if no evidence names it. */
    Subject subject(Identifier identifier);

    /**
     * Adds an operator's decision, or takes the one back that it {@linkplain IdentityDecision#revokes revokes}; adding the same
     * again changes nothing.
     *
     * @param decision about normalised identifiers
     * @param history all evidence whose centre is one of some identifiers, as {@link #replace} takes it; asked once, within
     *     this call, and only by decisions that take evidence back
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> decide(IdentityDecision decision, Function<Collection<Identifier>, Collection<Evidence>> history);

    /**
     * Takes a decision back: afterwards all is as if it had never been made.
     *
     * @param id that of the decision; nothing happens if none in force has it
     * @param history as for {@link #decide}
     * @return every identifier whose cluster is now another set than before
     */
    Set<Identifier> revoke(String id, Function<Collection<Identifier>, Collection<Evidence>> history);

    /** The decision in force that has an id. */
    Optional<IdentityDecision> decision(String id);

    /** All decisions in force, by time. */
    List<IdentityDecision> decisions();

    /** Every tie of an identifier with what became of it; none if it is not known why it is joined with others. */
    default List<Tie> ties(Identifier identifier) {
        return List.of();
    }

    /**
     * What is said of two identifiers, and what became of it.
     *
     * @param stronger the end of the stronger namespace
     * @param weaker the other end
     * @param time of the event or decision that says so
     * @param evidence its id
     * @param state what became of it, as a short stable word
     * @param joins whether its ends are of one person
     * @param certain whether it rests on a fact that names both, not on likeness
     */
    record Tie(
            Identifier stronger,
            Identifier weaker,
            java.time.Instant time,
            String evidence,
            String state,
            boolean joins,
            boolean certain) {

        /** What became of it; no identifier. */
        @Override
        public String toString() {
            return "tie that " + state;
        }
    }

    /** What follows for persons from what is said of them: nothing, by default. */
    interface Likeness {

        /**
         * What an event says of the person of its strongest identifier that likeness goes by, by the name of a field; none if nothing.
         * Pure, from any thread.
         */
        default Map<String, String> said(Event event) {
            return Map.of();
        }

        /**
         * What an event shows of the device that it came from, that ties the event's strongest identifier as a weaker identifier would and is
         * none; nothing by default. Pure, from any thread.
         */
        default List<Identifier> traces(Event event) {
            return List.of();
        }

        /** Every identifier that likeness speaks of together with this one, joined or not. */
        default Set<Identifier> alike(Identifier identifier) {
            return Set.of();
        }

        /**
         * Of whom likeness would speak otherwise than it does if {@link IdentityResolver#replace} were called with these, and of whom of them: nothing
         * changes yet.
         */
        default Set<Identifier> foresee(Collection<Identifier> centres, Collection<Evidence> remaining) {
            return Set.of();
        }

        /** The module whose definitions it takes up; empty if none's. */
        default String module() {
            return "";
        }

        /**
         * Refuses a definition that could not be put in force. Pure, from any thread.
         *
         * @throws IllegalArgumentException if it could not
         */
        default void check(Definition definition) {
            throw new IllegalArgumentException("no module takes this definition");
        }

        /** The definition in force; empty if there is none. */
        default Optional<Definition> definition() {
            return Optional.empty();
        }

        /**
         * Puts a definition in force, in the place of the one before: afterwards all is as if it had been so from the beginning.
         *
         * @param definition empty if there is to be none
         * @return every identifier whose cluster is now another set than before
         */
        default Set<Identifier> define(Optional<Definition> definition) {
            return Set.of();
        }
    }

    /** Whether acts permit two identifiers to be joined. */
    @FunctionalInterface
    interface LinkPermission {

        /** Whether an edge between the two, seen at this time, may count. */
        boolean permits(Identifier a, Identifier b, java.time.Instant time);
    }
}
