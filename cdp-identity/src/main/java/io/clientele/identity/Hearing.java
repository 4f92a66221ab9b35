package io.clientele.identity;

import io.clientele.identity.internal.Packed;
import io.clientele.identity.internal.Pin;
import io.clientele.identity.internal.Sighting;
import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver.LinkPermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What evidence says, by consent and by decisions: of pairs, and of those whom likeness speaks of. */
final class Hearing {

    final LinkPermission permission;
    private final State state;
    private final Decisions decisions;
    private final Likenesses likenesses;

    Hearing(State state, Decisions decisions, Likenesses likenesses, LinkPermission permission) {
        this.state = state;
        this.decisions = decisions;
        this.likenesses = likenesses;
        this.permission = permission;
    }

    boolean matters(Evidence evidence) {
        Identifier centre = state.rules.strongest(evidence.identifiers());
        if (isSaid(evidence, centre) && likenesses.matters(centre, evidence, mayUse(evidence))) {
            return true;
        }
        int node = state.graph.find(centre);
        Packed id = Packed.of(evidence.id());
        for (Identifier other : ends(evidence, centre)) {
            int weaker = node == 0 ? 0 : state.graph.find(other);
            int pair = weaker == 0 ? 0 : state.graph.pair(node, weaker);
            if (pair == 0 || sighting(centre, other, evidence, id).beats(state.graph.sighting(pair))) {
                return true;
            }
        }
        return false;
    }

    private Sighting sighting(Identifier stronger, Identifier weaker, Evidence evidence, Packed id) {
        boolean counts = counts(stronger, weaker, evidence.time());
        return new Sighting(evidence.time().toEpochMilli(), id, counts);
    }

    /** Whether consent permits what was seen of two identifiers, no decision takes it back, and the rules know both. */
    boolean counts(Identifier a, Identifier b, Instant time) {
        return !state.former.isRetired(a)
                && !state.former.isRetired(b)
                && decisions.takingBack(a, b, time.toEpochMilli()).isEmpty()
                && permission.permits(a, b, time);
    }

    /** Adds evidence to a change. */
    void add(Stitch stitch, Evidence evidence) {
        Identifier centre = state.rules.strongest(evidence.identifiers());
        List<Identifier> others = ends(evidence, centre);
        if (!others.isEmpty()) {
            add(stitch, evidence, centre, others);
        }
        if (isSaid(evidence, centre)) {
            guess(stitch, likenesses.hear(centre, evidence, mayUse(evidence)));
        }
    }

    private void add(Stitch stitch, Evidence evidence, Identifier centre, List<Identifier> others) {
        others.add(centre);
        int[] nodes = state.graph.nodes(others);
        Packed id = Packed.of(evidence.id());
        for (int i = 0; i < nodes.length - 1; i++) {
            stitch.see(nodes[nodes.length - 1], nodes[i], sighting(centre, others.get(i), evidence, id));
        }
    }

    private boolean isSaid(Evidence evidence, Identifier centre) {
        return !evidence.said().isEmpty() && state.rules.links(centre);
    }

    /** Whether what is said of the strongest identifier may be used: it may be linked to itself, or to another one of the evidence. */
    private boolean mayUse(Evidence evidence) {
        Identifier centre = state.rules.strongest(evidence.identifiers());
        return counts(centre, centre, evidence.time())
                || others(evidence, centre).stream().anyMatch(other -> counts(centre, other, evidence.time()));
    }

    void guess(Stitch stitch, Set<String> ids) {
        likenesses.guess(ids, state, decisions, stitch);
    }

    /** The other ends of a piece of evidence's edges: of identifiers and, where devices count, of what they show. */
    private List<Identifier> ends(Evidence evidence, Identifier centre) {
        List<Identifier> ends = others(evidence, centre);
        for (Identifier trace : evidence.traces()) {
            if (state.rules.isTrace(trace.namespace()) && state.rules.links(centre)) {
                ends.add(trace);
            }
        }
        return ends;
    }

    /** The other identifiers of a piece of evidence that may be linked. */
    private List<Identifier> others(Evidence evidence, Identifier centre) {
        List<Identifier> others = new ArrayList<>(evidence.identifiers().size());
        for (Identifier identifier : evidence.identifiers()) {
            if (state.rules.links(identifier) && !identifier.equals(centre)) {
                others.add(identifier);
            }
        }
        return others;
    }

