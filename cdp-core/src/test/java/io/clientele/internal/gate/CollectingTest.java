package io.clientele.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.gate.Gate.Question;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import io.clientele.schema.Field;
import io.clientele.schema.Schema;
import io.clientele.schema.Schemas;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** INGEST and STORE ask in turn, and each for itself. */
class CollectingTest {

    private static final Identifier ANN = Identifier.userId("canary-ann");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Evidence CITED = Evidence.of("banner", "v1");
    private static final Purpose ADVICE =
            Purpose.named("advice").on(LawfulBasis.CONSENT).special();
    private static final EventType GIVEN = EventType.named("Given");
    private static final EventType ORDERED =
            EventType.named("Ordered").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    private final Choices choices = new Choices();
    private final Gate gate = new Gate(choices, ManualClock.at(NOON));
    private final Schemas schemas = Schemas.of(List.of(
            Schema.of(GIVEN)
                    .field("topic", Category.BEHAVIOUR)
                    .field(Field.of("illness", Category.HEALTH).usedFor(ADVICE)),
            Schema.of(ORDERED).field("total", Category.TRANSACTION)));
    private final Collecting collecting = new Collecting(gate, schemas);
    private final Minimisation minimisation = new Minimisation(schemas);

    /** What somebody permits now, and what they did not permit when it happened. */
    private static final class Choices implements ConsentGate {

        private final Set<Purpose> permitted = new HashSet<>(Set.of(Purpose.ANALYTICS, Purpose.SERVICE));
        private final Set<Purpose> deniedSince = new HashSet<>();
        private final List<String> told = new ArrayList<>();

        @Override
        public Optional<Purpose> purpose(String key) {
            return Optional.empty();
        }

        @Override
        public String configuration() {
            return "rules 7";
        }

        @Override
        public List<Purpose> purposes() {
            return List.of(ADVICE);
        }

        @Override
        public Optional<String> refusal(ConsentAct act, Instant received) {
            return received.equals(NOON) ? Optional.of("notice_unknown") : Optional.empty();
        }

        @Override
        public ConsentAct completed(ConsentAct act) {
            return act.by(CITED);
        }

        @Override
        public void add(ConsentAct act) {
            told.add("add");
        }

        @Override
        public void remove(ConsentAct act) {
            told.add("remove");
        }

        @Override
        public void forget(Identifier identifier) {
            told.add("forget");
        }

        @Override
        public boolean mayLink(Identifier a, Identifier b, Instant time) {
            return permitted.contains(Purpose.STITCHING);
        }

        @Override
        public ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at) {
            boolean may = permitted.contains(purpose);
            return new ConsentDecision(may, may ? "granted" : "no_act", 1);
        }

        @Override
        public Instant nextChange(Subject subject, Purpose purpose, Instant at) {
            return Instant.MAX;
        }

        @Override
        public Instant lastDenial(Subject subject, Purpose purpose) {
            return deniedSince.contains(purpose) ? NOON : Instant.MIN;
        }

