package io.clientele.access;

import io.clientele.model.ConsentAct;
import java.time.Instant;
import java.util.Optional;

/**
 * A consent act as a role sees it.
 *
 * @param at the time it counts from
 * @param purpose the purpose's key
 * @param decision what was said
 * @param kind how it was said
 * @param source where it was said
 * @param notice the version of the text that was shown; empty if none is known
 * @param identifier with which identifier; empty if the role may not see it
 */
public record Choice(
        Instant at,
        String purpose,
        ConsentAct.Decision decision,
        ConsentAct.Kind kind,
        String source,
        String notice,
        Optional<Shown> identifier) {}
