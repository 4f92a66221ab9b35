package io.clientele.identity.match.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people decided of pairs of records. */
final class Pins {

    private final Map<String, Set<String>> together = new HashMap<>();
    private final Map<String, Set<String>> apart = new HashMap<>();

    /** Sets what was decided of a pair; null takes it back. */
    void set(String one, String other, @Nullable Boolean same) {
        put(together, one, other, Boolean.TRUE.equals(same));
        put(apart, one, other, Boolean.FALSE.equals(same));
    }

    private static void put(Map<String, Set<String>> pins, String one, String other, boolean there) {
        direct(pins, one, other, there);
        direct(pins, other, one, there);
    }

    private static void direct(Map<String, Set<String>> pins, String from, String to, boolean there) {
        if (there) {
            pins.computeIfAbsent(from, key -> new HashSet<>()).add(to);
        } else {
            pins.getOrDefault(from, new HashSet<>()).remove(to);
        }
    }

    Set<String> together(String id) {
        return together.getOrDefault(id, Set.of());
    }

    boolean apart(String one, String other) {
        return apart.getOrDefault(one, Set.of()).contains(other);
    }

    /** Whether anything was decided of a pair. */
    boolean decided(String one, String other) {
        return apart(one, other) || together(one).contains(other);
    }
}
