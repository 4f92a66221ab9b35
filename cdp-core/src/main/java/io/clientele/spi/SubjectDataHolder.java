package io.clientele.spi;

import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import java.util.Set;

/** Someone who keeps something about persons outside the journal, and forgets it when a person is erased. */
@FunctionalInterface
public interface SubjectDataHolder {

    /** Forgets all that is held under these identifiers. */
    void forget(Set<Identifier> identifiers);

    /** What is held under these identifiers, for the person to see (GDPR Art. 15); called from any thread. */
    default Properties held(Set<Identifier> identifiers) {
        return Properties.empty();
    }
}
