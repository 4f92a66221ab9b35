package io.clientele.identity;

import io.clientele.identity.internal.FormerNames;
import io.clientele.identity.internal.Guess;
import io.clientele.identity.internal.Guesses;
import io.clientele.identity.internal.Pin;
import io.clientele.identity.internal.Seeds;
import io.clientele.model.Identifier;
import io.clientele.spi.IdentityResolver.Premises;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What the evidence and the decisions come to, by one set of rules. */
final class State {

    final IdentityRules rules;
    final Graph graph;
    final Pins pins;
    final Guesses guesses = new Guesses();
    /** Names that were given under other rules. */
    FormerNames former = FormerNames.NONE;
    /** The order in which guesses are taken, after all else: the likeliest first. */
    final Comparator<Guess> likeliest;

    final Comparator<Integer> order;
    final Clusters clusters;

    State(IdentityRules rules) {
        this.rules = rules;
        this.graph = new Graph(rules);
        this.pins = new Pins(graph);
        PairOrder pairs = new PairOrder(graph, rules);
        this.order = pairs;
        this.likeliest = Comparator.<Guess>comparingInt(guess -> -guess.score)
                .thenComparing((a, b) -> pairs.compareNodes(a.weaker, b.weaker))
                .thenComparing((a, b) -> pairs.compareNodes(a.stronger, b.stronger));
        this.clusters = new Clusters(graph, order);
    }

    /** The form under which an identifier is known; empty if it is unusable. */
    Optional<Identifier> normalise(Identifier raw) {
        return rules.normaliser().normalise(raw).map(former::name);
    }

    /** On what a store is opened again. */
    Premises premises(Supplier<String> likeness) {
        return new Premises() {
            @Override
            public Optional<Identifier> known(Identifier raw) {
                return former.holds(raw) ? Optional.of(raw) : normalise(raw);
            }

            @Override
            public Identifier placed(Identifier raw, String source) {
                return former.holds(raw) ? raw : rules.normaliser().placed(raw, source);
            }

            @Override
            public void keep(Collection<Identifier> known, Predicate<Identifier> isStored) {
                former = FormerNames.of(known, isStored, rules.normaliser());
            }

            @Override
            public List<String> ranks() {
                return rules.ranks();
            }

            @Override
            public String configuration() {
                return rules.text() + likeness.get();
            }
        };
    }

    /** The rank at which guesses are taken. */
    int guessing() {
        return graph.namespaces.lastRank + 1;
    }

    /** Visits the nodes that pins, and pairs of stronger ranks than this one, join with a node directly. */
    void ties(int node, int rank, IntConsumer visitor) {
        if (rank > Seeds.PINS) {
            for (Pin pin : pins.of(node)) {
                if (pin.tree) {
                    visitor.accept(pin.other(node));
                }
            }
        }
        if (graph.rank(node) < rank) {
            graph.pairs(node, pair -> {
                if (graph.isTree(pair) && graph.rankOfPair(pair) < rank) {
                    visitor.accept(graph.other(pair, node));
                }
            });
        }
    }

    /**
     * The order in which open pairs are joined: the rank of the weaker end, then that of the stronger, then the time and
     * evidence id of the sighting, then the weaker end itself and the stronger.
     */
    private static final class PairOrder implements Comparator<Integer> {

        private final Graph graph;
        private final IdentityRules rules;

        PairOrder(Graph graph, IdentityRules rules) {
            this.graph = graph;
            this.rules = rules;
        }

        @Override
        public int compare(Integer a, Integer b) {
            int byRank = Long.compare(ranks(a), ranks(b));
            int byTime = byRank != 0 ? byRank : Long.compare(graph.time(a), graph.time(b));
            return byTime != 0 || a.equals(b) ? byTime : compareAlike(a, b);
        }

        private int compareAlike(int a, int b) {
            int byId = graph.sighting(a).id().compareTo(graph.sighting(b).id());
            int byWeaker = byId != 0 ? byId : compareNodes(graph.weaker(a), graph.weaker(b));
            return byWeaker != 0 ? byWeaker : compareNodes(graph.stronger(a), graph.stronger(b));
        }

        private int compareNodes(int a, int b) {
            return a == b ? 0 : rules.compare(graph.identifier(a), graph.identifier(b));
        }

        private long ranks(int pair) {
            return (long) graph.rank(graph.weaker(pair)) << 32 | graph.rank(graph.stronger(pair));
        }
    }
}
