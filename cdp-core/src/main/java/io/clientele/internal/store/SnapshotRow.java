package io.clientele.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * What was known of a profile once, so that it need not be folded from all its rows.
 *
 * @param owner the number of the owner it lies under, whose key seals it
 * @param position up to where the profile's rows are contained
 * @param wake the hour of its next boundary, hours since 1970 rounded down; null if there is none
 * @param sealed the sealed state
 */
public record SnapshotRow(
        int owner, long position, @Nullable Integer wake, byte[] sealed) {}