        @Override
        public List<Step> steps(Subject subject) {
            return List.of();
        }
    }

    private static Event event(EventType type, Map<String, Object> fields) {
        var draft = Event.of(type);
        fields.forEach(draft::set);
        return draft.about(ANN, NOON, "e");
    }

    /** What may be kept of an event, or the word for why it may not. */
    private Object ask(Event event) {
        EventType type = event.type();
        var decided = gate.decided(new Question(Subject.of(ANN), type.purpose(), type.basis()));
        Optional<String> refusal = gate.refusal(decided, event.time());
        return refusal.isPresent()
                ? refusal.get()
                : collecting.keep(event, () -> Subject.of(ANN)).orElseThrow();
    }

    @Test
    @Requirement("GDPR Art. 6(1)(a)")
    void what_is_not_permitted_now_is_not_collected() {
        choices.permitted.clear();

        assertThat(ask(event(GIVEN, Map.of()))).isEqualTo("no_act");
        assertThat(gate.counts()).isEqualTo(Map.of("gate.ingest.no_act", 1L));
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void what_happened_before_a_denial_is_not_kept() {
        choices.deniedSince.add(Purpose.ANALYTICS);

        assertThat(ask(event(GIVEN, Map.of()))).isEqualTo("withdrawn");
        assertThat(gate.counts()).isEqualTo(Map.of("gate.ingest.granted", 1L, "gate.store.withdrawn", 1L));
    }

    @Test
    void what_rests_on_a_contract_is_kept_whatever_was_denied() {
        choices.deniedSince.add(Purpose.SERVICE);
        Event order = event(ORDERED, Map.of("total", 5));

        assertThat(ask(order)).isSameAs(order);
        assertThat(gate.counts()).isEqualTo(Map.of("gate.ingest.granted", 1L, "gate.store.permitted", 1L));
    }

    @Test
    @Requirement("GDPR Art. 9(2)(a)")
    void special_parts_are_kept_by_a_permit_of_their_own() {
        Event given = event(GIVEN, Map.of("topic", "food", "illness", "gout"));
        Event rest = event(GIVEN, Map.of("topic", "food"));

        assertThat(ask(given)).isEqualTo(rest);
        choices.permitted.add(ADVICE);
        assertThat(ask(given)).isSameAs(given);
        choices.deniedSince.add(ADVICE);
        assertThat(ask(given)).isEqualTo(rest);
        assertThat(gate.counts())
                .containsEntry("gate.store.special", 2L)
                .containsEntry("gate.store.special_permitted", 1L)
                .containsEntry("gate.store.permitted", 3L);
    }

    @Test
    void the_gate_passes_on_what_it_is_told_and_asked() {
        ConsentAct act = ConsentAct.of("a", ANN, ADVICE, ConsentAct.Decision.GRANT, NOON);
        gate.add(act);
        gate.remove(act);
        gate.forget(ANN);

        assertThat(choices.told).containsExactly("add", "remove", "forget");
        assertThat(gate.lastDenial(Subject.of(ANN), ADVICE)).isEqualTo(Instant.MIN);
        assertThat(gate.nextChange(Subject.of(ANN), ADVICE, NOON)).isEqualTo(Instant.MAX);
        assertThat(gate.mayLink(ANN, Identifier.userId("b"), NOON)).isFalse();
        choices.permitted.add(Purpose.STITCHING);
        assertThat(gate.mayLink(ANN, Identifier.userId("b"), NOON)).isTrue();
        gate.evaluated("special");
        assertThat(gate.counts())
                .isEqualTo(Map.of("gate.stitch.denied", 1L, "gate.stitch.permitted", 1L, "gate.evaluate.special", 1L));
        assertThat(gate.mask(Subject.of(ANN))).hasToString("permits until " + Instant.MAX);
    }

    @Test
    void its_rules_are_the_modules_and_what_was_refused_before_anybody_was_asked_is_counted() {
        gate.refused(Gate.Where.ACTIVATE, "transfer");

        assertThat(gate.configuration()).isEqualTo("rules 7");
        assertThat(gate.purposes()).containsExactly(ADVICE);
        assertThat(gate.counts()).isEqualTo(Map.of("gate.activate.transfer", 1L));
    }

    @Test
    @Requirement("GDPR Art. 7(1)")
    void what_a_module_says_of_an_act_that_is_handed_in_is_asked_of_it() {
        ConsentAct act = ConsentAct.of("a", ANN, Purpose.ANALYTICS, ConsentAct.Decision.GRANT, NOON);

        assertThat(gate.refusal(act, NOON)).contains("notice_unknown");
        assertThat(gate.refusal(act, NOON.plusMillis(1))).isEmpty();
        assertThat(gate.completed(act).evidence()).isEqualTo(CITED);
    }

    @Test
    @Requirement("scenario 12")
    void what_a_schema_takes_is_counted_by_types_that_have_one() {
        Event sent = event(ORDERED, Map.of("total", 5, "a", 1, "b", 2));

        assertThat(minimisation.of(sent))
                .isEqualTo(new Minimisation.Result(event(ORDERED, Map.of("total", 5)), Optional.empty()));
        minimisation.of(event(EventType.named("Unknown"), Map.of("ip", "203.0.113.7", "x", 1)));
        assertThat(minimisation.counts()).isEqualTo(Map.of("fields.dropped.Ordered", 2L, "fields.reduced.other", 1L));
    }

    @Test
    void what_is_refused_is_not_counted() {
        var strict = new Minimisation(Schemas.of(List.of(Schema.of(ORDERED).rejecting())));

        assertThat(strict.of(event(ORDERED, Map.of("a", 1))).refusal()).contains("field_undeclared");
        assertThat(strict.counts()).isEmpty();
    }
}
