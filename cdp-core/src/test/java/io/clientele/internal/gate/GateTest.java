package io.clientele.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.clientele.internal.gate.Gate.Question;
import io.clientele.internal.gate.Gate.Where;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.NotPermittedException;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Identifier ANN = Identifier.userId("canary-ann");
    private static final Identifier PHONE = Identifier.phone("+491700000");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final ManualClock clock = ManualClock.at(NOON);
    private final Rule rule = new Rule();
    private final Gate gate = new Gate(rule, clock);
    private final Question question = new Question(Subject.of(ANN), Purpose.ANALYTICS, LawfulBasis.CONSENT);

    /** A module's gate that says what the test wants. */
    private static final class Rule implements ConsentGate {

        private final PermitEverything rest = new PermitEverything();
        private boolean permits = true;
        private List<Instant> changes = List.of();
        private Instant end = Instant.MAX;
        private Instant denied = Instant.MIN;
        private List<Step> steps = List.of(new Step(Instant.EPOCH, Set.of(Purpose.ANALYTICS, Purpose.SERVICE)));

        @Override
        public java.util.Optional<Purpose> purpose(String key) {
            return rest.purpose(key);
        }

        @Override
        public void add(ConsentAct act) {}

        @Override
        public void remove(ConsentAct act) {}

        @Override
        public void forget(Identifier identifier) {}

        @Override
        public boolean mayLink(Identifier a, Identifier b, Instant time) {
            return permits;
        }

        @Override
        public ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at) {
            boolean over = !at.isBefore(end);
            return new ConsentDecision(permits && !over, over ? "expired" : permits ? "granted" : "no_act", 7);
        }

        @Override
        public Instant nextChange(Subject subject, Purpose purpose, Instant at) {
            return changes.stream().filter(at::isBefore).findFirst().orElse(Instant.MAX);
        }

        @Override
        public Instant lastDenial(Subject subject, Purpose purpose) {
            return permits ? denied : Instant.MAX;
        }

        @Override
        public List<Step> steps(Subject subject) {
            return steps;
        }
    }

    private Permitted<String> witness() {
        return gate.permit(Where.EXPORT, question, "p1", "canary").permitted().orElseThrow();
    }

    private static ConsentAct act(Identifier who) {
        return ConsentAct.of("a1", who, Purpose.ANALYTICS, ConsentAct.Decision.WITHDRAW, NOON);
    }

    private static void refused(String reason, Permitted<String> witness, Purpose use) {
        assertThatExceptionOfType(NotPermittedException.class)
                .isThrownBy(() -> witness.value(use))
                .returns(reason, NotPermittedException::reason)
                .withMessageNotContaining("canary");
    }

    @Nested
    class a_witness {

        @Test
        void opens_for_its_purpose() {
            assertThat(witness().value(Purpose.ANALYTICS)).isEqualTo("canary");
            assertThat(witness().purpose()).isEqualTo(Purpose.ANALYTICS);
            assertThat(witness().subject()).isEqualTo("p1");
            assertThat(witness().epoch()).isEqualTo(7);
            assertThat(witness().notAfter()).isEqualTo(NOON.plus(Duration.ofHours(24)));
            assertThat(witness()).hasToString("permitted for analytics until 2026-03-02T12:00:00Z");
            assertThat((Object) witness()).isNotInstanceOf(Serializable.class);
        }

        @Test
        @Requirement("scenario 46")
        @Requirement("GDPR Art. 5(1)(b)")
        void does_not_open_for_another() {
            refused("purpose_mismatch", witness(), Purpose.EMAIL_MARKETING);
        }

        @Test
        @Requirement("scenario 47")
        void does_not_open_a_day_later() {
            Permitted<String> witness = witness();
            clock.advance(Duration.ofHours(24).minusMillis(1));
            assertThat(witness.value(Purpose.ANALYTICS)).isEqualTo("canary");
            clock.advance(Duration.ofMillis(1));
            refused("witness_expired", witness, Purpose.ANALYTICS);
        }

        @Test
        @Requirement("scenario 20")
        void does_not_open_once_what_was_agreed_to_is_over() {
            rule.changes = List.of(NOON, NOON.plusSeconds(1), NOON.plusSeconds(60), NOON.plusSeconds(90));
            rule.end = NOON.plusSeconds(60);
            assertThat(witness().notAfter()).isEqualTo(NOON.plusSeconds(60));
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void does_not_open_once_anything_was_said_or_somebody_moved() {
            for (Runnable change : List.<Runnable>of(
                    () -> gate.add(act(ANN)),
                    () -> gate.remove(act(ANN)),
                    () -> gate.forget(ANN),
                    () -> gate.moved(List.of(PHONE, ANN)))) {
                Permitted<String> witness = witness();
                change.run();
                refused("epoch_mismatch", witness, Purpose.ANALYTICS);
                assertThat(witness().value(Purpose.ANALYTICS)).isEqualTo("canary");
            }
        }

        @Test
        void does_not_mind_what_others_say() {
            Permitted<String> witness = witness();
            gate.add(act(PHONE));
            assertThat(witness.value(Purpose.ANALYTICS)).isEqualTo("canary");
        }

        @Test
        void is_not_made_without_permission() {
            rule.permits = false;
            assertThat(gate.permit(Where.EXPORT, question, "p1", "canary"))
                    .isEqualTo(new Gate.Answer<>(java.util.Optional.empty(), "no_act"));
        }

        @Test
        void is_made_by_the_gate_alone() {
            var classes = new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.clientele");
            ArchRuleDefinition.noClasses()
                    .that()
                    .doNotBelongToAnyOf(Gate.class)
                    .should()
                    .callConstructor(Witness.class, Object.class, Purpose.class, String.class, Witness.Proof.class)
                    .orShould()
                    .callConstructor(Mask.class, java.util.Collection.class, Instant.class, Epochs.Mark.class)
                    .check(classes);
            ArchRuleDefinition.theClass(Witness.class)
                    .should()
                    .haveOnlyFinalFields()
                    .check(classes);
        }
    }

    @Nested
    class what_was_decided {

        private Decided decided() {
            return gate.decided(question);
        }

        private boolean holds(Decided decided) {
            return decided.answers(Purpose.ANALYTICS, LawfulBasis.CONSENT, clock.instant());
        }

        @Test
        void answers_the_same_question_only() {
            assertThat(holds(decided())).isTrue();
            assertThat(decided().answers(Purpose.SERVICE, LawfulBasis.CONSENT, NOON))
                    .isFalse();
            assertThat(decided().answers(Purpose.ANALYTICS, LawfulBasis.CONTRACT, NOON))
                    .isFalse();
        }

        @Test
        void answers_from_its_moment_until_time_may_change_it() {
            rule.changes = List.of(NOON.plusSeconds(60));
            Decided decided = decided();
            assertThat(decided.answers(Purpose.ANALYTICS, LawfulBasis.CONSENT, NOON.minusMillis(1)))
                    .isFalse();
            clock.advance(Duration.ofMillis(59_999));
            assertThat(holds(decided)).isTrue();
            clock.advance(Duration.ofMillis(1));
            assertThat(holds(decided)).isFalse();
        }

        @Test
        void answers_nothing_once_anything_was_said_or_somebody_moved() {
            for (Runnable change : List.<Runnable>of(
                    () -> gate.add(act(ANN)),
                    () -> gate.remove(act(ANN)),
                    () -> gate.forget(ANN),
                    () -> gate.moved(List.of(ANN)))) {
                Decided decided = decided();
                change.run();
                assertThat(holds(decided)).isFalse();
            }
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void refuses_what_happened_at_or_before_the_last_denial_although_it_is_permitted_now() {
            rule.denied = NOON;
            assertThat(gate.refusal(decided(), NOON)).contains("withdrawn");
            assertThat(gate.refusal(decided(), NOON.plusMillis(1))).isEmpty();
        }

        @Test
        void minds_no_denial_where_nothing_rests_on_consent() {
            rule.denied = NOON;
            Question contract = new Question(Subject.of(ANN), Purpose.SERVICE, LawfulBasis.CONTRACT);
            assertThat(gate.refusal(gate.decided(contract), NOON)).isEmpty();
        }

        @Test
        void counts_each_use_of_it() {
            Decided decided = decided();
            gate.refusal(decided, NOON);
            gate.refusal(decided, NOON);
            rule.permits = false;
            assertThat(gate.refusal(decided(), NOON)).contains("no_act");
            assertThat(gate.counts()).containsEntry("gate.ingest.granted", 2L).containsEntry("gate.ingest.no_act", 1L);
        }
    }

    @Nested
    class a_mask {

        @Test
        void says_what_the_steps_say_until_the_next() {
            rule.steps = List.of(
                    new ConsentGate.Step(Instant.EPOCH, Set.of()),
                    new ConsentGate.Step(NOON, Set.of(Purpose.ANALYTICS)),
                    new ConsentGate.Step(NOON.plusSeconds(60), Set.of(Purpose.SERVICE)));
            Permits permits = gate.mask(Subject.of(ANN));

            assertThat(permits.allows(Purpose.ANALYTICS, NOON)).isTrue();
            assertThat(permits.allows(Purpose.named("analytics"), NOON)).isTrue();
            assertThat(permits.allows(Purpose.SERVICE, NOON)).isFalse();
            assertThat(permits.allows(Purpose.named("_"), NOON)).isFalse();
            assertThat(permits.isStale(NOON.plusSeconds(59))).isFalse();
            assertThat(permits.allows(Purpose.ANALYTICS, NOON.plusSeconds(60))).isFalse();
            assertThat(permits.isStale(NOON.plusSeconds(60))).isTrue();
            clock.advance(Duration.ofSeconds(60));
            assertThat(gate.mask(Subject.of(ANN)).allows(Purpose.SERVICE, Instant.MAX.minusSeconds(1)))
                    .isTrue();
        }

        @Test
        void permits_nothing_once_anything_was_said() {
            Permits permits = gate.mask(Subject.of(ANN));
            assertThat(permits.allows(Purpose.ANALYTICS, NOON)).isTrue();
            gate.add(act(ANN));
            assertThat(permits.allows(Purpose.ANALYTICS, NOON)).isFalse();
            assertThat(permits.isStale(NOON)).isTrue();
        }

        @Test
        void finds_each_of_any_purposes_and_no_other() {
            SplittableRandom random = new SplittableRandom(20_261_124);
            for (int round = 0; round < 2_000; round++) {
                Set<Purpose> permitted = new HashSet<>();
                List<Purpose> others = new ArrayList<>();
                for (int i = random.nextInt(40); i > 0; i--) {
                    Purpose purpose = Purpose.named("p" + random.nextInt(100_000));
                    if (random.nextBoolean()) {
                        permitted.add(purpose);
                    } else {
                        others.add(purpose);
                    }
                }
                others.removeAll(permitted);
                rule.steps = List.of(new ConsentGate.Step(Instant.EPOCH, permitted));
                Permits permits = gate.mask(Subject.of(ANN));
                assertThat(permitted).as("round " + round).allMatch(purpose -> permits.allows(purpose, NOON));
                assertThat(others).as("round " + round).noneMatch(purpose -> permits.allows(purpose, NOON));
            }
        }
    }

    @Test
    void counts_what_each_gate_says() {
        gate.ask(Where.INGEST, question);
        gate.ask(Where.INGEST, question);
        witness();
        gate.mayLink(ANN, PHONE, NOON);
        gate.mayLink(ANN, PHONE, NOON);
        rule.permits = false;
        gate.ask(Where.INGEST, question);
        gate.mayLink(ANN, PHONE, NOON);

        assertThat(gate.counts())
                .containsEntry("gate.ingest.granted", 2L)
                .containsEntry("gate.ingest.no_act", 1L)
                .containsEntry("gate.export.granted", 1L)
                .containsEntry("gate.stitch.permitted", 2L)
                .containsEntry("gate.stitch.denied", 1L)
                .hasSize(5);
        assertThat(gate.lastDenial(Subject.of(ANN), Purpose.ANALYTICS)).isEqualTo(Instant.MAX);
        assertThat(gate.nextChange(Subject.of(ANN), Purpose.ANALYTICS, NOON)).isEqualTo(Instant.MAX);
        assertThat(gate.decide(Subject.of(ANN), Purpose.ANALYTICS, LawfulBasis.CONSENT, NOON)
                        .permitted())
                .isFalse();
        assertThat(gate.purpose("analytics")).contains(Purpose.ANALYTICS);
        assertThat(gate.steps(Subject.of(ANN))).isEqualTo(rule.steps);
        assertThat(gate.given()).isSameAs(rule);
    }
}
