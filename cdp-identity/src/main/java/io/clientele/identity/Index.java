package io.clientele.identity;

import io.clientele.identity.internal.Packed;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** Finds nodes by namespace and value. Many small tables, so that none takes long to grow. */
final class Index {

    private static final int TABLE_BITS = 11;
    private static final int SMALLEST = 4;

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

    private static int table(long hash) {
        return (int) (hash >>> 64 - TABLE_BITS);
    }

    private static int place(long hash, int[] table) {
        return (int) ((hash & 0xFFFF_FFFFL) * table.length >>> 32);
    }

    int find(int namespace, Packed value) {
        long hash = start(namespace, value.header);
        for (int word : value.words) {
            hash = mixed(hash, word);
        }
        int[] table = tables[table(hash)];
        if (table == null) {
            return 0;
        }
        int at = place(hash, table);
        while (table[at] != 0 && !graph.is(table[at], namespace, value)) {
            at = at + 1 == table.length ? 0 : at + 1;
        }
        return table[at];
    }

    /** Visits every node. */
    void forEach(IntConsumer visitor) {
        for (int[] table : tables) {
            if (table != null) {
                Arrays.stream(table).filter(node -> node != 0).forEach(visitor);
            }
        }
    }

    /** Adds a node that is not there. */
    void add(int node) {
        long hash = graph.hash(node);
        int number = table(hash);
        int[] table = tables[number];
        if (table == null) {
            table = new int[SMALLEST];
        } else if ((sizes[number] + 1) * 4L > table.length * 3L) {
            int[] larger = new int[table.length + table.length / 3 + 1];
            for (int known : table) {
                if (known != 0) {
                    put(larger, known, graph.hash(known));
                }
            }
            table = larger;
        }
        put(table, node, hash);
        tables[number] = table;
        sizes[number]++;
    }

    private static void put(int[] table, int node, long hash) {
        int at = place(hash, table);
        while (table[at] != 0) {
            at = at + 1 == table.length ? 0 : at + 1;
        }
        table[at] = node;
    }

    /** Takes a node out; those behind it in its row are put again. */
    void remove(int node) {
        long hash = graph.hash(node);
        int number = table(hash);
        int[] table = tables[number];
        int at = place(hash, table);
        while (table[at] != node) {
            at = at + 1 == table.length ? 0 : at + 1;
        }
        table[at] = 0;
        sizes[number]--;
        for (int next = (at + 1) % table.length; table[next] != 0; next = (next + 1) % table.length) {
            int moved = table[next];
            table[next] = 0;
            put(table, moved, graph.hash(moved));
        }
    }
}
