package io.clientele.segment.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The definitions compiled: which leaves are in use, in which groups, and who finds them. A function of the definitions but
 * for the numbers of leaves and groups, which stay what they were as long as they are in use.
 */
final class Rules {

    final Map<Object, Leaf> leaves = new LinkedHashMap<>();
    final List<Group> groups = new ArrayList<>();
    final EventIndex index;
    final Layout layout;
    /** Groups and flags that were not there before. */
    final EventIndex fresh;

    final Set<Leaf> freshLeaves = new HashSet<>();
    private final long[] none = {};
    private final @Nullable Leaf[] leavesById;
    private final @Nullable Group[] groupsById;
    private final int[] freshLeafIds;
    private final int[] freshGroupIds;

    /** Rules after others. Leaves know their users and groups from now on. */
    Rules(@Nullable Rules before, List<Node> nodes, List<byte[]> fingerprints) {
        Map<Leaf, Map<Integer, Integer>> users = users(nodes);
        BitSet leafIds = new BitSet();
        BitSet groupIds = new BitSet();
        if (before != null) {
            before.leaves.values().forEach(leaf -> leafIds.set(leaf.id));
            before.groups.forEach(group -> groupIds.set(group.id));
        }
        use(before, users, leafIds);
        Set<Group> freshGroups = group(before, groupIds);
        leavesById = new @Nullable Leaf[leafIds.length()];
        leaves.values().forEach(leaf -> leavesById[leaf.id] = leaf);
        groupsById = new @Nullable Group[groupIds.length()];
        groups.forEach(group -> groupsById[group.id] = group);
        freshLeafIds = freshLeaves.stream().mapToInt(leaf -> leaf.id).toArray();
        freshGroupIds = freshGroups.stream().mapToInt(group -> group.id).toArray();
        index = new EventIndex(groups, flags());
        fresh = new EventIndex(
                freshGroups, flags().stream().filter(freshLeaves::contains).toList());
        layout = Layout.of(fingerprints, this);
    }

    private void use(@Nullable Rules before, Map<Leaf, Map<Integer, Integer>> users, BitSet leafIds) {
        if (before != null) {
            before.leaves.values().forEach(Leaf::unused);
        }
        users.forEach((leaf, by) -> {
            leaf.segments = by.keySet().stream().mapToInt(i -> i).toArray();
            leaf.wants = by.values().stream().mapToInt(i -> i).toArray();
            leaves.put(leaf.key(), leaf);
            leaf.durations = leaf.durations();
            if (before == null || !before.leaves.containsKey(leaf.key())) {
                freshLeaves.add(leaf);
                leaf.id = next(leafIds);
            }
        });
    }

    /** Puts leaves into groups; returns those that were not there before. */
    private Set<Group> group(@Nullable Rules before, BitSet groupIds) {
        Set<Group> freshGroups = new LinkedHashSet<>();
        for (Group group : grouped()) {
            Group known = before == null ? null : before.known(group);
            if (known == null) {
                group.id = next(groupIds);
                freshGroups.add(group);
                freshLeaves.addAll(group.leaves);
            }
            Group kept = known == null ? group : known;
            groups.add(kept);
            kept.leaves.forEach(leaf -> leaf.group = kept);
        }
        return freshGroups;
    }

    private static int next(BitSet ids) {
        int id = ids.nextClearBit(0);
        ids.set(id);
        return id;
    }

    /** For each leaf, the expressions that use it and how: see {@link Slots#mark}. */
    private static Map<Leaf, Map<Integer, Integer>> users(List<Node> nodes) {
        Map<Leaf, Map<Integer, Integer>> users = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            int number = i;
            nodes.get(i)
                    .leaves(
                            true,
                            (leaf, wanted) -> users.computeIfAbsent(leaf, l -> new LinkedHashMap<>())
                                    .merge(number, wanted ? Slots.WANTED : Slots.UNWANTED, (a, b) -> a | b));
        }
        return users;
    }

    private List<Group> grouped() {
        Map<Object, List<Leaf>> byKey = new LinkedHashMap<>();
        leaves.values().stream()
                .filter(leaf -> !(leaf instanceof FlagLeaf))
                .forEach(leaf -> byKey.computeIfAbsent(leaf.groupKey(), k -> new ArrayList<>())
                        .add(leaf));
        return byKey.values().stream().map(all -> all.get(0).group(all)).toList();
    }

    private @Nullable Group known(Group group) {
        Leaf first = leaves.get(group.leaves.get(0).key());
        Group known = first == null ? null : first.group;
        return known != null && group.equals(known) ? known : null;
    }

    /** Leaves that are set from outside. */
    List<FlagLeaf> flags() {
        return leaves.values().stream()
                .filter(FlagLeaf.class::isInstance)
                .map(FlagLeaf.class::cast)
                .toList();
    }

    @Nullable
    Leaf leaf(int id) {
        return id < leavesById.length ? leavesById[id] : null;
    }

    /** Every leaf that has words or a cell of a profile, with when it is next due. */
    void forEach(ProfileState profile, DueLeaf action) {
        for (int place = 0; place < profile.size(); place++) {
            int id = profile.groupAt(place);
            Group group = id < groupsById.length ? groupsById[id] : null;
            for (int i = 0; group != null && i < group.leaves.size(); i++) {
                action.take(group.leaves.get(i), group.due(profile, group.leaves.get(i)));
            }
        }
        profile.forEachCell(cell -> action.take(cell.leaf, cell.due));
    }

    /** Takes a leaf and when it is due. */
    interface DueLeaf {
        void take(Leaf leaf, long due);
    }

    /** Whether a state knows nothing of what is fresh. */
    boolean isUntouched(ProfileState profile) {
        for (int leaf : freshLeafIds) {
            if (profile.holds(leaf) || profile.isArmed(leaf) || profile.cell(leaf) != null) {
                return false;
            }
        }
        for (int group : freshGroupIds) {
            if (profile.find(group) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** A state of which what is fresh is taken from another, and all else stays if it is still in use. */
    ProfileState merged(ProfileState kept, ProfileState more) {
        ProfileState merged = new ProfileState(kept.number, kept.generation, none);
        merged.position = kept.position;
        merged.last = kept.last;
        merged.crossed(more.position);
        for (Group group : groups) {
            ProfileState from = freshLeaves.contains(group.leaves.get(0)) ? more : kept;
            if (from.find(group.id) >= 0) {
                merged.copy(from, from.find(group.id));
            }
        }
        for (Leaf leaf : leaves.values()) {
            boolean isFresh = freshLeaves.contains(leaf);
            Cell cell = (isFresh ? more : kept).cell(leaf.id);
            if (cell != null) {
                merged.add(cell);
            }
            merged.holds(leaf.id, (isFresh ? more : kept).holds(leaf.id));
            merged.armed(leaf.id, !isFresh && kept.isArmed(leaf.id));
        }
        return merged;
    }
}
