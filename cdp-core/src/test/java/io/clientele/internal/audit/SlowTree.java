package io.clientele.internal.audit;

import java.util.ArrayList;
import java.util.List;

/** The tree by the letter of RFC 6962, section 2.1: slow and obviously right. */
final class SlowTree {

    private final TreeHash hash = new TreeHash();

    byte[] root(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return hash.empty();
        }
        if (entries.size() == 1) {
            return hash.leaf(entries.get(0));
        }
        int k = split(entries.size());
        return hash.node(root(entries.subList(0, k)), root(entries.subList(k, entries.size())));
    }

    List<byte[]> path(int m, List<byte[]> entries) {
        int n = entries.size();
        if (n == 1) {
            return List.of();
        }
        int k = split(n);
        return m < k
                ? plus(path(m, entries.subList(0, k)), root(entries.subList(k, n)))
                : plus(path(m - k, entries.subList(k, n)), root(entries.subList(0, k)));
    }

    List<byte[]> proof(int m, List<byte[]> entries) {
        return subproof(m, entries, true);
    }

    private List<byte[]> subproof(int m, List<byte[]> entries, boolean whole) {
        int n = entries.size();
        if (m == n) {
            return whole ? List.of() : List.of(root(entries));
        }
        int k = split(n);
        return m <= k
                ? plus(subproof(m, entries.subList(0, k), whole), root(entries.subList(k, n)))
                : plus(subproof(m - k, entries.subList(k, n), false), root(entries.subList(0, k)));
    }

    private static int split(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }

    private static List<byte[]> plus(List<byte[]> list, byte[] last) {
        List<byte[]> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
