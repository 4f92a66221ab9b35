package io.clientele;

import io.clientele.internal.pen.Terms;
import java.time.Duration;

/** How calls of a {@link Cdp} are treated: how long they may take, what happens in a rush, and how durable they are. Immutable. */
public final class CallOptions {

    private final Terms terms;

    CallOptions(Terms terms) {
        this.terms = terms;
    }

    Terms terms() {
        return terms;
    }

    /**
     * Within what time a call must have begun; 10 seconds if not said. A call whose turn does not come is
     * {@linkplain io.clientele.model.Outcome.Kind#BUSY busy} and leaves nothing; one whose commit is still under way then ends
     * with a {@link io.clientele.model.StorageException} of unknown outcome. Reads that cannot be made in this time end with
     * one, too. A call that leads (see {@link CdpBuilder#executor}) is held as long as the store takes for its batch.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CallOptions deadline(Duration atMost) {
        return new CallOptions(terms.within(Terms.patience(atMost)));
    }

    /** Where too much waits already (see {@link CdpBuilder#queue}), a call waits for room, up to its deadline. The default. */
    public CallOptions waitWhenFull() {
        return new CallOptions(new Terms(terms.deadline(), true, terms.delay()));
    }

    /** Where too much waits already, a call is {@linkplain io.clientele.model.Outcome.Kind#BUSY busy} at once. */
    public CallOptions busyWhenFull() {
        return new CallOptions(new Terms(terms.deadline(), false, terms.delay()));
    }

    /** What is stored survives a power failure before the call returns. The default. */
    public CallOptions durable() {
        return new CallOptions(terms.durable());
    }

    /**
     * Events survive the death of the process (a crash, {@code kill -9}) when the call returns, but a failure of power or of
     * the operating system may take them for as long as {@code maxDelay}; whatever it takes is the newest of the journal, never
     * something in between. They become durable with the next durable call of anybody, with {@link Cdp#advance}, {@link
     * Cdp#flush} or {@link Cdp#close}, or, once {@code maxDelay} is over, before any further call that reaches the store
     * returns. Without any call nothing happens, unless the host gave a {@linkplain CdpBuilder#scheduler scheduler}, which then
     * does it when {@code maxDelay} is over. Nothing is handed to a destination before the events that caused it are durable.
     *
     * <p>Calls that hold anything but events (consent acts, subject requests, definitions) are always durable.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CallOptions lazy(Duration maxDelay) {
        return new CallOptions(new Terms(terms.deadline(), terms.waits(), Terms.patience(maxDelay)));
    }

    /** What was chosen. */
    @Override
    public String toString() {
        return "deadline " + terms.deadline() + (terms.waits() ? "" : ", busy when full")
                + (terms.delay().isZero() ? ", durable" : ", lazy up to " + terms.delay());
    }
}
