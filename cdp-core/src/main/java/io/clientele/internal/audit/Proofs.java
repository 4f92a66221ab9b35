package io.clientele.internal.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Proofs that a tree holds a leaf, and that one tree is the beginning of another: made (RFC 6962, sections 2.1.1 and 2.1.2)
 * and checked (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
 */
final class Proofs {

    private Proofs() {}

    /** Gives roots of subtrees. */
    interface Subtrees {
        /** The root of the tree over the leaves of these indexes, the last one not included. */
        byte[] root(long from, long to);
    }

    /** The hashes that lead from a leaf to the root of the first {@code size} leaves, lowest first. */
    static List<byte[]> inclusion(long index, long size, Subtrees tree) {
        List<byte[]> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + split(to - from);
            if (index < middle) {
                path.add(0, tree.root(middle, to));
                to = middle;
            } else {
                path.add(0, tree.root(from, middle));
                from = middle;
            }
        }
        return path;
    }

    /** The hashes that show that the first {@code size} leaves are a tree's beginning. */
    static List<byte[]> consistency(long size, long total, Subtrees tree) {
        List<byte[]> proof = new ArrayList<>();
        long from = 0;
        long to = total;
        boolean whole = true;
        while (size > 0 && size < to) {
            long middle = from + split(to - from);
            if (size <= middle) {
                proof.add(0, tree.root(middle, to));
                to = middle;
            } else {
                proof.add(0, tree.root(from, middle));
                from = middle;
                whole = false;
            }
        }
        if (!whole) {
            proof.add(0, tree.root(from, to));
        }
        return proof;
    }

    /** The largest power of two below a number. */
    private static long split(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }

    static boolean includes(byte[] leaf, long index, Head head, List<byte[]> proof) {
        if (index < 0 || index >= head.size) {
            return false;
        }
        TreeHash hash = new TreeHash();
        byte[] node = leaf;
        long place = index;
        long last = head.size - 1;
        for (byte[] sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((place & 1) == 1 || place == last) {
                node = hash.node(sibling, node);
                int levels = (place & 1) == 1 ? 0 : Long.numberOfTrailingZeros(place);
                place >>>= levels;
                last >>>= levels;
            } else {
                node = hash.node(node, sibling);
            }
            place >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(node, head.root);
    }

    /** Whether a proof shows that the tree of one head is the beginning of the other's. */
    static boolean extend(Head before, Head after, List<byte[]> proof) {
        if (before.size == 0 || before.size >= after.size) {
            return proof.isEmpty() && same(before, after);
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(before.size) == 1) {
            path.add(0, before.root);
        }
        return before.size > 0 && !path.isEmpty() && climb(before, after, path.iterator());
    }

    private static boolean same(Head before, Head after) {
        byte[] empty = new TreeHash().empty();
        return before.size == 0
                ? Arrays.equals(before.root, empty) && (after.size > 0 || Arrays.equals(after.root, empty))
                : before.size == after.size && Arrays.equals(before.root, after.root);
    }

    /** Computes both roots from the same path. */
    private static boolean climb(Head before, Head after, Iterator<byte[]> path) {
        TreeHash hash = new TreeHash();
        int levels = Long.numberOfTrailingZeros(before.size);
        long place = before.size - 1 >>> levels;
        long last = after.size - 1 >>> levels;
        byte[] older = path.next();
        byte[] newer = older;
        while (path.hasNext()) {
            byte[] sibling = path.next();
            if (last == 0) {
                return false;
            }
            if ((place & 1) == 1 || place == last) {
                older = hash.node(sibling, older);
                newer = hash.node(sibling, newer);
                int skipped = (place & 1) == 1 ? 0 : Long.numberOfTrailingZeros(place);
                place >>>= skipped;
                last >>>= skipped;
            } else {
                newer = hash.node(newer, sibling);
            }
            place >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(older, before.root) && Arrays.equals(newer, after.root);
    }

    /** Size and root of a tree. */
    record Head(long size, byte[] root) {}
}
