package io.clientele.segment.internal;

import java.util.List;

/** A boolean expression over leaves. */
public sealed interface Node {

    /** Whether it is true of a profile. */
    boolean holds(ProfileState profile);

    /**
     * Every leaf in it, and whether its being true may make the whole true; if not, its being false may.
     *
     * @param wanted whether the truth of this is wanted
     */
    void leaves(boolean wanted, Visitor visitor);

    /** Looks at the leaves of an expression; one may come in both ways. */
    interface Visitor {
        /** A leaf, and whether it is wanted true. */
        void visit(Leaf leaf, boolean wanted);
    }

    /**
     * A leaf.
     *
     * @param leaf which
     */
    record Is(Leaf leaf) implements Node {
        @Override
        public boolean holds(ProfileState profile) {
            return profile.holds(leaf.id);
        }

        @Override
        public void leaves(boolean wanted, Visitor visitor) {
            visitor.visit(leaf, wanted);
        }
    }

    /**
     * All of them; true if there are none.
     *
     * @param parts which
     */
    record All(List<Node> parts) implements Node {
        @Override
        public boolean holds(ProfileState profile) {
            for (int i = 0; i < parts.size(); i++) {
                if (!parts.get(i).holds(profile)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void leaves(boolean wanted, Visitor visitor) {
            parts.forEach(part -> part.leaves(wanted, visitor));
        }
    }

    /**
     * The opposite.
     *
     * @param part of what
     */
    record Not(Node part) implements Node {
        @Override
        public boolean holds(ProfileState profile) {
            return !part.holds(profile);
        }

        @Override
        public void leaves(boolean wanted, Visitor visitor) {
            part.leaves(!wanted, visitor);
        }
    }

    /**
     * An expression to be kept true.
     *
     * @param slot its number
     * @param node what it says
     * @param fingerprint of its definition
     */
    record Expression(int slot, Node node, byte[] fingerprint) {}

    /** True of everyone. */
    static Node always() {
        return new All(List.of());
    }

    /** Any of them. */
    static Node any(List<Node> parts) {
        return new Not(new All(parts.stream().<Node>map(Not::new).toList()));
    }
}
