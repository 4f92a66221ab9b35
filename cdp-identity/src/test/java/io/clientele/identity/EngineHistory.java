package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A random history of an engine that also goes by likeness: what was said and decided so far, and the steps that are the same for all. */
abstract class EngineHistory {

    final long seed;
    final Random random;
    final List<Identifier> universe = new ArrayList<>();
    final Map<String, Evidence> evidence = new LinkedHashMap<>();
    final Map<String, IdentityDecision> decisions = new LinkedHashMap<>();
    private final IdentityRules rules;
    private int next;

    EngineHistory(long seed, IdentityRules rules) {
        this.seed = seed;
        this.random = new Random(seed);
        this.rules = rules;
    }

    abstract IdentityEngine engine();

    /** When something happens that has a time. */
    abstract Instant sometime();

    /** Those whom something else than the engine connects with somebody. */
    abstract Collection<Identifier> near(Identifier who);

    final String id(String prefix) {
        return prefix + next++;
    }

    final Map<Identifier, Set<Identifier>> partition(IdentityEngine of) {
        Map<Identifier, Set<Identifier>> partition = new HashMap<>();
        universe.forEach(who -> partition.put(who, new HashSet<>(of.subject(who).identifiers())));
        return partition;
    }

    final Identifier centre(Evidence one) {
        return rules.strongest(one.identifiers());
    }

    final List<Evidence> of(Collection<Identifier> centres) {
        return evidence.values().stream()
                .filter(one -> centres.contains(centre(one)))
                .toList();
    }

    final <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    // ---- what happens

    final Set<Identifier> remove() {
        if (evidence.isEmpty()) {
            return Set.of();
        }
        Identifier centre = centre(any(new ArrayList<>(evidence.values())));
        evidence.values().removeIf(one -> centre(one).equals(centre) && random.nextBoolean());
        return put(List.of(centre));
    }

    /** Replaces the evidence of some centres by what there is; who may change was foreseen, and foreseeing changed nobody. */
    final Set<Identifier> put(Collection<Identifier> centres) {
        Map<Identifier, Set<Identifier>> before = partition(engine());
        Collection<Evidence> remaining = of(centres);
        Set<Identifier> foreseen = reach(engine().likeness().foresee(centres, remaining), centres);
        assertThat(partition(engine())).as("seed %d: foreseeing", seed).isEqualTo(before);
        Set<Identifier> changed = engine().replace(centres, remaining);
        assertThat(foreseen).as("seed %d: foreseen", seed).containsAll(changed);
        return changed;
    }

    /** Everybody who is connected with some in any way. */
    private Set<Identifier> reach(Collection<Identifier> some, Collection<Identifier> centres) {
        Set<Identifier> reached = new LinkedHashSet<>(some);
        reached.addAll(centres);
        List<Identifier> open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            Identifier who = open.remove(0);
            Set<Identifier> near = new LinkedHashSet<>(engine().companions(who));
            near.addAll(engine().likeness().alike(who));
            near.addAll(near(who));
            near.stream().filter(reached::add).forEach(open::add);
        }
        return reached;
    }

    /** The centres of all that names somebody, who permits now what they did not, or the other way round. */
    final Set<Identifier> hush(Set<Identifier> hushed) {
        Identifier who = any(universe);
        if (!hushed.remove(who)) {
            hushed.add(who);
        }
        Set<Identifier> centres = new LinkedHashSet<>(Set.of(who));
        evidence.values().stream()
                .filter(one -> one.identifiers().contains(who))
                .forEach(one -> centres.add(centre(one)));
        decisions.values().stream()
                .filter(decision -> decision.identifiers().contains(who))
                .forEach(decision -> centres.addAll(decision.identifiers()));
        return centres;
    }

    final Set<Identifier> decide() {
        Identifier one = any(universe);
        Identifier two = any(universe);
        if (one.equals(two)) {
            return Set.of();
        }
        String id = id("d");
        Instant at = sometime();
        IdentityDecision decision = switch (random.nextInt(5)) {
            case 0 -> IdentityDecision.block(id, at, one);
            case 1 -> IdentityDecision.forget(id, at, one);
            case 2 -> IdentityDecision.split(id, at, List.of(one), List.of(two));
            case 3 -> IdentityDecision.apart(id, at, one, two);
            default -> IdentityDecision.together(id, at, one, two);
        };
        decisions.put(id, decision);
        return engine().decide(decision, this::of);
    }

    final Set<Identifier> revoke() {
        if (decisions.isEmpty()) {
            return Set.of();
        }
        String id = any(new ArrayList<>(decisions.keySet()));
        decisions.remove(id);
        return engine().revoke(id, this::of);
    }
}
