package io.clientele.identity;

import io.clientele.identity.internal.Guess;
import io.clientele.identity.internal.Numbering;
import io.clientele.identity.internal.Pin;
import io.clientele.identity.internal.Seeds;
import io.clientele.identity.internal.Sets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The definition of a cluster, rank by rank from the first one at which something changed. What stronger pairs made
 * stands. At each rank it starts from the nodes whose clusters are other sets than before, or may be; goes along the pairs of
 * the rank that may join; decides which of the weaker ends are shared, by the clusters their owners are in so far; then takes
 * the pins, pairs or guesses in order, and each joins its ends unless that would break a limit or a pin apart. Where the outcome is
 * what it was before, nothing is passed on to the next rank.
 */
final class Greedy {

    private final State state;
    private final Graph graph;
    private final Namespaces names;
    private final Pins pins;
    private final Comparator<Integer> order;
    private final Seeds seeds;

    /** All nodes that are looked at. */
    private final Numbering nodes = new Numbering();
    /** The clusters as they become. */
    private final Cells now;
    /** The clusters as they were. */
    private final Sets before = new Sets();

    private final List<Pin> apart = new ArrayList<>();
    /** Numbers of nodes that began or ceased to be shared, or to be kept apart from others. */
    private final BitSet flipped = new BitSet();

    private final Numbering retied = new Numbering();

    /** The level at which a number's cluster was last completed; put in line; judged. */
    private int[] completed = new int[8];

    private int[] lined = new int[8];
    private int[] judged = new int[8];

    private int rank;
    private int level;
    /** Those whose pairs of this rank are looked at: whole clusters, as they were and as they become. */
    private Numbering line = new Numbering();

    private final List<Integer> pairs = new ArrayList<>();
    private final List<Pin> pinned = new ArrayList<>();
    private final List<Guess> guessed = new ArrayList<>();
    /** Numbers whose clusters are other sets than before, or whose pairs to weaker nodes count otherwise. */
    private final List<Integer> dirty = new ArrayList<>();
    /** The nodes among them whose clusters are other sets. */
    private final List<Integer> moved = new ArrayList<>();

    Greedy(State state, Seeds seeds) {
        this.state = state;
        this.graph = state.graph;
        this.names = graph.namespaces;
        this.pins = state.pins;
        this.order = state.order;
        this.seeds = seeds;
        this.now = new Cells(names);
        for (rank = Seeds.PINS; rank <= state.guessing(); rank++) {
            level = rank - Seeds.PINS + 1;
            if (!dirty.isEmpty() || !seeds.at(rank).isEmpty()) {
                settle();
            }
        }
    }

    /** The nodes whose clusters changed, whole clusters before and after. */
    List<Integer> moved() {
        return moved;
    }

    /** Nodes of which a tie was made or undone. */
    Numbering retied() {
        return retied;
    }

    /** The nodes that began or ceased to be shared, or to be kept apart from others. */
    List<Integer> flipped() {
        return flipped.stream().map(nodes::key).boxed().toList();
    }

    private void settle() {
        line = new Numbering();
        pairs.clear();
        pinned.clear();
        guessed.clear();
        dirty.forEach(number -> completed[number] = level);
        dirty.forEach(this::putInLine);
        for (Seeds.Seed seed : seeds.at(rank)) {
            int one = complete(seed.one());
            int other = complete(seed.other());
            putClusterInLine(one);
            putClusterInLine(other);
            if (seed.tied()) {
                before.join(one, other);
            }
            if (rank == Seeds.PINS) {
                flipped.set(one);
                flipped.set(other);
            }
        }
        for (int i = 0; i < line.size(); i++) {
            expand(nodes.key(line.key(i) - 1));
        }
        pinned.sort(Pin.IN_ORDER);
        pinned.forEach(this::take);
        pairs.sort(order);
        pairs.forEach(this::take);
        guessed.sort(state.likeliest);
        guessed.forEach(this::take);
        seeds.at(rank).forEach(this::flipWhereApart);
        compare();
    }

    /** What connects two clusters, and joins them not, may be another than before. */
    private void flipWhereApart(Seeds.Seed seed) {
        int one = nodes.find(seed.one());
        int other = nodes.find(seed.other());
        if (now.find(one) != now.find(other)) {
            flipped.set(one);
            flipped.set(other);
        }
    }

    // ---- clusters as stronger pairs made them

