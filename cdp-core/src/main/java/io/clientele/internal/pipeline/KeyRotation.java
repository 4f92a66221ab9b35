package io.clientele.internal.pipeline;

import io.clientele.Keys;
import io.clientele.internal.audit.AuditTrail;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.model.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Rotation over the key store and, where the data changes, by the pen. Thread-safe. */
final class KeyRotation implements Keys {

    private static final List<String> LOOKED_UP = List.of(Rows.LOOKUP, Rows.DEDUP, Rows.SUPPRESSION);

    private final KeyStore keys;
    private final LookupIndex lookup;
    private final Journal journal;
    private final AuditTrail trail;
    private final InstantSource clock;
    private final Consumer<Supplier<Outcome>> pen;

    /** With something that has work done under the pen. */
    KeyRotation(Writer.Parts parts, Consumer<Supplier<Outcome>> pen) {
        this.keys = parts.keys();
        this.lookup = new LookupIndex(parts.store(), parts.keys(), parts.rows());
        this.journal = parts.journal();
        this.trail = parts.trail();
        this.clock = parts.clock();
        this.pen = pen;
    }

    private static int positive(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most: at least 1");
        }
        return most;
    }

    private long past(Instant madeBefore) {
        if (madeBefore.isAfter(clock.instant())) {
            throw new IllegalArgumentException("madeBefore: it lies in the future");
        }
        return madeBefore.isBefore(Instant.EPOCH) ? 0 : madeBefore.toEpochMilli();
    }

    /** Enters in the audit log that a portion of keys was renewed. */
    private void enter(String which) {
        pen.accept(() -> {
            trail.rotated(which);
            return Outcome.of(Outcome.Kind.DUPLICATE, "entered");
        });
    }

    @Override
    public long rotateMaster(int most) {
        long remaining = keys.rewrap(positive(most));
        enter("master");
        return remaining;
    }

    @Override
    public long rotateShards(Instant madeBefore, int most) {
        long remaining = keys.reseal(past(madeBefore), positive(most));
        enter("shards");
        return remaining;
    }

    @Override
    public synchronized long rotateLookups(Instant madeBefore, int most) {
        positive(most);
        if (keys.storeKeys(Rows.LOOKUP).newest().made() < past(madeBefore)) {
            keys.renewStoreKeys(LOOKED_UP);
        }
        pen.accept(() -> {
            lookup.portion(journal.batch(), most);
            trail.rotated("lookups");
            return Outcome.of(Outcome.Kind.DUPLICATE, "entered_anew");
        });
        lookup.dropFormer();
        return lookup.remaining();
    }
}
