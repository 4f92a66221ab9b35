package io.clientele.internal.audit;

/**
 * A Merkle tree that grows at its end and keeps only the roots of the whole subtrees along its edge: at most 64 hashes, two
 * hashes computed for an entry. Not thread-safe.
 */
final class Frontier {

    private final TreeHash hash;
    private final byte[][] edge;
    private long size;

    Frontier(TreeHash hash) {
        this(hash, new byte[Long.SIZE][], 0);
    }

    private Frontier(TreeHash hash, byte[][] edge, long size) {
        this.hash = hash;
        this.edge = edge;
        this.size = size;
    }

    Frontier copy() {
        return new Frontier(hash, edge.clone(), size);
    }

    long size() {
        return size;
    }

    /** Adds the hash of a leaf. */
    void add(byte[] leaf) {
        add(leaf, 0);
    }

    /** Adds the root of a whole subtree of 2^level leaves; the size must be a multiple of that. */
    void add(byte[] root, int level) {
        if (Long.numberOfTrailingZeros(size) < level) {
            throw new IllegalArgumentException("level: a subtree begins at a multiple of its size");
        }
        byte[] node = root;
        int height = level;
        for (; (size >>> height & 1) == 1; height++) {
            node = hash.node(edge[height], node);
        }
        edge[height] = node;
        size += 1L << level;
    }

    /** Adds all that a smaller tree holds. */
    void addEdge(Frontier other) {
        for (int height = edge.length - 1; height >= 0; height--) {
            if ((other.size >>> height & 1) == 1) {
                add(other.edge[height], height);
            }
        }
    }

    byte[] root() {
        byte[] root = null;
        for (int height = 0; height < edge.length; height++) {
            if ((size >>> height & 1) == 1) {
                root = root == null ? edge[height] : hash.node(edge[height], root);
            }
        }
        return root == null ? hash.empty() : root.clone();
    }
}
