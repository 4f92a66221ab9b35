package io.clientele.model;

import io.clientele.internal.gate.Witness;
import java.time.Instant;

/**
 * A value together with the proof that it may be used for one purpose. Only the core makes one, from the decision of the
 * consent gate; a sink accepts nothing else. It opens for its purpose alone, until {@link #notAfter()} and as long as the person
 * took nothing back. Cannot be serialised. Immutable, safe to share.
 *
 * @param <T> the type of the value
 */
public sealed interface Permitted<T> permits Witness {

    /**
     * The value.
     *
     * @param use what it is about to be used for
     * @throws NotPermittedException if that is not its {@link #purpose()}, its time is over, or the person has said something
     *     else, came together with somebody or was forgotten since: ask again then
     */
    T value(Purpose use);

    /** The one purpose it may be used for. */
    Purpose purpose();

    /** The id of the profile it is about. */
    String subject();

    /** The state of the person's choices that the decision was made on. */
    long epoch();

    /** The instant from which it may not be used any more. */
    Instant notAfter();
}
