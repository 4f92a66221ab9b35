package io.clientele.proof;

import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityEngine;
import io.clientele.identity.IdentityRules;
import io.clientele.identity.Link;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Evidence;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** A random program of events and acts that come, come again and go, over few identifiers and few instants. */
final class PersonHistory {

    private static final List<String> RANKS =
            List.of("user_id", "loyalty_id", "email", "phone", "order_id", "device_id", "anonymous_id", "till");
    private static final Map<String, Integer> LIMITS =
            Map.of("user_id", 1, "loyalty_id", 1, "email", 2, "phone", 5, "device_id", 2, "anonymous_id", 2);
    private static final Purpose PROFILING =
            Purpose.named("profiling").on(LawfulBasis.CONSENT).on(LawfulBasis.LEGITIMATE_INTEREST);
    private static final Purpose STRANGE = Purpose.named("strange").on(LawfulBasis.CONSENT);
    private static final List<Purpose> POLICY = policy();
    private static final List<Purpose> ASKED =
            List.of(Purpose.ANALYTICS, Purpose.EMAIL_MARKETING, Purpose.STITCHING, PROFILING, Purpose.SERVICE, STRANGE);
    private static final int INSTANTS = 8;

    private final long seed;
    private final SplittableRandom random;
    private final List<Identifier> universe = new ArrayList<>();
    private final Map<String, Evidence> events = new HashMap<>();
    private final Map<String, ConsentAct> acts = new HashMap<>();
    private final Pair live = new Pair();

    /** Engine and gate, as the pipeline drives them. */
    private static final class Pair {
        final ConsentGate gate = ConsentModule.optIn().purposes(PROFILING).gate();
        final IdentityEngine engine = IdentityEngine.with(
                IdentityRules.standard().limit("email", 2).limit("device_id", 2).limit("anonymous_id", 2));

        Pair() {
            engine.permission(gate::mayLink);
        }

        Set<Identifier> add(ConsentAct act) {
            gate.add(act);
            return engine.reconsider(act.identifier());
        }

        Set<Identifier> remove(ConsentAct act) {
            gate.remove(act);
            return engine.reconsider(act.identifier());
        }
    }

    /** What a set of histories came across. */
    static final class Reached {
        final Set<String> reasons = new TreeSet<>();
        final Set<String> refusals = new TreeSet<>();
        int supersessions;
        int multipleSteps;
    }

    PersonHistory(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        List<String> namespaces = new ArrayList<>(RANKS);
        Collections.shuffle(namespaces, new Random(seed));
        int each = 1 + random.nextInt(3);
        for (String namespace : namespaces.subList(0, 3 + random.nextInt(3))) {
            for (int i = 0; i < each; i++) {
                universe.add(Identifier.of(namespace, "v" + i));
            }
        }
    }

    private static List<Purpose> policy() {
        List<Purpose> policy = new ArrayList<>(Purpose.defaults());
        policy.add(PROFILING);
        return policy;
    }

    /** Checks the changed identifiers after every step, and all state now and then. */
    void along(int steps) {
        PersonOracle before = oracle();
        for (int i = 0; i < steps; i++) {
            Set<Identifier> changed = step();
            PersonOracle now = oracle();
            same(difference(before, now), changed, "changed at step " + i);
            if (i % 10 == 9) {
                check(live, now);
            }
            before = now;
        }
    }

