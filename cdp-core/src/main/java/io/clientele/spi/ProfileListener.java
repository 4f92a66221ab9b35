package io.clientele.spi;

import io.clientele.model.Identifier;
import java.util.List;
import java.util.Map;

/**
 * Is told how identifiers are put together into profiles: outside the pen, once what caused it is stored, of one change
 * after the other in the order of the journal. Whoever puts the identifiers of every profile {@code after} under its id, all
 * others standing alone, has the profiles as they are. What is told while nobody listens, or is not told yet when the process
 * dies, is not told again.
 */
@FunctionalInterface
public interface ProfileListener {

    /**
     * Tells that profiles were made of others.
     *
     * @param before the identifiers of each profile that there was, by its id
     * @param after those of each that there is in place of them, by its id; none if the person was erased
     * @param because the id of the event, act, decision or request that caused it
     */
    void regrouped(Map<String, List<Identifier>> before, Map<String, List<Identifier>> after, String because);
}
