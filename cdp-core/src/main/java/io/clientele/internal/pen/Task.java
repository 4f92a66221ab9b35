package io.clientele.internal.pen;

import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a call brings to the pen: done together or not at all.
 *
 * @param work each piece gives its outcome; may be run again after a batch was taken back
 * @param needs what it will ask the store for
 * @param kind what kind of work it is
 * @param bytes about how much heap it holds while it waits
 */
public record Task(List<Supplier<Outcome>> work, Needs needs, Kind kind, long bytes) {

    /**
     * What work will ask the store for, so that all of a group can be asked for at once.
     *
     * @param keys dedup keys
     * @param named whom it speaks of
     */
    public record Needs(List<byte[]> keys, List<Identifier> named) {}

    /** What kind of work a call brings. */
    public enum Kind {
        /** Things handed in, whose outcomes are counted. */
        INTAKE,
        /** Things handed in that must be a batch of their own. */
        ALONE,
        /** The platform's own bookkeeping, which nobody handed in; never refused for lack of room. */
        OWN
    }

    /** Bookkeeping of the platform. */
    public static Task own(List<Supplier<Outcome>> work) {
        return new Task(work, new Needs(List.of(), List.of()), Kind.OWN, 0);
    }

    /** Nothing but the passing of time, and that all before it becomes durable. */
    public static Task passingOfTime() {
        return own(List.of());
    }
}
