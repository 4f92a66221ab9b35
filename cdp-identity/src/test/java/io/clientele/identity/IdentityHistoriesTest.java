package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random histories: the engine against the definition. */
class IdentityHistoriesTest {

    private static final Map<String, Integer> LIMITS =
            Map.of("user_id", 1, "loyalty_id", 1, "email", 2, "phone", 2, "device_id", 2, "anonymous_id", 3);
    private static final IdentityRules RULES = LIMITS.entrySet().stream()
            .reduce(IdentityRules.standard(), (r, e) -> r.limit(e.getKey(), e.getValue()), (a, b) -> b);
    /** Browsers and devices are shared as soon as anything speaks against one person. */
    private static final IdentityRules STRICT =
            RULES.contradictions("anonymous_id", 0).contradictions("device_id", 0);

    /** Hardly anything is ever shared, so that limits decide. */
    private static final IdentityRules GENEROUS = RULES.owners("email", 9)
            .owners("phone", 9)
            .owners("device_id", 9)
            .owners("anonymous_id", 9)
            .limit("user_id", 2);

    @Test
    void random_histories_agree_with_the_definition_after_every_step() {
        new SplittableRandom(20_261_124).longs(1_000).forEach(seed -> new History(seed, 30).run());
    }

    @Test
    @Tag("deep")
    void a_million_random_histories_agree_with_the_definition() {
        new SplittableRandom(20_261_125).longs(1_000_000).forEach(seed -> new History(seed, 25).run());
    }

    @Test
    void any_order_of_the_same_evidence_gives_the_same_clusters_and_links() {
        new SplittableRandom(20_261_126).longs(300).forEach(seed -> {
            History history = new History(seed, 40);
            history.run();
            history.shuffled();
        });
    }

    @Test
    void histories_around_a_crowd_agree_with_the_definition() {
        new SplittableRandom(20_261_143).longs(150).forEach(seed -> {
            History history = new History(seed, 25);
            history.crowd();
            history.run();
            history.shuffled();
        });
    }

    /** One random program of add, add again, replace and reconsider. */
    private static final class History {

        private final long seed;
        private final SplittableRandom random;
        private final int steps;
        private final List<Identifier> universe = new ArrayList<>();
        private final Map<String, Evidence> evidence = new HashMap<>();
        /** Where permission of an identifier's edges ends, or begins. */
        private final Map<Identifier, Integer> cuts = new HashMap<>();
        /** Whether edges are permitted until the cut; from it on, if not. */
        private final boolean until;

        private final IdentityRules rules;

        private final IdentityEngine engine;

        History(long seed, int steps) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.steps = steps;
            this.until = random.nextBoolean();
            this.rules = List.of(RULES, GENEROUS, STRICT).get(random.nextInt(3));
            this.engine = engine();
            int each = 1 + random.nextInt(4);
            List<String> namespaces = new ArrayList<>(IdentityOracle.RANKS);
            namespaces.add("crm");
            namespaces.add("till");
            Collections.shuffle(namespaces, new Random(seed));
            for (String namespace : namespaces.subList(0, 3 + random.nextInt(5))) {
                for (int i = 0; i < each; i++) {
                    universe.add(Identifier.of(namespace, "v" + i));
                }
            }
        }

        private IdentityEngine engine() {
            IdentityEngine fresh = IdentityEngine.with(rules);
            fresh.permission(this::permits);
            return fresh;
        }

        private boolean permits(Identifier a, Identifier b, Instant time) {
            return permits(a, time) && permits(b, time);
        }

        private boolean permits(Identifier identifier, Instant time) {
            long second = time.getEpochSecond();
            return until ? second < cuts.getOrDefault(identifier, 99) : second >= cuts.getOrDefault(identifier, 0);
        }

        /** About as many owners of one card, order or file of the shop's as make it shared. */
        void crowd() {
            Identifier hub =
                    Identifier.of(List.of("loyalty_id", "order_id", "crm").get(random.nextInt(3)), "hub");
            String owning = random.nextBoolean() || hub.namespace().equals("loyalty_id") ? "user_id" : "loyalty_id";
            universe.subList(Math.min(8, universe.size()), universe.size()).clear();
            for (int i = 0; i < 4; i++) {
                universe.add(hub);
            }
            for (int i = 0; i < 18; i++) {
                Identifier owner = Identifier.of(owning, "v" + i);
                universe.add(owner);
                if (i < 14 + random.nextInt(4)) {
                    add(new Evidence("c" + i, Instant.ofEpochSecond(random.nextInt(8)), List.of(owner, hub)));
                }
            }
        }

        void run() {
            IdentityOracle before = oracle();
            for (int i = 0; i < steps; i++) {
                Set<Identifier> changed = step();
                IdentityOracle now = oracle();
                same(difference(before, now), changed, "changed, seed " + seed + " step " + i);
                if (i % 5 == 4) {
                    check(engine, now, "seed " + seed + " step " + i);
                }
                before = now;
            }
        }

