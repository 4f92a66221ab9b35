package io.clientele.spi;

import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

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

    /** What is held of a person outside the journal. */
    List<Properties> held(Identifier identifier);

    /** All requests that were ever entered in the register, in order. */
    List<Entry> requests();

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
     */
    record Entry(
            String id,
            SubjectRequest.Kind kind,
            Instant at,
            String verification,
            Properties notes,
            List<Integer> numbers) {

        /** Copies the list. */
        public Entry {
            numbers = List.copyOf(numbers);
        }
    }
}
