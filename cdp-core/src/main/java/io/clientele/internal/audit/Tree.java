package io.clientele.internal.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * The tree over the log so far: whole blocks of 4,096 entries by their roots, and the edge of the block in progress. Thirty-two
 * bytes of heap for a block. Changed by the pen alone, which works on a copy until a batch is durable.
 */
final class Tree {

    /** A block is a subtree of two to this many entries. */
    static final int LEVEL = 12;

    /** Entries of a block. */
    static final int BLOCK = 1 << LEVEL;

    private final TreeHash hash;
    private final Frontier whole;
    private final List<byte[]> blocks;
    private Frontier block;
    private byte[] last;

    /** A tree of these blocks. */
    Tree(List<byte[]> blocks) {
        this.hash = new TreeHash();
        this.whole = new Frontier(hash);
        this.blocks = new ArrayList<>(blocks);
        this.block = new Frontier(hash);
        this.last = new byte[TreeHash.BYTES];
        blocks.forEach(root -> whole.add(root, LEVEL));
    }

    private Tree(Tree other) {
        hash = other.hash;
        whole = other.whole.copy();
        blocks = new ArrayList<>(other.blocks);
        block = other.block.copy();
        last = other.last;
    }

    Tree copy() {
        return new Tree(this);
    }

    long size() {
        return whole.size() + block.size();
    }

    /** The hash of the last leaf, which the next entry names; zeros at first. */
    byte[] last() {
        return last;
    }

    void add(byte[] entry) {
        last = hash.leaf(entry);
        block.add(last);
        if (block.size() == BLOCK) {
            byte[] root = block.root();
            blocks.add(root);
            whole.add(root, LEVEL);
            block = new Frontier(hash);
        }
    }

    /** Goes on after an entry that is the last of its block. */
    void follow(byte[] entry) {
        last = hash.leaf(entry);
    }

    Proofs.Head head() {
        Frontier all = whole.copy();
        all.addEdge(block);
        return new Proofs.Head(all.size(), all.root());
    }

    /** The roots of the whole blocks. */
    List<byte[]> blocks() {
        return List.copyOf(blocks);
    }
}
