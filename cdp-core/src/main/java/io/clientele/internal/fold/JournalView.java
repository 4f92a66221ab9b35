package io.clientele.internal.fold;

import io.clientele.model.Intake;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The journal as the batch in progress sees it: what is durable, with what the batch added and without what it removed. */
public interface JournalView {

    /** The position of the first record of the batch. */
    long first();

    /** The position of the next record. */
    long next();

    /** The admitted events and acts of these owners, in no order. */
    List<Recorded> of(Collection<Integer> owners);

    /** All that operators decided, revoked or not, in no order. */
    List<Recorded> decisions();

    /** Puts another form of an event or decision in the place of a record, under the same message id. */
    Recorded replace(Recorded record, Intake intake, int owner);

    /** Removes a record from the journal, with the batch. */
    void remove(Recorded record);

    /** Marks a record as evidence that an opened store needs at once. */
    void link(Recorded record);

    /** Leaves word of a profile that goes out of heap, with the batch and in place of what was left before. */
    void shelve(Shelved profile);

    /** Takes back what was left of a profile, with the batch. */
    void unshelve(int profile);

    /** Profiles as they were saved under these numbers; without those of which something was recorded since. */
    Map<Integer, Saved> saved(Collection<Integer> numbers);

    /** The profiles that are to be woken after one hour and up to another, as the store knows them. */
    List<Integer> sleepers(int afterHour, int upToHour);
}
