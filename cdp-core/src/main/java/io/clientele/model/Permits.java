package io.clientele.model;

import io.clientele.internal.gate.Mask;
import java.time.Instant;

/**
 * What a person permits, resolved once and good for a while: for code that asks often, such as a page that is drawn. A check
 * takes some nanoseconds and no memory, and says no as soon as the answer might be another; then it is resolved again. Only the
 * core makes one. Immutable, safe to share.
 */
public sealed interface Permits permits Mask {

    /**
     * Whether a purpose is permitted, as far as is known here: false for what is not, or if this is {@linkplain #isStale not good
     * any more}.
     */
    boolean allows(Purpose purpose, Instant now);

    /** Whether it must be resolved again: its time is over, or the person said something or came together with somebody. */
    boolean isStale(Instant now);
}
