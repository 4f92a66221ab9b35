package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random programs of add, split, block, forget, pin, revoke, withdraw and change of rules: the engine against the definition. */
class DecisionProgramsTest {

    private static final IdentityRules NARROW = IdentityRules.standard()
            .limit("email", 2)
            .limit("phone", 2)
            .limit("device_id", 2)
            .limit("anonymous_id", 3);
    private static final List<IdentityRules> RULES = List.of(
            NARROW,
            IdentityRules.standard(),
            IdentityRules.standard().contradictions("anonymous_id", 0),
            NARROW.owners("email", 9).owners("anonymous_id", 9).limit("user_id", 2),
            NARROW.lifetime("phone", Duration.ofSeconds(3)).lifetime("anonymous_id", Duration.ofSeconds(2)));

    @Test
    void random_programs_equal_a_replay_from_nothing() {
        new SplittableRandom(20_261_127).longs(300).forEach(seed -> new Program(seed, 25).run());
    }

    @Test
    @Tag("deep")
    void ten_thousand_random_programs_equal_a_replay_from_nothing() {
        new SplittableRandom(20_261_128).longs(10_000).forEach(seed -> new Program(seed, 60).run());
    }

    @Test
    void any_order_of_the_same_evidence_and_decisions_gives_the_same_persons_and_explanations() {
        new SplittableRandom(20_261_129).longs(60).forEach(seed -> {
            Program program = new Program(seed, 30);
            program.run();
            program.shuffled();
        });
    }

    @Test
    void any_order_gives_the_same_explanations_where_several_decisions_forbid_one_link() {
        new SplittableRandom(20_261_141).longs(150).forEach(seed -> {
            Program program = new Program(seed, 12);
            program.run();
            program.pinApart(8);
            program.shuffled();
        });
    }

    private static final class Program {

        private final long seed;
        private final SplittableRandom random;
        private final int steps;
        private final List<Identifier> universe = new ArrayList<>();
        private final Map<String, Evidence> evidence = new TreeMap<>();
        private final Map<String, IdentityDecision> decisions = new TreeMap<>();
        private final Map<Identifier, Set<Identifier>> told = new HashMap<>();
        private final Set<Identifier> refusing = new HashSet<>();
        private final IdentityEngine engine;
        private int made;

        Program(long seed, int steps) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.steps = steps;
            List<String> namespaces = new ArrayList<>(IdentityOracle.RANKS);
            namespaces.add("till");
            Collections.shuffle(namespaces, new Random(seed));
            int each = 1 + random.nextInt(3);
            for (String namespace : namespaces.subList(0, 3 + random.nextInt(4))) {
                for (int i = 0; i < each; i++) {
                    universe.add(Identifier.of(namespace, "v" + i));
                }
            }
            engine = IdentityEngine.with(RULES.get(random.nextInt(RULES.size())));
            engine.permission(this::permits);
            engine.listener(this::hear);
        }

        private boolean permits(Identifier a, Identifier b, Instant time) {
            return !refusing.contains(a) && !refusing.contains(b);
        }

        private void hear(Regrouping regrouping) {
            for (Set<Identifier> person : regrouping.before()) {
                for (Identifier identifier : person) {
                    same(person, told.getOrDefault(identifier, Set.of(identifier)), "told before, seed " + seed);
                }
            }
            regrouping.after().forEach(person -> person.forEach(identifier -> told.put(identifier, person)));
        }

        void run() {
            IdentityOracle before = oracle();
            for (int i = 0; i < steps; i++) {
                Set<Identifier> changed = step();
                IdentityOracle now = oracle();
                String where = "seed " + seed + " step " + i;
                Set<Identifier> expected = new HashSet<>(universe);
                IdentityOracle then = before;
                expected.removeIf(one -> then.of(one).equals(now.of(one)));
                same(expected, changed, "changed, " + where);
                if (i % 6 == 5) {
                    check(engine, now, where);
                }
                for (Identifier one : universe) {
                    same(now.of(one), told.getOrDefault(one, Set.of(one)), "rebuilt from what was told, " + where);
                }
                before = now;
            }
        }

        void pinApart(int often) {
            for (int i = 0; i < often; i++) {
                Identifier a = any();
                Identifier b = any();
                if (!a.equals(b)) {
                    IdentityDecision apart = IdentityDecision.apart("d" + made++, time(), a, b);
                    decisions.put(apart.id(), apart);
                    engine.decide(apart, this::history);
                }
            }
        }

        void shuffled() {
            for (int i = 0; i < 3; i++) {
                IdentityEngine other = IdentityEngine.with(engine.rules());
                other.permission(this::permits);
                List<Object> all = new ArrayList<>(evidence.values());
                all.addAll(decisions.values());
                Collections.shuffle(all, new Random(seed + i));
                Map<String, Evidence> added = new HashMap<>();
                for (Object one : all) {
                    if (one instanceof Evidence e) {
                        added.put(e.id(), e);
                        other.add(e);
                    } else if (one instanceof IdentityDecision d) {
                        other.decide(d, centres -> about(added.values(), centres));
                    }
                }
                check(other, oracle(), "permutation " + i + ", seed " + seed);
                for (Identifier one : universe) {
                    sameExplanations(other, one, "permutation " + i + ", seed " + seed);
                }
            }
        }

