package io.clientele.identity.match.internal;

/** Numbers that look random and depend on their input alone. */
final class Hashes {

    private Hashes() {}

    /** SplitMix64's finaliser. */
    static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** The same for a text. */
    static long of(String text) {
        long hash = 0x9E3779B97F4A7C15L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }
}
