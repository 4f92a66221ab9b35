package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import java.util.Set;

/**
 * What an event said about identity.
 *
 * @param matters whether anything that was not known
 * @param changed the identifiers whose cluster changed
 */
public record Linked(boolean matters, Set<Identifier> changed) {

    static final Linked NOTHING = new Linked(false, Set.of());

    @Override
    public String toString() {
        return "a link that changed " + changed.size() + " identifiers";
    }
}
