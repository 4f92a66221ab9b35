package io.clientele.rights;

import io.clientele.model.Outcome;
import java.time.Instant;

/** What became of a request to be forgotten. Holds no personal data: fit to be kept and shown. Immutable. */
public final class ErasureReceipt {

    private final String id;
    private final Instant at;
    private final Outcome outcome;

    ErasureReceipt(String id, Instant at, Outcome outcome) {
        this.id = id;
        this.at = at;
        this.outcome = outcome;
    }

    /** The request's message id. */
    public String id() {
        return id;
    }

    /** When it was made. */
    public Instant at() {
        return at;
    }

    /** What became of it: the person is forgotten if it {@linkplain Outcome#isStored() is stored}. */
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public String toString() {
        return "erasure " + id + " at " + at + ": " + outcome;
    }
}
