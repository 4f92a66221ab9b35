package io.clientele.benchmarks;

import io.clientele.segment.Segment;
import io.clientele.segment.SegmentEngine;
import java.time.Instant;

/** Counts announcements and adds them up to a sum that does not depend on their order. */
final class Announcements implements SegmentEngine.Listener {

    private final int[] customers;
    private long enters;
    private long exits;
    private long sum;

    /** For profiles that stand for these customers. */
    Announcements(int[] customers) {
        this.customers = customers;
    }

    @Override
    public void changed(int profile, Segment segment, Instant at, boolean entered) {
        long number = Long.parseLong(
                segment.name(), "segment-".length(), segment.name().length(), 10);
        long key = number << 33 | (long) customers[profile] << 1 | (entered ? 1 : 0);
        sum += RandomBits.mix(key * RandomBits.GOLDEN + at.toEpochMilli());
        enters += entered ? 1 : 0;
        exits += entered ? 0 : 1;
    }

    long enters() {
        return enters;
    }

    long exits() {
        return exits;
    }

    long rawSum() {
        return sum;
    }

    String sum() {
        return String.format("%016x", sum);
    }
}
