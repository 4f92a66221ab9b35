package io.clientele.benchmarks.shop;

/** The generator SplitMix64, written out so that streams drawn from it can be drawn anywhere. */
public final class RandomBits {

    public static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    public RandomBits(long seed) {
        state = seed;
    }

    public static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** A number from 0 (inclusive) to 1. */
    public double next01() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    public int below(int n) {
        return (int) ((next() >>> 33) % n);
    }
}