        void shuffled() {
            for (int i = 0; i < 3; i++) {
                IdentityEngine other = engine();
                List<Evidence> order = new ArrayList<>(evidence.values());
                order.addAll(order.subList(0, order.size() / 2));
                Collections.shuffle(order, new Random(seed + i));
                order.forEach(other::add);
                check(other, oracle(), "seed " + seed + " permutation " + i);
            }
        }

        private IdentityOracle oracle() {
            return new IdentityOracle(evidence.values(), this::permits, rules);
        }

        private Set<Identifier> step() {
            int dice = random.nextInt(10);
            if (dice < 6 || evidence.isEmpty()) {
                return add(new Evidence("e" + random.nextInt(40), Instant.ofEpochSecond(random.nextInt(8)), some()));
            }
            if (dice < 8) {
                String id = anyEvidence();
                Evidence gone = evidence.remove(id);
                return replace(new HashSet<>(List.of(centre(gone), universe.get(random.nextInt(universe.size())))));
            }
            if (dice == 8) {
                return add(evidence.getOrDefault(anyEvidence(), new Evidence("x", Instant.EPOCH, some())));
            }
            Identifier identifier = universe.get(random.nextInt(universe.size()));
            cuts.put(identifier, random.nextInt(3) == 0 ? 99 : random.nextInt(8));
            return until ? engine.reconsider(identifier) : replaceAround(identifier);
        }

        /** Evidence that did not matter when it came may be permitted first now. */
        private Set<Identifier> replaceAround(Identifier identifier) {
            Set<Identifier> centres = new HashSet<>(engine.companions(identifier));
            centres.add(identifier);
            return replace(centres);
        }

        private Set<Identifier> replace(Set<Identifier> centres) {
            return engine.replace(
                    centres,
                    evidence.values().stream()
                            .filter(e -> centres.contains(centre(e)))
                            .toList());
        }

        private Identifier centre(Evidence e) {
            return engine.strongest(e.identifiers());
        }

        private Set<Identifier> add(Evidence e) {
            Evidence known = evidence.putIfAbsent(e.id(), e);
            Evidence added = known == null ? e : known;
            boolean matters = engine.matters(added);
            Set<Identifier> changed = matters || random.nextBoolean() ? engine.add(added) : Set.of();
            same(matters || changed.isEmpty(), true, "what does not matter changes nothing, seed " + seed);
            same(engine.matters(added), false, "what was added matters no more, seed " + seed);
            return changed;
        }

        private String anyEvidence() {
            List<String> ids = evidence.keySet().stream().sorted().toList();
            return ids.get(random.nextInt(ids.size()));
        }

        private List<Identifier> some() {
            List<Identifier> some = new ArrayList<>();
            for (int n = 2 + random.nextInt(3); n > 0; n--) {
                some.add(universe.get(random.nextInt(universe.size())));
            }
            return some;
        }

        private Set<Identifier> difference(IdentityOracle before, IdentityOracle now) {
            Set<Identifier> changed = new HashSet<>(universe);
            changed.removeIf(i -> before.of(i).equals(now.of(i)));
            return changed;
        }

        private void check(IdentityEngine checked, IdentityOracle oracle, String where) {
            for (Identifier a : universe) {
                var person = checked.subject(a);
                same(oracle.of(a), new HashSet<>(person.identifiers()), where);
                for (Identifier b : universe) {
                    same(oracle.mergedAt(a, b), person.mergedAt(a, b), where);
                }
                checkLinks(checked, oracle, a, where);
            }
        }

        private static void same(Object expected, Object actual, String where) {
            if (!expected.equals(actual)) {
                throw new AssertionError(where + ": expected " + expected + ", was " + actual);
            }
        }

        private void checkLinks(IdentityEngine checked, IdentityOracle oracle, Identifier a, String where) {
            Map<Set<Identifier>, String> links = new HashMap<>();
            for (Link link : checked.links(a)) {
                if (link.state() != Link.State.NOT_PERMITTED) {
                    String fate = link.limit().orElse(link.state().name());
                    links.put(Set.of(link.stronger(), link.weaker()), link.time() + link.evidence() + fate);
                }
            }
            Map<Set<Identifier>, String> expected = new HashMap<>();
            oracle.verdicts.forEach((e, limit) -> {
                if (e.strong().equals(a) || e.weak().equals(a)) {
                    String fate = limit.equals("shared")
                            ? "SHARED"
                            : !limit.isEmpty() ? limit : oracle.forest.contains(e) ? "JOINS" : "CONFIRMS";
                    expected.putIfAbsent(Set.of(e.strong(), e.weak()), e.time() + e.evidence() + fate);
                }
            });
            same(expected, links, where);
        }
    }
}
