package io.clientele.segment.internal;

import io.clientele.segment.internal.pack.Members;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/** The expressions by number, who is in them, and which may have changed. */
public final class Slots {

    private final List<Slot> slots = new ArrayList<>();
    /** How a leaf occurs in an expression: its being true may make that true, or its being false may. */
    static final int WANTED = 1;

    static final int UNWANTED = 2;

    /** What may have become of an expression. */
    private static final int GAINED = 1;

    private static final int LOST = 2;

    private int[] moved = {};
    private int[] dirty = {};
    private int dirtyCount;

    /** An expression and the profiles of which it is true. */
    private static final class Slot {
        private RoaringBitmap members = new RoaringBitmap();
        private Node node;
        private Conjunction test;
        private byte[] fingerprint;

        private Slot(Node node, byte[] fingerprint) {
            this.node = node;
            this.test = new Conjunction(node);
            this.fingerprint = fingerprint;
        }

        /** Whether it is true of a profile; what needs all its leaves and only lost some is not. */
        private boolean holds(ProfileState profile, int how) {
            return (how != LOST || !test.isPlain()) && test.holds(profile);
        }
    }

    int size() {
        return slots.size();
    }

    /** Sets an expression; nobody is in it. */
    void define(int slot, Node node, byte[] fingerprint) {
        if (slot == slots.size()) {
            slots.add(new Slot(node, fingerprint));
            moved = Arrays.copyOf(moved, slots.size());
            dirty = Arrays.copyOf(dirty, slots.size());
        } else {
            slots.set(slot, new Slot(node, fingerprint));
        }
    }

    /** Makes the expressions ready, now that leaves have their numbers and users. */
    void compile() {
        slots.forEach(slot -> slot.test = new Conjunction(slot.node));
    }

    List<Node> nodes() {
        return slots.stream().map(slot -> slot.node).toList();
    }

    List<byte[]> fingerprints() {
        return slots.stream().map(slot -> slot.fingerprint).toList();
    }

    /**
     * Marks an expression as one that may have become true or false.
     *
     * @param wants how it uses a leaf
     * @param holds what that leaf turned to
     */
    void mark(int slot, int wants, boolean holds) {
        mark(slot, holds ? wants : wants >> 1 | (wants & WANTED) << 1);
    }

    private void mark(int slot, int how) {
        if (moved[slot] == 0) {
            dirty[dirtyCount++] = slot;
        }
        moved[slot] |= how;
    }

    /** Marks all but some. */
    void markAllBut(BitSet some) {
        for (int slot = some.nextClearBit(0); slot < slots.size(); slot = some.nextClearBit(slot + 1)) {
            mark(slot, GAINED | LOST);
        }
    }

    /** Tells which marked expressions changed for a profile. */
    void announce(ProfileState profile, long at, boolean exists, Machine.Changes changes) {
        for (int i = 0; i < dirtyCount; i++) {
            Slot slot = slots.get(dirty[i]);
            int how = moved[dirty[i]];
            moved[dirty[i]] = 0;
            boolean is = exists && slot.holds(profile, how);
            boolean changed = is
                    ? (how & GAINED) != 0 && slot.members.checkedAdd(profile.number)
                    : (how & LOST) != 0 && slot.members.checkedRemove(profile.number);
            if (changed) {
                changes.changed(profile.number, dirty[i], at, is);
            }
        }
        dirtyCount = 0;
    }

    /** Makes an expression true of a profile, or not, untold. */
    public void set(int profile, int slot, boolean member) {
        if (member) {
            slots.get(slot).members.add(profile);
        } else {
            slots.get(slot).members.remove(profile);
        }
    }

    /** Sets what a profile is a member of, but for some expressions. */
    void restore(int profile, int[] memberships, BitSet except) {
        for (int slot = 0; slot < slots.size(); slot++) {
            if (!except.get(slot)) {
                set(profile, slot, Arrays.binarySearch(memberships, slot) >= 0);
            }
        }
    }

    /** Makes it what the expression says, untold. */
    void settle(ProfileState profile, int slot) {
        set(profile.number, slot, slots.get(slot).test.holds(profile));
    }

    /** Whether an expression is true of a profile at its position. */
    public boolean contains(int profile, int slot) {
        return profile >= 0 && slots.get(slot).members.contains(profile);
    }

    /** A copy of the profiles of which an expression is true. */
    public RoaringBitmap set(int slot) {
        return slots.get(slot).members.clone();
    }

    /** The profiles of which an expression is true. */
    public IntStream members(int slot) {
        return Members.stream(slots.get(slot).members);
    }

    /** How many these are. */
    public int count(int slot) {
        return slots.get(slot).members.getCardinality();
    }

    /** The expressions that are true of a profile. */
    int[] of(int profile) {
        return IntStream.range(0, slots.size())
                .filter(slot -> contains(profile, slot))
                .toArray();
    }

    void save(Packer out) {
        slots.forEach(slot -> out.bytes(Members.toBytes(slot.members)));
    }

    void load(Unpacker in) {
        List<RoaringBitmap> all =
                slots.stream().map(slot -> Members.of(in.bytes())).toList();
        for (int i = 0; i < all.size(); i++) {
            slots.get(i).members = all.get(i);
        }
    }

    /**
     * An expression made flat for asking often: leaves that must be true or must not, those that the fewest expressions use first
     * since they are seldom true; then whatever is neither.
     */
    private static final class Conjunction {

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

        /** Whether it needs all its leaves as they are wanted. */
        boolean isPlain() {
            return rest.length == 0;
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
}
