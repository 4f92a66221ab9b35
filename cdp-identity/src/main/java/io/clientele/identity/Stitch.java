package io.clientele.identity;

import io.clientele.identity.internal.Guess;
import io.clientele.identity.internal.Numbering;
import io.clientele.identity.internal.Pin;
import io.clientele.identity.internal.Seeds;
import io.clientele.identity.internal.Sighting;
import java.util.Comparator;
import java.util.List;

/**
 * One change of the evidence, from the first pair that it touches to the clusters that follow. A pair that was just opened
 * is settled in place where it is certain that nothing else follows; elsewhere its clusters are computed again at the end,
 * from the pair's rank on.
 */
final class Stitch {

    private final State state;
    private final Graph graph;
    private final Clusters clusters;
    private final Pins pins;
    private final Comparator<Integer> order;
    private final Changes changes;
    private final Seeds seeds = new Seeds();
    /** The nodes that lost a pair. */
    private final Numbering bereft = new Numbering(0);

    Stitch(State state) {
        this.state = state;
        this.graph = state.graph;
        this.clusters = state.clusters;
        this.pins = state.pins;
        this.order = state.order;
        this.changes = new Changes(graph, clusters);
    }

    // ---- pairs

    /** Notes a sighting of a pair, which counts unless an earlier one is known. */
    void see(int stronger, int weaker, Sighting sighting) {
        int known = graph.pair(stronger, weaker);
        if (known == 0) {
            int pair = graph.join(stronger, weaker, sighting);
            graph.expired(pair, graph.outlives(pair));
            settle(pair, false);
            age(stronger, weaker);
        } else if (sighting.beats(graph.sighting(known))) {
            replace(known, sighting);
        }
    }

    /** Puts another sighting in the place of a pair's. */
    void replace(int pair, Sighting sighting) {
        boolean was = graph.isOpen(pair);
        cut(pair);
        int resighted = graph.resight(pair, sighting);
        graph.expired(resighted, graph.outlives(resighted));
        settle(resighted, was);
        age(graph.stronger(resighted), graph.weaker(resighted));
    }

    /** Lets the sighting of a pair count, or not. */
    void counts(int pair, boolean counts) {
        if (graph.counts(pair) != counts) {
            boolean was = graph.isOpen(pair);
            if (!counts) {
                cut(pair);
            }
            graph.counts(pair, counts);
            graph.expired(pair, graph.outlives(pair));
            settle(pair, was);
            age(graph.stronger(pair), graph.weaker(pair));
        }
    }

