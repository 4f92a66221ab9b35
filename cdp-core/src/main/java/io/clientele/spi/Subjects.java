package io.clientele.spi;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What core and other modules know about one person, for whoever answers what persons ask about their data. Call it inside
 * {@link ModuleContext#read} only.
 */
public interface Subjects {

    /**
     * The identifiers of a person whom one of them names: those that nothing but {@linkplain IdentityResolver.Tie#certain
     * certain} ties join with it. What likeness adds to a person widens nobody's rights.
     */
    Collection<Identifier> certain(Identifier identifier);

    /** Every tie of the identifiers of a person, each once, with what became of it. */
    List<IdentityResolver.Tie> ties(Identifier identifier);

    /** What modules make of a person now. */
    List<ProfileEvaluator.Derived> derived(Identifier identifier);

    /**
     * All events of a person that the journal holds: what counts, and what was collected by consent for a purpose that another of
     * their identifiers denied before they came together. It is used for nothing, and kept so that a split can give it back; only
     * whoever asks for their own data is told.
     */
    List<Event> history(Identifier identifier);

    /** What is held of a person outside the journal. */
    List<Properties> held(Identifier identifier);

    /**
     * What was entered in the register of requests, in order.
     *
     * @param after the position of the last entry that is known; 0 at first
     */
    List<Entry> requests(long after);

    /** Who is attached under a recipient's name. */
    Optional<Destination> recipient(String name);

    /**
     * What recipients must be told because of a request: kept under a key of its own until {@linkplain #SETTLED that is over}.
     *
     * @param entry that asked for it by {@link #TELL}
     * @return by name of the recipient; none if it is over
     */
    Map<String, Destination.Notice> notices(Entry entry);

    /** The proof that the register and the audit log hold an entry, as {@link ModuleContext#prove} gives one of an act. */
    Optional<String> prove(Entry entry);

    /** What laws demand to be kept although its period is over or the person was forgotten, for whoever the law names alone. */
    List<Kept> kept();

    /** What laws demand to be kept of somebody who is known although its period is over: the person may see it, nothing else does. */
    List<Kept> kept(Identifier identifier);

    /**
     * What somebody who was forgotten had said about purposes, as little of it as proves it: found by the identifier alone, for as long
     * as claims can be made.
     */
    List<Properties> proofs(Identifier identifier);

    /**
     * A record that a law demands to be kept.
     *
     * @param request the erasure that it outlives; blank if its period was over
     * @param law which law
     * @param until when it goes
     * @param event the record
     */
    record Kept(String request, String law, Instant until, Event event) {}

    /** The name of notes of an erasure about what is kept: for each law {@code law}, {@code until} and {@code records}. */
    String HELD = "held";

    /**
     * Notes by this name are the keys of the purposes that an erasure is limited to: what is there for these alone goes, and the person
     * objects to them from then on. Without, all of the person goes.
     */
    String PURPOSES = "purposes";

    /** Notes that are true by this name have an erasure leave what the shop's sums would lose. */
    String TOTALS = "totals";

    /** The name of notes of an erasure with the keys of the purposes that the person objects to: that outlives them. */
    String OBJECTED = "objected";

    /**
     * What persons who were erased with {@link #TOTALS} left of the shop's sums: each with {@code type}, {@code currency}, {@code
     * year}, {@code people}, {@code events} and {@code amounts}.
     */
    List<Properties> totals();

    /** Notes that are true by this name have an entry keep what recipients of the person's data must be told. */
    String TELL = "tell";

    /** Notes with the {@linkplain Entry#notice number of a notice} by this name have it destroyed, for all were told. */
    String SETTLED = "settled";

    /** Notes that are true by this name say that an erasure is decided: should the process die before it is carried out, it is when the store is opened. */
    String INTENT = "intent";

    /** The numbers by which a person is known now, as {@link Entry#numbers} names them; none if nothing is known. */
    Set<Integer> numbers(Identifier identifier);

    /** The id of the profile that answers to a number now, for {@link Entry#numbers()}; none of persons who were erased. */
    List<String> profiles(Collection<Integer> numbers);

    /**
     * A line of the register of requests.
     *
     * @param id of the request
     * @param kind which right is used
     * @param at when it was entered
     * @param verification how the shop made sure who asks
     * @param notes what else was kept
     * @param numbers by which the person was known; they name nobody any more once the person is erased
     * @param notice the number under which it is kept what recipients must be told; 0 if nobody must
     * @param position its place in the journal
     */
    record Entry(
            String id,
            SubjectRequest.Kind kind,
            Instant at,
            String verification,
            Properties notes,
            List<Integer> numbers,
            int notice,
            long position) {

        /** Copies the list. */
        public Entry {
            numbers = List.copyOf(numbers);
        }
    }
}
