package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver.LinkPermission;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Which sightings of pairs consent did not permit when it was last asked: so that a store is opened without the acts of
 * everybody. A sighting is known by 64 bits of its identifiers and instant.
 */
public final class Verdicts implements LinkPermission {

    private static final long EMPTY = 0;

    private final LinkPermission gate;
    private long[] refused = new long[64];
    private int size;
    private boolean replaying;

    /** Verdicts of a gate. */
    public Verdicts(LinkPermission gate) {
        this.gate = gate;
    }

    @Override
    public boolean permits(Identifier a, Identifier b, Instant time) {
        return replaying ? find(key(a, b, time)) < 0 : gate.permits(a, b, time);
    }

    /** Remembers what consent says now about each pair of an event that is kept as evidence, and about what it says of one alone. */
    void note(Evidence evidence) {
        List<Identifier> identifiers = evidence.identifiers();
        for (int i = evidence.said().isEmpty() ? 1 : 0; i < identifiers.size() && !replaying; i++) {
            note(identifiers.get(0), identifiers.get(i), evidence.time());
        }
        for (int i = 0; i < evidence.traces().size() && !replaying; i++) {
            note(identifiers.get(0), evidence.traces().get(i), evidence.time());
        }
    }

    private void note(Identifier one, Identifier other, Instant time) {
        long key = key(one, other, time);
        if (gate.permits(one, other, time)) {
            remove(key);
        } else {
            add(key);
        }
    }

    /** Has remembered verdicts decide instead of the gate, or the gate again. */
    void replay(boolean remembered) {
        replaying = remembered;
    }

    /** What is remembered. */
    long[] refused() {
        return Arrays.stream(refused).filter(key -> key != EMPTY).toArray();
    }

    /** Remembers in place of everything so far. */
    void refused(long[] keys) {
        refused = new long[64];
        size = 0;
        for (long key : keys) {
            add(key);
        }
    }

    private static long key(Identifier a, Identifier b, Instant time) {
        boolean inOrder = a.namespace().compareTo(b.namespace()) < 0
                || (a.namespace().equals(b.namespace()) && a.value().compareTo(b.value()) < 0);
        long key = time.toEpochMilli();
        key = mix(key, inOrder ? a : b);
        key = mix(key, inOrder ? b : a);
        return key == EMPTY ? 1 : key;
    }

    private static long mix(long seed, Identifier identifier) {
        return mix(mix(seed, identifier.namespace()), identifier.value());
    }

    /** FNV-1a (Fowler, Noll, Vo), then the mixing of MurmurHash3's last step. */
    private static long mix(long seed, String text) {
        long hash = seed ^ 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    // ---- an open-addressing set

    /** The place of a key, or the complement of where it would go. */
    private int find(long key) {
        int mask = refused.length - 1;
        int place = (int) key & mask;
        while (refused[place] != EMPTY && refused[place] != key) {
            place = (place + 1) & mask;
        }
        return refused[place] == key ? place : ~place;
    }

    private void add(long key) {
        int place = find(key);
        if (place < 0) {
            refused[~place] = key;
            if (2 * ++size > refused.length) {
                long[] old = refused();
                refused = new long[2 * refused.length];
                for (long each : old) {
                    refused[~find(each)] = each;
                }
            }
        }
    }

    private void remove(long key) {
        int place = find(key);
        if (place < 0) {
            return;
        }
        int mask = refused.length - 1;
        refused[place] = EMPTY;
        size--;
        for (int next = (place + 1) & mask; refused[next] != EMPTY; next = (next + 1) & mask) {
            long moved = refused[next];
            refused[next] = EMPTY;
            refused[~find(moved)] = moved;
        }
    }
}
