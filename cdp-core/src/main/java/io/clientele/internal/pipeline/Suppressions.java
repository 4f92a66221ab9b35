package io.clientele.internal.pipeline;

import io.clientele.internal.store.Tombstone;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps erased persons from coming back by events that are sent again: whatever happened up to an erasure is refused; what
 * happens later is new. Only the pen uses it.
 */
final class Suppressions {

    /** How long a tombstone is kept: the common limitation period for claims (three years). */
    static final Duration KEPT = Duration.ofDays(3 * 365);

    private final Rows rows;
    private final Map<ByteBuffer, Tombstone> tombstones = new HashMap<>();

    Suppressions(Rows rows) {
        this.rows = rows;
    }

    void add(Tombstone tombstone) {
        tombstones.merge(ByteBuffer.wrap(tombstone.blind()), tombstone, (a, b) -> a.at() >= b.at() ? a : b);
    }

    List<Tombstone> of(Collection<Identifier> identifiers, Instant at) {
        long until = at.plus(KEPT).toEpochMilli();
        return identifiers.stream()
                .map(i -> new Tombstone(rows.suppressionKey(i), at.toEpochMilli(), until))
                .toList();
    }

    /** Whether an intake speaks of the time before an erasure of this identifier of its. */
    private boolean covers(Identifier identifier, Instant time, Instant now) {
        return rows.suppressionKeys(identifier).stream()
                .map(key -> tombstones.get(ByteBuffer.wrap(key)))
                .anyMatch(t -> t != null && t.until() > now.toEpochMilli() && time.toEpochMilli() <= t.at());
    }

    /** The identifiers of an intake that it may still name; all of them, where nobody was erased. */
    List<Identifier> allowed(Intake intake, Instant now) {
        if (tombstones.isEmpty()) {
            return intake.identifiers();
        }
        return intake.identifiers().stream()
                .filter(identifier -> !covers(identifier, intake.time(), now))
                .toList();
    }
}
