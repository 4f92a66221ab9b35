package io.clientele.examples;

/** Numbers that look random and are a function of their input. */
final class Mix {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private Mix() {}

    /** A number from a text and a salt, evenly spread from 0 to {@code bound} - 1. */
    static int below(int bound, String text, String salt) {
        long hash = 0;
        for (String part : new String[] {salt, "/", text}) {
            for (int i = 0; i < part.length(); i++) {
                hash = mix(hash * 31 + part.charAt(i) + GAMMA);
            }
        }
        return (int) Long.remainderUnsigned(hash, bound);
    }

    /** The mixing function of SplitMix64 (Steele, Lea and Flood 2014). */
    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
