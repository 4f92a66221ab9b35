package io.clientele.segment.internal;

import java.util.List;
import java.util.function.Consumer;

/** A boolean expression over leaves. */
public sealed interface Node {

    /** Whether it is true of a profile. */
    boolean holds(ProfileState profile);

    /** Every leaf in it. */
    void leaves(Consumer<Leaf> visitor);

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
        public void leaves(Consumer<Leaf> visitor) {
            visitor.accept(leaf);
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
        public void leaves(Consumer<Leaf> visitor) {
            parts.forEach(part -> part.leaves(visitor));
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
        public void leaves(Consumer<Leaf> visitor) {
            part.leaves(visitor);
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
