package io.clientele.internal.fold;

import io.clientele.model.Intake;
import io.clientele.schema.Category;
import io.clientele.spi.Note;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

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

    /** What kinds of events rows are told apart by: the first has the number 1; 0 is everything else, and events from before. */
    List<Category> KINDS = List.of(Category.IDENTITY, Category.BEHAVIOUR, Category.TRANSACTION);

    /**
     * Events that happened up to the end of a day's month, by position, some at a time.
     *
     * @param kind by its number
     * @param after the position to go on after; 0 at first
     */
    Page old(int kind, LocalDate latest, long after);

    /**
     * Some records.
     *
     * @param events the events among them
     * @param next the position to go on after; empty at the end
     */
    record Page(List<Recorded> events, OptionalLong next) {}

    /**
     * Removes notes of a module of up to a day, some at a time.
     *
     * @param after the position to go on after; 0 at first
     * @return how many, with the batch, and where to go on
     */
    Removed removeNotes(String module, LocalDate latest, long after);

    /**
     * What was removed.
     *
     * @param count how many
     * @param next the position to go on after; empty at the end
     */
    record Removed(int count, OptionalLong next) {}

    /** Writes down what was done. */
    void note(Note note);

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
