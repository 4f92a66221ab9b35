package io.clientele.internal.audit;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * The durable entries of one moment with the tree over them; immutable but for {@link #next}, which the pen alone calls. A proof
 * reads at most two blocks of entries.
 */
final class AuditLog {

    private static final int PAGE = 1_024;

    private final Entries entries;
    private final Tree tree;
    private final Proofs.Head head;
    private final List<byte[]> blocks;

    private AuditLog(Entries entries, Tree tree) {
        this.entries = entries;
        this.tree = tree;
        this.head = tree.head();
        this.blocks = tree.blocks();
    }

    /** The log over stored entries whose whole blocks have these roots; reads what follows them. */
    static AuditLog load(Entries entries, List<byte[]> blocks) {
        Tree tree = new Tree(blocks);
        long size = entries.size();
        if (size < tree.size()) {
            throw new IllegalArgumentException("blocks: there are more than entries");
        }
        if (size > 0 && size == tree.size()) {
            tree.follow(entries.from(size - 1, 1).get(0));
        }
        while (tree.size() < size) {
            entries.from(tree.size(), PAGE).forEach(tree::add);
        }
        return new AuditLog(entries, tree);
    }

    /** A tree to add the next entries to; the pen only. */
    Tree next() {
        return tree.copy();
    }

    /** The log once the entries that were added to its {@link #next} tree are durable; that tree is not added to any more. */
    AuditLog with(Tree grown) {
        return new AuditLog(entries, grown);
    }

    Proofs.Head head() {
        return head;
    }

    /** The head as it was at a size. */
    Proofs.Head head(long size) {
        return new Proofs.Head(size, root(0, size));
    }

    List<byte[]> inclusion(long index, long size) {
        return Proofs.inclusion(index, size, this::root);
    }

    List<byte[]> consistency(long size, long total) {
        return Proofs.consistency(size, total, this::root);
    }

    /** The root over a range that begins at a multiple of the largest power of two within it. */
    private byte[] root(long from, long to) {
        TreeHash hash = new TreeHash();
        Frontier range = new Frontier(hash);
        for (long at = from; at < to; at = from + range.size()) {
            int block = Math.toIntExact(at / Tree.BLOCK);
            if (at % Tree.BLOCK == 0 && to - at >= Tree.BLOCK && block < blocks.size()) {
                range.add(blocks.get(block), Tree.LEVEL);
            } else {
                int most = Math.toIntExact(Math.min(to - at, Math.min(PAGE, Tree.BLOCK - at % Tree.BLOCK)));
                entries.from(at, most).forEach(entry -> range.add(hash.leaf(entry)));
            }
        }
        return range.root();
    }

    /** Entries from an index on, at most so many. */
    List<byte[]> page(long index, int most) {
        return entries.from(index, most);
    }

    byte[] entry(long index) {
        return entries.from(index, 1).get(0);
    }

    /** The index of the entry of a row of the journal: positions of entries only ever rise. Some twenty reads among a million. */
    OptionalLong indexOf(long position) {
        long low = 0;
        long high = head.size();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Entry.position(entry(middle)) < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean found = low < head.size() && isRow(entry(low), position);
        return found ? OptionalLong.of(low) : OptionalLong.empty();
    }

    private static boolean isRow(byte[] entry, long position) {
        return Entry.position(entry) == position && Entry.kind(entry).isRow();
    }

    /** Gives the first entries in order. */
    void read(long size, Reader reader) throws IOException {
        long at = 0;
        while (at < size) {
            List<byte[]> page = entries.from(at, (int) Math.min(PAGE, size - at));
            for (byte[] entry : page) {
                reader.read(entry);
            }
            at += page.size();
        }
    }

    /** Takes an entry on its way out. */
    interface Reader {
        void read(byte[] entry) throws IOException;
    }
}
