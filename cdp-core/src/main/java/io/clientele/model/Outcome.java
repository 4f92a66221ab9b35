package io.clientele.model;

import java.util.OptionalLong;

/**
 * What became of one thing handed in. Legal refusals are outcomes, never exceptions; {@code received} is the sum of all
 * kinds. Immutable.
 */
public final class Outcome {

    /** The kinds of outcome; more may come. */
    public enum Kind {
        /** In the journal: durable, or as durable as the call asked for. */
        STORED,
        /** The same message id was stored before; nothing changed. */
        DUPLICATE,
        /** The person's choices do not permit it; nothing was kept. */
        WITHHELD,
        /** The person was erased; nothing was kept. */
        SUPPRESSED,
        /** Unusable as it is, such as without a valid identifier; nothing was kept. */
        REJECTED,
        /** Permitted, but not as the tracking plan wants it; kept sealed. */
        QUARANTINED,
        /** The store was too busy within the call's deadline; may be tried again. */
        BUSY,
        /** Handed in from inside a read or a batch: decided as soon as that is over. Not counted until then. */
        QUEUED
    }

    private final Kind kind;
    private final String reason;
    private final OptionalLong position;

    private Outcome(Kind kind, String reason, OptionalLong position) {
        this.kind = kind;
        this.reason = reason;
        this.position = position;
    }

    /** Stored at a position of the journal. */
    public static Outcome stored(long position) {
        return new Outcome(Kind.STORED, "stored", OptionalLong.of(position));
    }

    /** Not stored, for a reason without personal data. */
    public static Outcome of(Kind kind, String reason) {
        return new Outcome(kind, reason, OptionalLong.empty());
    }

    /** The kind. */
    public Kind kind() {
        return kind;
    }

    /** The reason as a short stable word, such as {@code no_act}: fit for counting; no personal data. */
    public String reason() {
        return reason;
    }

    /** The position in the journal, if stored. */
    public OptionalLong position() {
        return position;
    }

    /** Whether it is in the journal now. */
    public boolean isStored() {
        return kind == Kind.STORED;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Outcome that
                && kind == that.kind
                && reason.equals(that.reason)
                && position.equals(that.position);
    }

    @Override
    public int hashCode() {
        return reason.hashCode();
    }

    @Override
    public String toString() {
        return kind == Kind.STORED ? "STORED at " + position.orElse(-1) : kind + " (" + reason + ")";
    }
}