    private int number(int node) {
        int number = nodes.number(node);
        if (number == completed.length) {
            completed = Arrays.copyOf(completed, 2 * number);
            lined = Arrays.copyOf(lined, 2 * number);
            judged = Arrays.copyOf(judged, 2 * number);
        }
        if (nodes.size() > now.size()) {
            now.add(names.limited(graph.namespace(node)), graph.is(node, Graph.PINNED));
            before.grow(nodes.size());
            pins.of(node).stream().filter(Pin::apart).forEach(apart::add);
        }
        return number;
    }

    /** The number of a node, whose cluster is known to the last member that ties of stronger ranks join. */
    private int complete(int node) {
        int first = number(node);
        boolean alone = graph.rank(node) >= rank && !graph.is(node, Graph.PINNED);
        if (!alone && completed[first] != level) {
            completed[first] = level;
            Numbering waiting = new Numbering(0);
            waiting.number(node);
            for (int i = 0; i < waiting.size(); i++) {
                int from = waiting.key(i);
                state.ties(from, rank, next -> {
                    int number = number(next);
                    now.join(first, number);
                    before.join(first, number);
                    if (completed[number] != level) {
                        completed[number] = level;
                        waiting.number(next);
                    }
                });
            }
        }
        return first;
    }

    private void putClusterInLine(int number) {
        if (lined[number] != level) {
            now.members(number, this::putInLine);
        }
    }

    private void putInLine(int number) {
        lined[number] = level;
        line.number(number + 1);
    }

    // ---- one rank

    private void expand(int node) {
        if (rank == Seeds.PINS) {
            pins.of(node).forEach(pin -> reach(node, pin));
        } else if (rank == state.guessing()) {
            state.guesses.of(node).forEach(guess -> reach(node, guess));
        } else if (!graph.is(node, Graph.WALL) && graph.rank(node) <= rank) {
            if (graph.rank(node) == rank) {
                judge(node);
                for (int pair = graph.firstUp(node); pair != 0; pair = graph.nextUp(pair)) {
                    reach(node, pair);
                }
            }
            for (int pair = graph.firstDown(node); pair != 0; pair = graph.nextDown(pair)) {
                if (graph.rankOfPair(pair) == rank) {
                    reach(node, pair);
                }
            }
        }
    }

    private void reach(int node, Pin pin) {
        if (!pin.apart() && (pin.open || pin.tree)) {
            putClusterInLine(complete(pin.other(node)));
            if (pin.stronger == node) {
                pinned.add(pin);
            }
        }
    }

    private void reach(int node, Guess guess) {
        if (guess.tree || isFree(guess)) {
            putClusterInLine(complete(guess.other(node)));
            if (guess.stronger == node) {
                guessed.add(guess);
            }
        }
    }

    private boolean isFree(Guess guess) {
        return guess.open && !graph.linksNothing(guess.stronger) && !graph.linksNothing(guess.weaker);
    }

    private void reach(int node, int pair) {
        int other = graph.other(pair, node);
        if (!graph.isOpen(pair) || graph.is(other, Graph.WALL)) {
            return;
        }
        judge(graph.weaker(pair));
        if (graph.rank(graph.stronger(pair)) == rank) {
            judge(graph.stronger(pair));
        }
        if (graph.isTree(pair) || !graph.linksNothing(node) && !graph.linksNothing(other)) {
            putClusterInLine(complete(other));
            if (graph.stronger(pair) == node) {
                pairs.add(pair);
            }
        }
    }

    /** Decides whether a node of this rank is shared. */
    private void judge(int node) {
        if (names.owners(graph.namespace(node)) == Namespaces.ANY || graph.is(node, Graph.WALL)) {
            return;
        }
        int number = complete(node);
        if (judged[number] != level) {
            judged[number] = level;
            boolean shared = isShared(node);
            if (shared != graph.is(node, Graph.SHARED)) {
                graph.set(node, Graph.SHARED, shared);
                flipped.set(number);
                putClusterInLine(number);
            }
        }
    }

    private boolean isShared(int node) {
        Numbering roots = new Numbering(0);
        for (int pair = graph.firstUp(node); pair != 0; pair = graph.nextUp(pair)) {
            if (graph.owns(pair) && !graph.linksNothing(graph.stronger(pair))) {
                roots.number(now.find(complete(graph.stronger(pair))) + 1);
            }
        }
        int namespace = graph.namespace(node);
        boolean person = names.isPersonal(namespace);
        return roots.size() > names.owners(namespace)
                || roots.size() > 1
                        && (now.contradictions(roots) > names.contradictions(namespace) || hasTwo(roots, person));
    }

