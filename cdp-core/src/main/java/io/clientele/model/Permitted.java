package io.clientele.model;

import io.clientele.internal.gate.Witness;
import java.time.Instant;

/**
 * A value together with the proof that it may be used for one purpose. Only the pipeline makes one, from the decision
 * of the consent gate; a sink accepts nothing else. Immutable, safe to share, and worthless after {@link #notAfter()} or
 * once the person's choices changed.
 *
 * @param <T> the type of the value
 */
public sealed interface Permitted<T> permits Witness {

    /** The value. */
    T value();

    /** The one purpose it may be used for. */
    Purpose purpose();

    /** The id of the profile it is about. */
    String subject();

    /** The state of the person's choices that the decision was made on. */
    long epoch();

    /** The instant from which it may not be used any more. */
    Instant notAfter();
}