    /** Checks that the same set in other orders leads to the same state. */
    void permuted(int steps, int permutations) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        PersonOracle oracle = oracle();
        check(live, oracle);
        for (int p = 0; p < permutations; p++) {
            check(shuffled(new Random(seed + p)), oracle);
        }
    }

    /** Notes what the history comes across. */
    void note(int steps, Reached reached) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        PersonOracle oracle = oracle();
        reached.refusals.addAll(oracle.refused().values());
        for (Identifier who : universe) {
            for (Purpose purpose : ASKED) {
                for (LawfulBasis basis : LawfulBasis.values()) {
                    reached.reasons.add(oracle.decide(who, purpose, basis, time(INSTANTS)));
                }
            }
            boolean granted = oracle.decide(who, Purpose.ANALYTICS, LawfulBasis.CONSENT, time(INSTANTS))
                    .equals("granted");
            boolean denied = acts.values().stream()
                    .anyMatch(a -> a.denies()
                            && a.purpose().equals(Purpose.ANALYTICS)
                            && !a.identifier().equals(who)
                            && oracle.cluster(who).contains(a.identifier()));
            reached.supersessions += granted && denied ? 1 : 0;
            reached.multipleSteps += live.gate.steps(live.engine.subject(who)).size() > 2 ? 1 : 0;
        }
    }

    private PersonOracle oracle() {
        return PersonOracle.of(events.values(), acts.values(), RANKS, LIMITS, POLICY);
    }

    private Pair shuffled(Random order) {
        List<Object> all = new ArrayList<>(events.values());
        all.addAll(acts.values());
        all.addAll(all.subList(0, all.size() / 3));
        Collections.shuffle(all, order);
        Pair pair = new Pair();
        for (Object each : all) {
            Set<Identifier> changed = each instanceof Evidence e ? pair.engine.add(e) : pair.add((ConsentAct) each);
            Objects.requireNonNull(changed);
        }
        return pair;
    }

    private Set<Identifier> step() {
        int dice = random.nextInt(20);
        if (dice < 7) {
            return add(new Evidence("e" + random.nextInt(99), time(random.nextInt(INSTANTS)), some()));
        }
        if (dice < 16) {
            return add(act());
        }
        if (dice == 16) {
            return events.isEmpty() ? Set.of() : add(events.get(any(events)));
        }
        if (dice == 17) {
            return acts.isEmpty() ? Set.of() : add(acts.get(any(acts)));
        }
        if (dice == 18) {
            String gone = events.isEmpty() ? "none" : any(events);
            events.remove(gone);
            return live.engine.remove(gone);
        }
        return acts.isEmpty() ? Set.of() : live.remove(Objects.requireNonNull(acts.remove(any(acts))));
    }

    private Set<Identifier> add(Evidence event) {
        events.putIfAbsent(event.id(), event);
        return live.engine.add(event);
    }

    private Set<Identifier> add(ConsentAct act) {
        acts.putIfAbsent(act.id(), act);
        return live.add(acts.get(act.id()));
    }

    private ConsentAct act() {
        Purpose purpose = random.nextInt(3) > 0 ? Purpose.STITCHING : ASKED.get(random.nextInt(ASKED.size()));
        purpose = random.nextInt(6) == 0 ? Purpose.DEVICE_LINKING : purpose;
        var decisions = ConsentAct.Decision.values();
        boolean grant = random.nextInt(3) > 0;
        var decision = grant ? ConsentAct.Decision.GRANT : decisions[random.nextInt(decisions.length)];
        var kind = random.nextInt(6) == 0 ? ConsentAct.Kind.IMPLIED : ConsentAct.Kind.EXPLICIT;
        Identifier who = universe.get(random.nextInt(universe.size()));
        return ConsentAct.of("a" + random.nextInt(999), who, purpose, decision, time(random.nextInt(INSTANTS)))
                .kind(kind);
    }

    private String any(Map<String, ?> map) {
        List<String> keys = map.keySet().stream().sorted().toList();
        return keys.get(random.nextInt(keys.size()));
    }

    private List<Identifier> some() {
        List<Identifier> some = new ArrayList<>();
        for (int n = 2 + random.nextInt(2); n > 0; n--) {
            some.add(universe.get(random.nextInt(universe.size())));
        }
        return some;
    }

    private static Instant time(int second) {
        return Instant.ofEpochSecond(second);
    }

    private Set<Identifier> difference(PersonOracle before, PersonOracle now) {
        Set<Identifier> changed = new HashSet<>(universe);
        changed.removeIf(i -> before.cluster(i).equals(now.cluster(i)));
        return changed;
    }

    private void check(Pair pair, PersonOracle oracle) {
        Map<Set<Identifier>, String> refused = new HashMap<>();
        for (Identifier who : universe) {
            Subject person = pair.engine.subject(who);
            same(oracle.cluster(who), new HashSet<>(person.identifiers()), "cluster");
            universe.forEach(b -> same(oracle.mergedAt(who, b), person.mergedAt(who, b), "merged at"));
            pair.engine.links(who).stream()
                    .filter(link -> link.state() == Link.State.REFUSED)
                    .forEach(link -> refused.put(
                            Set.of(link.stronger(), link.weaker()), link.limit().orElseThrow()));
            ASKED.forEach(purpose -> check(pair.gate, oracle, person, who, purpose));
            checkSteps(pair.gate.steps(person), oracle, who);
        }
        Set<Set<Identifier>> expected = new HashSet<>();
        oracle.refused().keySet().forEach(edge -> expected.add(Set.of(edge.strong(), edge.weak())));
        same(expected, refused.keySet(), "refused");
    }

    private void check(ConsentGate gate, PersonOracle oracle, Subject person, Identifier who, Purpose purpose) {
        for (int second = -1; second <= INSTANTS; second++) {
            for (LawfulBasis basis : LawfulBasis.values()) {
                var decision = gate.decide(person, purpose, basis, time(second));
                String expected = oracle.decide(who, purpose, basis, time(second));
                same(expected, decision.reason(), purpose + " at " + second);
                boolean permits = expected.equals("granted")
                        || expected.equals(basis.name().toLowerCase(java.util.Locale.ROOT));
                same(permits, decision.permitted(), purpose + " at " + second);
            }
            boolean may = !purpose.equals(STRANGE) && oracle.mayCollect(who, purpose, time(second));
            same(may, gate.mayCollect(person, purpose, time(second)), "may collect " + purpose + " at " + second);
        }
    }

    private void checkSteps(List<ConsentGate.Step> steps, PersonOracle oracle, Identifier who) {
        List<ConsentGate.Step> expected = new ArrayList<>();
        for (int second = 0; second <= INSTANTS; second++) {
            Set<Purpose> now = oracle.permittedAt(who, time(second));
            if (expected.isEmpty()
                    || !expected.get(expected.size() - 1).permitted().equals(now)) {
                expected.add(new ConsentGate.Step(time(second), now));
            }
        }
        same(expected, steps, "steps");
    }

    private void same(Object expected, Object actual, String what) {
        if (!expected.equals(actual)) {
            throw new AssertionError("seed " + seed + ": " + what + ": expected " + expected + ", was " + actual);
        }
    }
}
