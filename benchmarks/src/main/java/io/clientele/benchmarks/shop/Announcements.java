package io.clientele.benchmarks.shop;

import io.clientele.segment.Segment;
import io.clientele.segment.SegmentEngine;
import java.time.Instant;

/** Counts announcements and adds them up to a sum that does not depend on their order. */
public final class Announcements implements SegmentEngine.Listener {

    private final int[] customers;
    private long enters;
    private long exits;
    private long sum;

    /** For profiles that stand for these customers. */
    public Announcements(int[] customers) {
        this.customers = customers;
    }

    @Override
    public void changed(int profile, Segment segment, Instant at, boolean entered) {
        long number = Long.parseLong(
                segment.name(), "segment-".length(), segment.name().length(), 10);
        add(number, customers[profile], at.toEpochMilli(), entered);
    }

    /** Adds what changed: a segment and a customer by number, the instant in milliseconds. */
    public void add(long segment, int customer, long at, boolean entered) {
        long key = segment << 33 | (long) customer << 1 | (entered ? 1 : 0);
        sum += RandomBits.mix(key * RandomBits.GOLDEN + at);
        enters += entered ? 1 : 0;
        exits += entered ? 0 : 1;
    }

    public long enters() {
        return enters;
    }

    public long exits() {
        return exits;
    }

    public long rawSum() {
        return sum;
    }

    public String sum() {
        return String.format("%016x", sum);
    }
}
