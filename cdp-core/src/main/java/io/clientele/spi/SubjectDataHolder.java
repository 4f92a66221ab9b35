package io.clientele.spi;

import io.clientele.model.Identifier;
import java.util.Set;

/** Someone who keeps something about persons outside the journal, and forgets it when a person is erased. */
@FunctionalInterface
public interface SubjectDataHolder {

    /** Forgets all that is held under these identifiers. */
    void forget(Set<Identifier> identifiers);
}
