package io.clientele.spi;

import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Profiles by the numbers they are known by, which begin with 1. Whoever is not in heap is read from the store, so ask for a few
 * hundred at a time. Call it inside {@link ModuleContext#read} only.
 */
public interface Profiles {

    /** The number in the id of a profile; empty if it is no such id. */
    OptionalInt numberOf(String profileId);

    /** The id of a profile, as {@link Profile#id()} shows it. */
    String idOf(int profile);

    /** The greatest number that was given to a profile so far. */
    int last();

    /** The profile that answers to a number now. */
    Optional<Profile> profile(int number);

    /** The profile behind an identifier as of an instant. */
    Optional<Profile> profile(Identifier identifier, Instant asOf);

    /**
     * Profiles in the order of their numbers.
     *
     * @param after the number of the last one before; 0 at first
     * @param atMost how many; fewer come only at the end
     */
    List<Profile> page(int after, int atMost);

    /**
     * Shows each existing profile among these numbers with its facts in order; a number under which a profile is no longer known
     * is left out.
     */
    void histories(Collection<Integer> numbers, ProfileEvaluator.Visitor visitor);

    /**
     * As {@link #histories}, for a visitor that changes what its evaluator knows of each: that is saved anew before they leave
     * heap. Call it inside {@link ModuleContext#batch} only.
     */
    void renew(Collection<Integer> numbers, ProfileEvaluator.Visitor visitor);

    /** The types of events that were ever kept of anybody, each as often as it was collected for something else; the first thousand. */
    List<EventType> collected();
}
