package io.clientele.internal.fold;

import java.util.Collection;
import java.util.List;

/** The journal as the batch in progress sees it: what is durable, with what the batch added and without what it removed. */
public interface JournalView {

    /** The admitted events and acts of these owners, in no order. */
    List<Recorded> of(Collection<Integer> owners);

    /** Removes a record from the journal, with the batch. */
    void remove(Recorded record);
}