    /** Takes a pair out. */
    void remove(int pair) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        boolean was = graph.isOpen(pair);
        cut(pair);
        graph.unlink(pair);
        bereft.number(stronger);
        bereft.number(weaker);
        if (was) {
            closed(stronger, weaker);
        }
        age(stronger, weaker);
    }

    /** Opens and closes what begins and ends with the lives of two nodes. */
    private void age(int one, int other) {
        for (int node : new int[] {one, other}) {
            if (graph.namespaces.lifetime(graph.namespace(node)) != Namespaces.FOREVER) {
                graph.pairs(node, pair -> {
                    boolean expired = graph.outlives(pair);
                    if (expired != graph.isExpired(pair)) {
                        boolean was = graph.isOpen(pair);
                        cut(pair);
                        graph.expired(pair, expired);
                        settle(pair, was);
                    }
                });
            }
        }
    }

    /** A pair joins nothing any more, for the time being. */
    private void cut(int pair) {
        if (graph.isTree(pair)) {
            graph.tree(pair, false);
            seeds.add(graph.rankOfPair(pair), new Seeds.Seed(graph.stronger(pair), graph.weaker(pair), true));
        }
    }

    private void seed(int pair) {
        seeds.add(graph.rankOfPair(pair), new Seeds.Seed(graph.stronger(pair), graph.weaker(pair), false));
    }

    private void settle(int pair, boolean was) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        if (!graph.isOpen(pair)) {
            if (was) {
                closed(stronger, weaker);
            }
        } else if (!was && !graph.is(weaker, Graph.WALL) && graph.isWall(weaker)) {
            wall(weaker, true);
        } else if (graph.is(stronger, Graph.WALL) || graph.is(weaker, Graph.WALL)) {
            return;
        } else if (was || !seeds.isEmpty() || !offered(pair)) {
            seed(pair);
        }
    }

    private void closed(int stronger, int weaker) {
        if (graph.is(weaker, Graph.WALL)) {
            if (!graph.isWall(weaker)) {
                wall(weaker, false);
            }
        } else if (graph.is(weaker, Graph.SHARED) || !clusters.together(stronger, weaker)) {
            seeds.add(graph.rank(weaker), new Seeds.Seed(stronger, weaker, false));
        }
    }

    private void wall(int node, boolean on) {
        graph.set(node, Graph.WALL, on);
        graph.set(node, Graph.SHARED, false);
        graph.pairs(node, pair -> {
            if (graph.isOpen(pair)) {
                cut(pair);
                seed(pair);
            }
        });
        for (Guess guess : state.guesses.of(node)) {
            seeds.add(state.guessing(), new Seeds.Seed(guess.stronger, guess.weaker, false));
        }
    }

    // ---- in place

    /** Whether a pair that was just opened, to no node that links nothing for certain, is settled in place. */
    private boolean offered(int pair) {
        int stronger = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        if (graph.linksNothing(stronger) || graph.linksNothing(weaker)) {
            return refused(pair);
        }
        if (clusters.isGuessed(stronger) || clusters.isGuessed(weaker)) {
            return false;
        }
        if (clusters.together(stronger, weaker)) {
            return isCalm(stronger, weaker) && clusters.joinedBefore(stronger, pair);
        }
        boolean leaf = isLeaf(weaker, pair);
        if (!clusters.fit(stronger, weaker)) {
            return leaf && (clusters.joinedBefore(stronger, pair) ? refused(pair) : displaced(pair));
        }
        int namespace = graph.namespace(weaker);
        boolean plainLeaf = leaf && !graph.namespaces.isPersonal(namespace);
        boolean safe = plainLeaf || isCalm(stronger, weaker);
        if (safe) {
            join(pair);
        }
        return safe;
    }

    /** Whether nothing that two clusters hold, or touch, can become shared by a pair that connects them. */
    private boolean isCalm(int stronger, int weaker) {
        return !clusters.isTouchy(stronger)
                && !clusters.isTouchy(weaker)
                && graph.hasFewOwners(weaker)
                && !clusters.mayContradict(stronger, weaker);
    }

    private boolean isLeaf(int node, int pair) {
        return graph.isLeaf(node, pair) && !graph.is(node, Graph.PINNED);
    }

    private void join(int pair) {
        changes.remember(graph.stronger(pair));
        changes.remember(graph.weaker(pair));
        graph.tree(pair, true);
        clusters.join(pair);
    }

    /** A pair leads out of both clusters. */
    private boolean refused(int pair) {
        clusters.touch(graph.stronger(pair));
        clusters.touch(graph.weaker(pair));
        return true;
    }

    /**
     * Whether a cluster that is full lets a node that has no other pair in for the last one of its namespace, or refuses it
     * after that one. That is certain where all members of this and of weaker ranks hang on one pair each: then what they
     * hang on was together before the first of them came.
     */
    private boolean displaced(int pair) {
        int last = lastLeaf(pair);
        if (last == 0) {
            return false;
        }
        if (order.compare(last, pair) < 0) {
            return refused(pair);
        }
        changes.remember(graph.stronger(pair));
        graph.tree(last, false);
        clusters.touch(graph.stronger(pair));
        clusters.leave(graph.weaker(last));
        join(pair);
        clusters.last(graph.stronger(pair), lastOfLeaves(pair));
        return true;
    }

    /** The last pair of a cluster whose members of a pair's weaker rank, and of those after it, hang on one pair each. */
    private int lastOfLeaves(int pair) {
        int node = graph.stronger(pair);
        int last = pair;
        for (int member = graph.nextMember(node); member != node; member = graph.nextMember(member)) {
            boolean leaf = graph.rank(member) >= graph.rankOfPair(pair);
            int its = graph.firstUp(member);
            last = leaf && order.compare(last, its) < 0 ? its : last;
        }
        return last;
    }

    private int lastLeaf(int pair) {
        int node = graph.stronger(pair);
        int weaker = graph.weaker(pair);
        int rank = graph.rank(weaker);
        int last = 0;
        int member = node;
        do {
            if (graph.rank(member) >= rank) {
                int its = graph.firstUp(member);
                if (its == 0 || !isLeaf(member, its)) {
                    return 0;
                }
                boolean alike = graph.namespace(member) == graph.namespace(weaker);
                last = alike && (last == 0 || order.compare(last, its) < 0) ? its : last;
            }
            member = graph.nextMember(member);
        } while (member != node);
        return last;
    }

    // ---- pins

    /** Adds a pin, or takes it away. */
    void pin(Pin pin, boolean on) {
        if (on) {
            pins.add(pin);
            touch(pin);
        } else {
            cut(pin);
            pins.remove(pin);
            bereft.number(pin.stronger);
            bereft.number(pin.weaker);
        }
        seeds.add(Seeds.PINS, new Seeds.Seed(pin.stronger, pin.weaker, false));
    }

    /** Opens or closes a pin together. */
    void open(Pin pin, boolean open) {
        if (pin.open != open) {
            cut(pin);
            pin.open = open;
            seeds.add(Seeds.PINS, new Seeds.Seed(pin.stronger, pin.weaker, false));
        }
    }

    private void cut(Pin pin) {
        if (pin.tree) {
            pin.tree = false;
            seeds.add(Seeds.PINS, new Seeds.Seed(pin.stronger, pin.weaker, true));
        }
    }

    private void touch(Pin pin) {
        clusters.touch(pin.stronger);
        clusters.touch(pin.weaker);
    }

    // ---- guesses

    /** Adds a guess. */
    void add(Guess guess) {
        state.guesses.add(guess);
        for (int end : new int[] {guess.stronger, guess.weaker}) {
            graph.set(end, Graph.GUESSED, true);
            clusters.guess(end);
        }
        seeds.add(state.guessing(), new Seeds.Seed(guess.stronger, guess.weaker, false));
    }

    /** Takes a guess out. */
    void remove(Guess guess) {
        state.guesses.remove(guess);
        for (int end : new int[] {guess.stronger, guess.weaker}) {
            graph.set(end, Graph.GUESSED, !state.guesses.of(end).isEmpty());
            bereft.number(end);
        }
        if (guess.tree) {
            seeds.add(state.guessing(), new Seeds.Seed(guess.stronger, guess.weaker, true));
        }
    }

    // ---- the end

    /** Settles what is left; the clusters before and after. */
    Changes finish() {
        if (!seeds.isEmpty()) {
            redo(new Greedy(state, seeds));
        }
        changes.end();
        bereft.forEach(graph::forget);
        return changes;
    }

    private void redo(Greedy greedy) {
        List<Integer> moved = greedy.moved();
        moved.forEach(changes::remember);
        moved.forEach(clusters::dissolve);
        for (int node : moved) {
            for (int pair = graph.firstDown(node); pair != 0; pair = graph.nextDown(pair)) {
                if (graph.isTree(pair)) {
                    clusters.join(pair);
                }
            }
            for (Pin pin : pins.of(node)) {
                if (pin.tree && pin.stronger == node) {
                    clusters.join(node, pin.weaker, 0);
                }
            }
            for (Guess guess : state.guesses.of(node)) {
                if (guess.tree && guess.stronger == node) {
                    clusters.join(node, guess.weaker, 0);
                }
            }
        }
        Numbering done = new Numbering();
        moved.forEach(node -> done.number(graph.cluster(node) + 1));
        greedy.retied().forEach(node -> {
            if (done.find(graph.cluster(node) + 1) < 0) {
                done.number(graph.cluster(node) + 1);
                clusters.retie(node);
            }
        });
        moved.forEach(this::touchWhereOpen);
        greedy.flipped().forEach(this::touchWhereOpen);
        Numbering ends = new Numbering();
        seeds.forEach(ends::number);
        ends.forEach(this::touchWhereOpen);
    }

    private void touchWhereOpen(int node) {
        if (graph.is(node, Graph.PINNED)) {
            clusters.touch(node);
        }
        if (!graph.is(node, Graph.WALL)) {
            graph.pairs(node, pair -> {
                int other = graph.other(pair, node);
                if (graph.isOpen(pair) && !graph.is(other, Graph.WALL) && !clusters.together(node, other)) {
                    clusters.touch(node);
                    clusters.touch(other);
                }
            });
        }
    }
}
