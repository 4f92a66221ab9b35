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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Engine and gate together, driven as the pipeline drives them, and compared with the oracle. */
final class Persons {

    static final Map<String, Integer> LIMITS =
            Map.of("user_id", 1, "loyalty_id", 1, "email", 2, "phone", 5, "device_id", 1, "anonymous_id", 2);
    static final Map<String, Integer> OWNERS = Map.of("email", 2, "phone", 2, "device_id", 2, "anonymous_id", 2);
    static final Purpose PROFILING = Purpose.named("profiling")
            .on(LawfulBasis.CONSENT)
            .on(LawfulBasis.LEGITIMATE_INTEREST)
            .on(LawfulBasis.PUBLIC_TASK)
            .assessed("LIA-1");
    static final Purpose STRANGE = Purpose.named("strange").on(LawfulBasis.CONSENT);
    static final List<Purpose> ASKED =
            List.of(Purpose.ANALYTICS, Purpose.EMAIL_MARKETING, Purpose.STITCHING, PROFILING, Purpose.SERVICE, STRANGE);
    static final int INSTANTS = 8;

    private final Map<String, Evidence> events = new HashMap<>();
    /** Histories last seconds: consents that end by themselves have tests of their own. */
    private final ConsentGate gate = ConsentModule.optIn()
            .purposes(PROFILING, Purpose.ANALYTICS.validForEver())
            .gate();

    private final IdentityEngine engine = IdentityEngine.with(LIMITS.entrySet().stream()
            .reduce(IdentityRules.standard(), (rules, e) -> rules.limit(e.getKey(), e.getValue()), (a, b) -> b));

    Persons() {
        engine.permission(gate::mayLink);
    }

    static PersonOracle oracle(Collection<Evidence> events, Collection<ConsentAct> acts) {
        List<Purpose> policy = new ArrayList<>(Purpose.defaults());
        policy.add(PROFILING);
        return new PersonOracle(events, new ChoiceOracle(acts), LIMITS, policy);
    }

    Set<Identifier> add(Evidence event) {
        boolean fresh = events.putIfAbsent(event.id(), event) == null;
        return fresh && engine.matters(event) ? engine.add(event) : Set.of();
    }

    Set<Identifier> add(ConsentAct act) {
        gate.add(act);
        return reconsider(act.identifier());
    }

    Set<Identifier> remove(Evidence event) {
        events.remove(event.id());
        return replace(Set.of(centre(event)));
    }

    Set<Identifier> remove(ConsentAct act) {
        gate.remove(act);
        return reconsider(act.identifier());
    }

    /** Whether a pair may join depends on when it was seen, so all that was seen is put before the engine again. */
    private Set<Identifier> reconsider(Identifier identifier) {
        Set<Identifier> centres = new HashSet<>(engine.companions(identifier));
        centres.add(identifier);
        return replace(centres);
    }

    private Set<Identifier> replace(Set<Identifier> centres) {
        List<Evidence> remaining = events.values().stream()
                .filter(event -> centres.contains(centre(event)))
                .toList();
        return engine.replace(centres, remaining);
    }

    private Identifier centre(Evidence event) {
        return engine.strongest(event.identifiers());
    }

    /** Compares everything about some identifiers; the first difference is an error. */
    void check(PersonOracle oracle, Collection<Identifier> universe) {
        Map<Set<Identifier>, String> refused = new HashMap<>();
        Set<Identifier> known = new HashSet<>();
        for (Identifier who : universe) {
            Subject person = engine.subject(who);
            same(oracle.cluster(who), new HashSet<>(person.identifiers()), "cluster");
            universe.forEach(other -> same(oracle.mergedAt(who, other), person.mergedAt(who, other), "merged at"));
            engine.links(who).stream()
                    .filter(link -> link.state() == Link.State.REFUSED)
                    .forEach(link -> refused.put(
                            Set.of(link.stronger(), link.weaker()), link.limit().orElseThrow()));
            if (known.addAll(person.identifiers())) {
                new Choices(oracle, who, person).check();
            }
        }
        same(oracle.refused, refused, "refused");
    }

    static void same(Object expected, Object actual, String what) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": expected " + expected + ", was " + actual);
        }
    }

    static Instant time(int second) {
        return Instant.ofEpochSecond(second);
    }

    /** What one person permits. */
    private final class Choices {

        private final PersonOracle oracle;
        private final Identifier who;
        private final Subject person;

        Choices(PersonOracle oracle, Identifier who, Subject person) {
            this.oracle = oracle;
            this.who = who;
            this.person = person;
        }

        void check() {
            for (int second = -1; second <= INSTANTS; second++) {
                for (Purpose purpose : ASKED) {
                    decision(purpose, LawfulBasis.CONSENT, time(second));
                    collection(purpose, time(second));
                }
                decision(PROFILING, LawfulBasis.LEGITIMATE_INTEREST, time(second));
                decision(PROFILING, LawfulBasis.PUBLIC_TASK, time(second));
                decision(PROFILING, LawfulBasis.CONTRACT, time(second));
                decision(Purpose.SERVICE, LawfulBasis.CONTRACT, time(second));
            }
            steps();
        }

        private void decision(Purpose purpose, LawfulBasis basis, Instant at) {
            String expected = oracle.decide(who, purpose, basis, at);
            boolean permits =
                    Set.of("granted", basis.name().toLowerCase(Locale.ROOT)).contains(expected);
            var decision = gate.decide(person, purpose, basis, at);
            same(expected, decision.reason(), purpose + " by " + basis + " at " + at);
            same(permits, decision.permitted(), purpose + " by " + basis + " at " + at);
        }

        private void collection(Purpose purpose, Instant time) {
            same(
                    oracle.mayCollect(who, purpose, time),
                    gate.lastDenial(person, purpose).isBefore(time),
                    "may collect");
        }

        private void steps() {
            List<ConsentGate.Step> expected = new ArrayList<>();
            for (int second = 0; second <= INSTANTS; second++) {
                Set<Purpose> now = oracle.permittedAt(who, time(second));
                if (expected.isEmpty()
                        || !expected.get(expected.size() - 1).permitted().equals(now)) {
                    expected.add(new ConsentGate.Step(time(second), now));
                }
            }
            same(expected, gate.steps(person), "steps");
        }
    }
}
