package io.clientele;

/**
 * What {@link Cdp#flush} or {@link Cdp#close(java.time.Duration)} could not finish in its time. Immutable; true at the moment
 * it was taken.
 */
public final class Remaining {

    private final int intakes;
    private final long records;
    private final int firings;

    Remaining(int intakes, long records, int firings) {
        this.intakes = intakes;
        this.records = records;
        this.firings = firings;
    }

    /** How many things were handed in and have no outcome yet. */
    public int intakes() {
        return intakes;
    }

    /** How many records are stored, but could still be taken by a power failure. */
    public long records() {
        return records;
    }

    /** How many firings are planned, but not handed over: nobody is attached for them, or their next try is still to come. */
    public int firings() {
        return firings;
    }

    /** Whether everything handed in is decided and durable. Firings do not count: they are kept until they are handed over. */
    public boolean isNothing() {
        return intakes == 0 && records == 0;
    }

    @Override
    public String toString() {
        return intakes + " intakes undecided, " + records + " records not durable, " + firings
                + " firings not handed over";
    }
}
