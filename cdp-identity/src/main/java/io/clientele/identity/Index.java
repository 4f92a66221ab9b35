package io.clientele.identity;

import io.clientele.identity.internal.Packed;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Finds nodes by namespace and value. Many small tables, so that none takes long to grow. An entry is a node and half of its
 * hash beside it, so that a node is read only where it is almost certainly the one, and a table grows without reading any.
 */
final class Index {

    private static final int TABLE_BITS = 11;
    private static final int SMALLEST = 4;
    private static final int ENTRY = 2;

    private final Graph graph;
    /** Another one each time, so that nobody can choose values that meet in one place. */
    private final long seed = new SplittableRandom().nextLong();

    private final int[][] tables = new int[1 << TABLE_BITS][];
    private final int[] sizes = new int[1 << TABLE_BITS];

    Index(Graph graph) {
        this.graph = graph;
    }

    /** The start of a hash, in which {@link #mixed} mixes each word of the value. */
    long start(int namespace, int header) {
        return mix(seed ^ (long) namespace << 32 ^ header);
    }

    static long mixed(long hash, int word) {
        return mix(hash ^ word);
    }

    private static long mix(long bits) {
        long z = (bits ^ bits >>> 32) * 0xD6E8FEB86659FD93L;
        z = (z ^ z >>> 32) * 0xD6E8FEB86659FD93L;
        return z ^ z >>> 32;
    }

    long hash(int namespace, Packed value) {
        long hash = start(namespace, value.header);
        for (int word : value.words) {
            hash = mixed(hash, word);
        }
        return hash;
    }

    private static int table(long hash) {
        return (int) (hash >>> 64 - TABLE_BITS);
    }

    /** Where the row begins in which an entry is looked for. */
    private static int place(int hash, int[] table) {
        return ENTRY * (int) ((hash & 0xFFFF_FFFFL) * (table.length / ENTRY) >>> 32);
    }

    private static int after(int at, int[] table) {
        return at + ENTRY == table.length ? 0 : at + ENTRY;
    }

    /** For each hash the first node that may have it, or 0. */
    int[] first(long[] hashes) {
        int[] first = new int[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            int[] table = tables[table(hashes[i])];
            if (table != null) {
                int at = place((int) hashes[i], table);
                first[i] = table[at + 1] == (int) hashes[i] ? table[at] : 0;
            }
        }
        return first;
    }

    /** The node of a value with this hash, or 0. */
    int find(long hash, int namespace, Packed value) {
        int[] table = tables[table(hash)];
        if (table == null) {
            return 0;
        }
        int low = (int) hash;
        int at = place(low, table);
        while (table[at] != 0 && !(table[at + 1] == low && graph.is(table[at], namespace, value))) {
            at = after(at, table);
        }
        return table[at];
    }

    /** Visits every node. */
    void forEach(IntConsumer visitor) {
        for (int[] table : tables) {
            for (int at = 0; table != null && at < table.length; at += ENTRY) {
                if (table[at] != 0) {
                    visitor.accept(table[at]);
                }
            }
        }
    }

    /** Adds a node that is not there. */
    void add(long hash, int node) {
        int number = table(hash);
        int[] table = tables[number];
        if (table == null) {
            table = new int[ENTRY * SMALLEST];
        } else if (8L * ENTRY * (sizes[number] + 1) > 7L * table.length) {
            table = larger(table);
        }
        put(table, node, (int) hash);
        tables[number] = table;
        sizes[number]++;
    }

    private static int[] larger(int[] table) {
        int room = table.length / ENTRY;
        int[] larger = new int[ENTRY * (room + room / 4 + 1)];
        for (int at = 0; at < table.length; at += ENTRY) {
            if (table[at] != 0) {
                put(larger, table[at], table[at + 1]);
            }
        }
        return larger;
    }

    private static void put(int[] table, int node, int hash) {
        int at = place(hash, table);
        while (table[at] != 0) {
            at = after(at, table);
        }
        table[at] = node;
        table[at + 1] = hash;
    }

    /** Takes a node out; those behind it in its row are put again. */
    void remove(int node) {
        long hash = graph.hash(node);
        int number = table(hash);
        int[] table = tables[number];
        int at = place((int) hash, table);
        while (table[at] != node) {
            at = after(at, table);
        }
        table[at] = 0;
        sizes[number]--;
        for (int next = after(at, table); table[next] != 0; next = after(next, table)) {
            int moved = table[next];
            table[next] = 0;
            put(table, moved, table[next + 1]);
        }
    }
}
