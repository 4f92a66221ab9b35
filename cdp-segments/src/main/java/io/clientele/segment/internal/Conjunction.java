package io.clientele.segment.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An expression made flat for asking often: leaves that must be true or must not, those that the fewest expressions use first
 * since they are seldom true; then whatever is neither.
 */
final class Conjunction {

    private static final int TRUE = 1;

    private final int[] leaves;
    private final Node[] rest;

    /** A leaf, and whether it must be true. */
    private record Wanted(Leaf leaf, boolean value) {}

    Conjunction(Node node) {
        List<Wanted> wanted = new ArrayList<>();
        List<Node> others = new ArrayList<>();
        flatten(node, wanted, others);
        wanted.sort(Comparator.comparingInt(each -> each.leaf.segments.length));
        leaves = wanted.stream()
                .mapToInt(each -> each.leaf.id << 1 | (each.value ? TRUE : 0))
                .toArray();
        rest = others.toArray(Node[]::new);
    }

    private static void flatten(Node node, List<Wanted> wanted, List<Node> others) {
        if (node instanceof Node.All all) {
            all.parts().forEach(part -> flatten(part, wanted, others));
        } else if (node instanceof Node.Is is) {
            wanted.add(new Wanted(is.leaf(), true));
        } else if (node instanceof Node.Not not && not.part() instanceof Node.Is is) {
            wanted.add(new Wanted(is.leaf(), false));
        } else {
            others.add(node);
        }
    }

    /** Whether it is true of a profile. */
    boolean holds(ProfileState profile) {
        for (int leaf : leaves) {
            if (profile.holds(leaf >> 1) != ((leaf & TRUE) == TRUE)) {
                return false;
            }
        }
        for (Node node : rest) {
            if (!node.holds(profile)) {
                return false;
            }
        }
        return true;
    }
}