    /** Puts all evidence of some centres anew. */
    void replace(Stitch stitch, Collection<Identifier> centres, Collection<Evidence> remaining) {
        Map<Integer, Map<Integer, Sighting>> seen = seen(remaining);
        for (Identifier centre : centres) {
            int node = state.graph.find(centre);
            if (node != 0) {
                Map<Integer, Sighting> kept = seen.getOrDefault(node, new HashMap<>());
                downward(node).forEach(pair -> {
                    Sighting sighting = kept.remove(state.graph.weaker(pair));
                    if (sighting == null) {
                        stitch.remove(pair);
                    } else if (!sighting.equals(state.graph.sighting(pair))) {
                        stitch.replace(pair, sighting);
                    }
                });
                reopen(stitch, node);
            }
        }
        seen.forEach((centre, others) -> others.forEach((other, sighting) -> stitch.see(centre, other, sighting)));
        if (likenesses.matching().isPresent()) {
            Set<String> changed = new LinkedHashSet<>();
            said(centres, remaining).forEach((who, all) -> changed.addAll(likenesses.retell(who, all, this::mayUse)));
            guess(stitch, changed);
        }
    }

    /** What is said of each centre, and of whomever else some evidence is. */
    private Map<Identifier, List<Evidence>> said(Collection<Identifier> centres, Collection<Evidence> evidence) {
        Map<Identifier, List<Evidence>> said = new LinkedHashMap<>();
        centres.forEach(centre -> said.put(centre, new ArrayList<>()));
        for (Evidence one : evidence) {
            Identifier centre = state.rules.strongest(one.identifiers());
            if (isSaid(one, centre)) {
                said.computeIfAbsent(centre, key -> new ArrayList<>()).add(one);
            }
        }
        return said;
    }

    /** Decides again whether the pins of a node count. */
    void reopen(Stitch stitch, int node) {
        state.pins.of(node).forEach(pin -> stitch.open(pin, counts(pin)));
    }

    boolean counts(Pin pin) {
        return !pin.apart()
                && counts(
                        state.graph.identifier(pin.stronger), state.graph.identifier(pin.weaker), pin.decision.time());
    }

    /** What counts of some evidence, by centre and other end. */
    private Map<Integer, Map<Integer, Sighting>> seen(Collection<Evidence> evidence) {
        Map<Integer, Map<Integer, Sighting>> seen = new LinkedHashMap<>();
        for (Evidence one : evidence) {
            Identifier centre = state.rules.strongest(one.identifiers());
            Packed id = Packed.of(one.id());
            for (Identifier other : ends(one, centre)) {
                seen.computeIfAbsent(state.graph.node(centre), key -> new LinkedHashMap<>())
                        .merge(state.graph.node(other), sighting(centre, other, one, id), (a, b) -> b.beats(a) ? b : a);
            }
        }
        return seen;
    }

    private List<Integer> downward(int node) {
        List<Integer> pairs = new ArrayList<>();
        for (int pair = node == 0 ? 0 : state.graph.firstDown(node); pair != 0; pair = state.graph.nextDown(pair)) {
            pairs.add(pair);
        }
        return pairs;
    }

    /** Of whom likeness, or what devices show, speaks together with somebody. */
    Set<Identifier> alike(Identifier who) {
        Set<Identifier> alike = new LinkedHashSet<>();
        int node = state.graph.find(who);
        state.guesses.of(node).forEach(guess -> alike.add(state.graph.identifier(guess.other(node))));
        for (int pair : downward(node)) {
            int trace = state.graph.weaker(pair);
            if (state.graph.isTrace(trace) && !state.graph.is(trace, Graph.WALL)) {
                state.graph.pairs(trace, each -> alike.add(state.graph.identifier(state.graph.stronger(each))));
            }
        }
        alike.remove(who);
        return alike;
    }

    /** Whom it would matter to if the evidence of some centres were this. */
    Set<Identifier> foresee(Collection<Identifier> centres, Collection<Evidence> remaining) {
        Set<Identifier> foreseen = likenesses.foresee(said(centres, remaining), this::mayUse);
        for (Identifier centre : centres) {
            for (int pair : downward(state.graph.find(centre))) {
                int trace = state.graph.weaker(pair);
                if (state.graph.isTrace(trace) && mayOpen(trace, centres.size())) {
                    state.graph.pairs(trace, each -> foreseen.add(state.graph.identifier(state.graph.stronger(each))));
                }
            }
        }
        return foreseen;
    }

    /** Whether a trace that links nothing for the number of its owners might have few enough if it lost some. */
    private boolean mayOpen(int trace, int fewer) {
        int most = IdentityRules.MOST_OWNERS + fewer;
        return state.graph.is(trace, Graph.WALL) && state.graph.owners(trace, most) <= most;
    }
}
