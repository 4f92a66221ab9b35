package io.clientele.internal.seal;

import java.util.List;

/**
 * The versions of a key that are still in use, the newest first. New entries are made under the newest; look-ups try all.
 * Immutable as long as its bytes are left alone.
 *
 * @param all at least one
 */
public record KeyVersions(List<Version> all) {

    /** With a copy of the list. */
    public KeyVersions {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("all: one version is needed");
        }
    }

    /** A key that has but one version. */
    public static KeyVersions of(byte[] key) {
        return new KeyVersions(List.of(new Version(1, 0, key.clone())));
    }

    /** The newest. */
    public Version newest() {
        return all.get(0);
    }

    /** The oldest. */
    public Version oldest() {
        return all.get(all.size() - 1);
    }

    /**
     * One version.
     *
     * @param number from 1 on
     * @param made when, epoch milliseconds
     * @param key 32 bytes
     */
    public record Version(int number, long made, byte[] key) {

        @Override
        public String toString() {
            return "version " + number;
        }
    }
}
