package io.clientele.internal.fold;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * What is left of a profile that is not in heap, beside its records.
 *
 * @param profile its number
 * @param wake the hour since 1970 in which time alone changes something about it; empty if never
 */
public record Shelved(int profile, OptionalInt wake) {

    private static final int SECONDS = 3600;

    /** The hour since 1970 that an instant lies in. */
    static int hour(Instant instant) {
        return (int) Math.floorDiv(instant.getEpochSecond(), SECONDS);
    }
}
