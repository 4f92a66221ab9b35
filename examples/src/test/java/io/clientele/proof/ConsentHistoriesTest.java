package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.consent.ConsentModule;
import io.clientele.consent.Jurisdictions;
import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.consent.Notice;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import io.clientele.testkit.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random histories of acts, merges and splits against the definition: in any order, with repetitions and acts taken out. */
class ConsentHistoriesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Purpose SHORT =
            Purpose.named("short").on(LawfulBasis.CONSENT).validFor(Period.ofDays(400));
    private static final Purpose EITHER = Purpose.named("either")
            .on(LawfulBasis.CONSENT)
            .on(LawfulBasis.LEGITIMATE_INTEREST)
            .assessed("LIA-1");
    private static final Purpose GROWN_UP =
            Purpose.named("grown_up").on(LawfulBasis.CONSENT).adultsOnly();
    private static final Purpose HEALTH =
            Purpose.named("health").on(LawfulBasis.CONSENT).special();
    private static final List<Purpose> PURPOSES = List.of(SHORT, EITHER, GROWN_UP, HEALTH);
    private static final List<Notice> NOTICES = List.of(
            Notice.of("v1", "one"),
            Notice.of("v2", "two").from(START.plus(Duration.ofDays(200))),
            Notice.of("v3", "three")
                    .from(START.plus(Duration.ofDays(500)))
                    .material()
                    .about(SHORT, HEALTH));
    private static final Jurisdictions LAWS = Jurisdictions.standard().with("US-WY", Regime.NONE);
    private static final int DAYS = 1_500;

    private final Set<String> seen = new TreeSet<>();
    /** One shop for everybody: whose history it is, their identifiers say. */
    private final ConsentGate gate = ConsentModule.optIn()
            .purposes(PURPOSES.toArray(Purpose[]::new))
            .notices(NOTICES.toArray(Notice[]::new))
            .jurisdictions(LAWS)
            .gate();

    @Test
    @Requirement("scenario 17")
    @Requirement("scenario 18")
    @Requirement("scenario 19")
    @Requirement("scenario 20")
    @Requirement("scenario 27")
    @Requirement("scenario 28")
    @Requirement("scenario 29")
    void a_hundred_thousand_histories_equal_the_definition() {
        new SplittableRandom(20_261_124).longs(100_000).forEach(this::one);

        assertThat(seen)
                .containsExactly(
                        "basis_swap",
                        "child",
                        "expired",
                        "granted",
                        "legitimate_interest",
                        "no_act",
                        "no_law",
                        "objection",
                        "refused",
                        "stale_notice",
                        "withdrawn");
    }

    @Test
    @Tag("deep")
    void a_million_histories_equal_the_definition() {
        new SplittableRandom(42).longs(1_000_000).forEach(this::one);
    }

    private void one(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String own = Long.toHexString(seed);
        List<Identifier> all = List.of(
                Identifier.anonymousId("a-" + own), Identifier.anonymousId("b-" + own), Identifier.userId("u-" + own));
        List<ConsentAct> acts = new ArrayList<>();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            acts.add(act(random, one(all, random), "act-" + i + own));
        }
        say(acts, act(random, one(all, random), "never-" + own), random);
        Instant merged = day(random);
        TermsOracle oracle = new TermsOracle(acts, NOTICES, LAWS, merged);
        for (int i = 0; i < 3; i++) {
            Together person = new Together(merged, random.nextBoolean() ? all : List.of(one(all, random)));
            check(oracle, person, new Asked(one(PURPOSES, random), day(random), seed));
        }
    }

    /** Says all acts in any order, some twice, and one that is taken out again. */
    private void say(List<ConsentAct> acts, ConsentAct never, SplittableRandom random) {
        List<ConsentAct> order = new ArrayList<>(acts);
        order.addAll(acts.subList(0, random.nextInt(acts.size())));
        order.add(never);
        Collections.shuffle(order, new Random(random.nextLong()));
        order.forEach(gate::add);
        gate.remove(never);
    }

    private record Asked(Purpose purpose, Instant at, long seed) {}

    private void check(TermsOracle oracle, Together person, Asked asked) {
        Map<LawfulBasis, ConsentDecision> answers = new LinkedHashMap<>();
        for (LawfulBasis basis : asked.purpose.bases()) {
            String expected = oracle.decide(person.identifiers(), asked.purpose, basis, asked.at);
            ConsentDecision answer = gate.decide(person, asked.purpose, basis, asked.at);
            if (!answer.reason().equals(expected)) {
                throw new AssertionError("seed " + asked.seed + ": expected " + expected + " but was " + answer);
            }
            answers.put(basis, answer);
            seen.add(expected);
        }
        boolean any = answers.values().stream().anyMatch(ConsentDecision::permitted);
        ConsentGate.Step last = gate.steps(person).get(0);
        for (ConsentGate.Step step : gate.steps(person)) {
            last = step.from().isAfter(asked.at) ? last : step;
        }
        if (last.permitted().contains(asked.purpose) != any) {
            throw new AssertionError("seed " + asked.seed + ": steps say another thing than decisions about " + asked);
        }
        boolean granted =
                answers.values().stream().anyMatch(answer -> answer.reason().equals("granted"));
        if (granted && deniedLast(oracle.acts(), person, asked)) {
            throw new AssertionError("seed " + asked.seed + ": granted what an identifier denied last");
        }
    }

    /** Whether an identifier's last word is no, and nobody of the person explicitly agreed later and after the merge. */
    private static boolean deniedLast(Collection<ConsentAct> acts, Together person, Asked asked) {
        List<ConsentAct> said = acts.stream()
                .filter(act ->
                        act.purpose().equals(asked.purpose) && !act.time().isAfter(asked.at))
                .filter(act -> person.identifiers().contains(act.identifier()))
                .toList();
        return said.stream()
                .filter(ConsentAct::denies)
                .anyMatch(no -> said.stream().noneMatch(act -> undoes(act, no, person.merged)));
    }

    private static boolean undoes(ConsentAct act, ConsentAct no, Instant merged) {
        boolean own = act.identifier().equals(no.identifier());
        boolean undoes = act.decision() == Decision.LIFT
                ? own && no.decision() == Decision.OBJECT
                : act.decision() == Decision.GRANT && (own || act.time().isAfter(merged));
        return undoes && act.time().isAfter(no.time());
    }

    /** A person whose identifiers came together at one instant. */
    private record Together(Instant merged, List<Identifier> known) implements Subject {

        @Override
        public Collection<Identifier> identifiers() {
            return known;
        }

        @Override
        public Optional<Instant> mergedAt(Identifier a, Identifier b) {
            return a.equals(b) ? Optional.empty() : Optional.of(merged);
        }
    }

    private static ConsentAct act(SplittableRandom random, Identifier who, String id) {
        Decision decision = random.nextBoolean() ? Decision.GRANT : one(List.of(Decision.values()), random);
        Kind kind = random.nextInt(3) == 0 ? one(List.of(Kind.values()), random) : Kind.EXPLICIT;
        Evidence evidence = Evidence.of("test", one(List.of("v1", "v2", "v3", "v0"), random));
        if (random.nextInt(3) == 0) {
            evidence = evidence.jurisdiction(one(List.of("DE", "AT", "US-CA", "US-WY", "US-37"), random));
        }
        if (random.nextInt(6) == 0) {
            evidence = evidence.age(12 + random.nextInt(8));
        }
        if (random.nextInt(5) == 0) {
            evidence = evidence.by(Evidence.Speaker.GUARDIAN);
        }
        return ConsentAct.of(id, who, one(PURPOSES, random), decision, day(random))
                .kind(kind)
                .by(evidence);
    }

    private static Instant day(SplittableRandom random) {
        int day = random.nextInt(DAYS);
        return START.plus(Duration.ofDays(random.nextInt(4) == 0 ? day % 3 * 300 : day));
    }

    private static <T> T one(List<T> all, SplittableRandom random) {
        return all.get(random.nextInt(all.size()));
    }
}
