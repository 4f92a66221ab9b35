package io.clientele.internal.fold;

import io.clientele.model.Event;
import java.util.Collection;
import java.util.List;

/** The journal as the batch in progress sees it: what is durable, with what the batch added and without what it removed. */
public interface JournalView {

    /** The position of the first record of the batch. */
    long first();

    /** The position of the next record. */
    long next();

    /** The admitted events and acts of these owners, in no order. */
    List<Recorded> of(Collection<Integer> owners);

    /** Puts another form of an event in the place of a record, under the same owner and message id. */
    Recorded replace(Recorded record, Event event, int owner);

    /** Removes a record from the journal, with the batch. */
    void remove(Recorded record);

    /** Marks a record as evidence that an opened store needs at once. */
    void link(Recorded record);

    /** Leaves word of a profile that goes out of heap, with the batch and in place of what was left before. */
    void shelve(Shelved profile);

    /** Takes back what was left of a profile, with the batch. */
    void unshelve(int profile);

    /** The profiles that are to be woken after one hour and up to another, as the store knows them. */
    List<Integer> sleepers(int afterHour, int upToHour);
}