        private void sameExplanations(IdentityEngine other, Identifier one, String where) {
            same(engine.links(one), other.links(one), "links, " + where);
            same(engine.how(one), other.how(one), "how, " + where);
            for (Identifier another : universe) {
                same(engine.why(one, another), other.why(one, another), "why, " + where);
                same(engine.whyNot(one, another), other.whyNot(one, another), "whyNot, " + where);
            }
        }

        private IdentityOracle oracle() {
            return new IdentityOracle(evidence.values(), decisions.values(), this::permits, engine.rules());
        }

        private Set<Identifier> step() {
            int dice = random.nextInt(20);
            if (dice < 10 || evidence.isEmpty()) {
                String id = "e" + random.nextInt(60);
                Evidence fresh = new Evidence(id, time(), List.of(any(), any(), any()));
                evidence.putIfAbsent(id, fresh);
                return engine.add(evidence.getOrDefault(id, fresh));
            }
            if (dice < 12) {
                List<String> ids = List.copyOf(evidence.keySet());
                Evidence gone = evidence.get(ids.get(random.nextInt(ids.size())));
                evidence.remove(gone.id());
                Identifier centre = engine.strongest(gone.identifiers());
                return engine.replace(List.of(centre), history(List.of(centre)));
            }
            if (dice == 12) {
                return engine.rules(RULES.get(random.nextInt(RULES.size())), evidence.values());
            }
            if (dice == 13) {
                Identifier one = any();
                if (!refusing.remove(one)) {
                    refusing.add(one);
                }
                Set<Identifier> centres = new HashSet<>(engine.companions(one));
                centres.add(one);
                return engine.replace(centres, history(centres));
            }
            if (dice < 16 && !decisions.isEmpty()) {
                List<String> ids = List.copyOf(decisions.keySet());
                String id = ids.get(random.nextInt(ids.size()));
                decisions.remove(id);
                return engine.revoke(id, this::history);
            }
            return decide();
        }

        private Set<Identifier> decide() {
            Identifier a = any();
            Identifier b = any();
            String id = "d" + made++;
            int kind = a.equals(b) ? random.nextInt(2) : random.nextInt(6);
            IdentityDecision decision = switch (kind) {
                case 0 -> IdentityDecision.block(id, time(), a);
                case 1 -> IdentityDecision.forget(id, time(), a);
                case 2 -> IdentityDecision.split(id, time(), Set.of(a), Set.of(b));
                case 3 -> {
                    Set<Identifier> rest = new HashSet<>(universe);
                    rest.remove(a);
                    yield IdentityDecision.split(id, time(), Set.of(a), rest);
                }
                case 4 -> IdentityDecision.together(id, time(), a, b);
                default -> IdentityDecision.apart(id, time(), a, b);
            };
            decisions.put(id, decision);
            return engine.decide(decision, this::history);
        }

        private Collection<Evidence> history(Collection<Identifier> centres) {
            return about(evidence.values(), centres);
        }

        private Collection<Evidence> about(Collection<Evidence> all, Collection<Identifier> centres) {
            return all.stream()
                    .filter(e -> centres.contains(engine.strongest(e.identifiers())))
                    .toList();
        }

        private Instant time() {
            return Instant.ofEpochSecond(random.nextInt(8));
        }

        private Identifier any() {
            return universe.get(random.nextInt(universe.size()));
        }

        private void check(IdentityEngine checked, IdentityOracle oracle, String where) {
            for (Identifier a : universe) {
                var person = checked.subject(a);
                same(oracle.of(a), new HashSet<>(person.identifiers()), where);
                for (Identifier b : universe) {
                    same(oracle.mergedAt(a, b), person.mergedAt(a, b), where);
                    explained(checked, oracle, a, b, where);
                }
                for (Link link : checked.links(a)) {
                    Explained.check(link, checked, evidence.values(), where);
                }
            }
        }

        private void explained(
                IdentityEngine checked, IdentityOracle oracle, Identifier a, Identifier b, String where) {
            boolean together = oracle.of(a).contains(b);
            List<Link> why = checked.why(a, b);
            List<Link> whyNot = checked.whyNot(a, b);
            same(together && !a.equals(b), !why.isEmpty(), "why, " + where);
            why.forEach(link -> same(Link.State.JOINS, link.state(), "why, " + where));
            same(true, !together || whyNot.isEmpty(), "whyNot, " + where);
            same(true, Explained.leads(why, a, b) && Explained.leads(whyNot, a, b), "a way, " + where);
            if (!whyNot.isEmpty()) {
                same(true, whyNot.stream().anyMatch(Explained::isApart), "a gap, " + where);
            }
            same(oracle.of(a).size() - 1, checked.how(a).size(), "how, " + where);
        }

        private static void same(Object expected, Object actual, String where) {
            if (!expected.equals(actual)) {
                throw new AssertionError(where + ": expected " + expected + ", was " + actual);
            }
        }
    }
}
