package io.clientele.internal.fold;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is left of a profile that is not in heap, beside its records.
 *
 * @param profile its number
 * @param wake the hour since 1970 in which time alone changes something about it; empty if never
 * @param saved the profile as of the end of the batch; empty if it is to be folded from its records
 */
public record Shelved(int profile, OptionalInt wake, Optional<Saved> saved) {

    private static final int SECONDS = 3600;

    /** The hour since 1970 that an instant lies in. */
    static int hour(Instant instant) {
        return (int) Math.floorDiv(instant.getEpochSecond(), SECONDS);
    }
}
