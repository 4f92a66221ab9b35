package io.clientele.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.retain.Balance;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
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
import io.clientele.testkit.Requirement;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What counts of a person whose identifiers denied something. */
class CountingTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier VISITOR = Identifier.anonymousId("v-1");
    private static final Purpose ADVICE =
            Purpose.named("advice").on(LawfulBasis.CONSENT).special();
    private static final EventType SEEN = EventType.named("Seen");
    private static final EventType ORDERED =
            EventType.named("Ordered").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final Schemas SCHEMAS = Schemas.of(List.of(Schema.of(ORDERED)
            .field("total", Category.TRANSACTION)
            .field(Field.of("illness", Category.HEALTH).usedFor(ADVICE))));

    private final Denials denials = new Denials();

    /** When a purpose was denied last, and how often that was asked. */
    private static final class Denials implements ConsentGate {

        private final Map<Purpose, Instant> last = new HashMap<>();
        private int asked;

        @Override
        public Optional<Purpose> purpose(String key) {
            return Optional.empty();
        }

        @Override
        public void add(ConsentAct act) {}

        @Override
        public void remove(ConsentAct act) {}

        @Override
        public void forget(Identifier identifier) {}

        @Override
        public boolean mayLink(Identifier a, Identifier b, Instant time) {
            return true;
        }

        @Override
        public ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at) {
            return new ConsentDecision(true, "granted", 1);
        }

        @Override
        public Instant nextChange(Subject subject, Purpose purpose, Instant at) {
            return Instant.MAX;
        }

        @Override
        public Instant lastDenial(Subject subject, Purpose purpose) {
            asked++;
            return last.getOrDefault(purpose, Instant.MIN);
        }

        @Override
        public List<Step> steps(Subject subject) {
            return List.of();
        }
    }

    private record Merged(Collection<Identifier> identifiers) implements Subject {

        @Override
        public Optional<Instant> mergedAt(Identifier a, Identifier b) {
            return Optional.of(NOON);
        }
    }

    private Counting counting() {
        return new Counting(denials, SCHEMAS, new Merged(List.of(ANN, VISITOR)));
    }

    private static Event event(EventType type, Instant time) {
        return Event.of(type).set("total", 5).set("illness", "flu").about(ANN, time, "e");
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void what_was_collected_for_a_purpose_denied_then_or_later_does_not_count() {
        denials.last.put(Purpose.ANALYTICS, NOON);

        assertThat(counting().of(event(SEEN, NOON.minusMillis(1)))).isEmpty();
        assertThat(counting().of(event(SEEN, NOON))).isEmpty();
        assertThat(counting().of(event(SEEN, NOON.plusMillis(1)))).isPresent();
    }

    @Test
    void what_was_collected_for_another_purpose_or_on_another_basis_does() {
        denials.last.put(Purpose.SURVEYS, NOON);
        denials.last.put(Purpose.SERVICE, NOON);

        assertThat(counting().of(event(SEEN, NOON))).contains(event(SEEN, NOON));
        assertThat(counting().of(event(ORDERED, NOON))).contains(event(ORDERED, NOON));
    }

    @Test
    @Requirement("GDPR Art. 9(2)(a)")
    void special_data_goes_with_its_own_purpose_and_the_event_stays() {
        denials.last.put(ADVICE, NOON);

        Event left = counting().of(event(ORDERED, NOON)).orElseThrow();
        assertThat(left.properties().asMap()).containsOnlyKeys("total");
        assertThat(counting().of(event(ORDERED, NOON.plusMillis(1)))).contains(event(ORDERED, NOON.plusMillis(1)));
    }

    @Test
    void a_balance_counts_from_the_first_event_that_it_stands_for() {
        denials.last.put(Purpose.ANALYTICS, NOON);
        Balance balance = new Balance(Balance.Key.of(event(SEEN, NOON)));
        balance.add(event(SEEN, NOON), List.of());
        balance.add(event(SEEN, NOON.plusSeconds(9)), List.of());

        assertThat(counting().of(balance.event(ANN, 1))).isEmpty();
    }

    @Test
    void of_a_single_identifier_all_counts_that_the_journal_holds_and_nobody_is_asked() {
        denials.last.put(Purpose.ANALYTICS, NOON);

        Counting alone = new Counting(denials, SCHEMAS, Subject.of(ANN));
        assertThat(alone.of(event(SEEN, NOON))).contains(event(SEEN, NOON));
        assertThat(denials.asked).isZero();
    }

    @Test
    void each_purpose_is_asked_for_once() {
        Counting counting = counting();
        counting.of(event(SEEN, NOON));
        counting.of(event(SEEN, NOON));

        assertThat(denials.asked).isEqualTo(1);
    }
}