    /** Whether two of some cells cannot own one identifier: what a person is known by, or a thing that anybody may use. */
    private boolean hasTwo(Numbering roots, boolean person) {
        for (int i = 0; i < roots.size(); i++) {
            for (int j = 0; j < i; j++) {
                int a = roots.key(i) - 1;
                int b = roots.key(j) - 1;
                if (areApart(a, b) || !person && now.exclude(a, b) && !areAkin(a, b)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a pair of a stronger rank connects two cells, which it did not join since a limit was in its way. */
    private boolean areAkin(int a, int b) {
        boolean[] akin = {false};
        now.members(
                a,
                number -> graph.pairs(nodes.key(number), pair -> {
                    int other = nodes.find(graph.other(pair, nodes.key(number)));
                    akin[0] |= graph.rankOfPair(pair) < rank
                            && graph.isOpen(pair)
                            && other >= 0
                            && now.find(other) == b
                            && !graph.linksNothing(graph.stronger(pair))
                            && !graph.linksNothing(graph.weaker(pair));
                }));
        return akin[0];
    }

    /** Whether a pin keeps two cells apart. */
    private boolean areApart(int a, int b) {
        return now.hasPins(a)
                && now.hasPins(b)
                && apart.stream().anyMatch(pin -> {
                    int one = nodes.find(pin.stronger);
                    int other = nodes.find(pin.weaker);
                    return one >= 0
                            && other >= 0
                            && (now.find(one) == a && now.find(other) == b
                                    || now.find(one) == b && now.find(other) == a);
                });
    }

    private void take(Pin pin) {
        boolean was = pin.tree;
        pin.tree = pin.open && offer(pin.stronger, pin.weaker);
        tied(was, pin.tree, pin.stronger, pin.weaker);
    }

    private void take(Guess guess) {
        boolean was = guess.tree;
        guess.tree = isFree(guess) && !areUnlike(guess.stronger, guess.weaker) && offer(guess.stronger, guess.weaker);
        tied(was, guess.tree, guess.stronger, guess.weaker);
    }

    private void take(int pair) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        boolean was = graph.isTree(pair);
        boolean joins = !graph.linksNothing(stronger) && !graph.linksNothing(weaker) && offer(stronger, weaker);
        graph.tree(pair, joins);
        tied(was, joins, stronger, weaker);
    }

    /** Whether two clusters differ in too much that people are known by for likeness alone to join them. */
    private boolean areUnlike(int stronger, int weaker) {
        int a = now.find(nodes.find(stronger));
        int b = now.find(nodes.find(weaker));
        return a != b && now.contradictions(a, b) > IdentityRules.MOST_CONTRADICTIONS;
    }

    private boolean offer(int stronger, int weaker) {
        int a = now.find(nodes.find(stronger));
        int b = now.find(nodes.find(weaker));
        boolean joins = a != b && now.fit(a, b) && !areApart(a, b);
        if (joins) {
            now.join(a, b);
        }
        return joins;
    }

    private void tied(boolean was, boolean is, int one, int other) {
        if (was) {
            before.join(nodes.find(one), nodes.find(other));
        }
        if (was != is) {
            retied.number(one);
            retied.number(other);
        }
    }

    /** Finds what is to be looked at again at the next rank. */
    private void compare() {
        int[] sizes = new int[nodes.size()];
        int[] sizesBefore = new int[nodes.size()];
        int[] rootsBefore = new int[nodes.size()];
        line.forEach(key -> {
            int root = now.find(key - 1);
            sizes[root]++;
            sizesBefore[before.find(key - 1)]++;
            rootsBefore[root] = before.find(key - 1);
        });
        BitSet others = new BitSet();
        BitSet dirtyRoots = new BitSet();
        line.forEach(key -> {
            int root = now.find(key - 1);
            int rootBefore = before.find(key - 1);
            others.set(
                    root,
                    others.get(root) || rootsBefore[root] != rootBefore || sizes[root] != sizesBefore[rootBefore]);
            dirtyRoots.set(root, dirtyRoots.get(root) || flipped.get(key - 1));
        });
        dirtyRoots.or(others);
        dirty.clear();
        moved.clear();
        line.forEach(key -> {
            if (dirtyRoots.get(now.find(key - 1))) {
                dirty.add(key - 1);
            }
            if (others.get(now.find(key - 1))) {
                moved.add(nodes.key(key - 1));
            }
        });
    }
}
