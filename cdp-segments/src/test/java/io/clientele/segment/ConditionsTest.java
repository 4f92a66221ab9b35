package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Conditions as values. */
class ConditionsTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");

    @Nested
    class A_condition_as_a_value {

        @Test
        void equals_one_said_the_same_way_and_no_other() {
            assertThat(did(CART).within(Duration.ofDays(1)).atLeast(2))
                    .isEqualTo(did(CART).within(Duration.ofHours(24)).atLeast(2))
                    .hasSameHashCodeAs(did(CART).within(Duration.ofHours(24)).atLeast(2))
                    .isNotEqualTo(did(CART).within(Duration.ofDays(1)).atLeast(3))
                    .isNotEqualTo(lastDid(CART));
        }

        @Test
        void does_not_change_when_more_is_said() {
            EventCondition cart = did(CART);
            cart.where("price", atLeast(10)).within(Duration.ofDays(1)).atLeast(2);
            assertThat(cart).isEqualTo(did(CART));
        }

        @Test
        void did_not_is_at_most_never() {
            assertThat(didNot(ORDER)).isEqualTo(did(ORDER).atMost(0));
        }

        @Test
        void says_itself_in_words() {
            assertThat(lastDid(CART)
                            .where("price", atLeast(10))
                            .within(Duration.ofDays(1))
                            .andThenNot(ORDER)
                            .forAtLeast(Duration.ofMinutes(30))
                            .describe())
                    .isEqualTo("last did Product Added where price at least 10 within 1 day"
                            + " and then not Order Completed for at least 30m");
        }

        @Test
        void shows_no_value_in_its_text() {
            assertThat(trait(Trait.EMAIL).is("ann@example.org").toString()).isEqualTo("trait");
        }
    }

    @Nested
    class The_journaled_form {

        @Test
        void of_random_conditions_reads_back_as_an_equal_condition() {
            for (long seed = 0; seed < 5_000; seed++) {
                Condition condition = new Draw(seed).condition(3);
                assertThat(Condition.of(condition.properties()))
                        .as("seed %s", seed)
                        .isEqualTo(condition);
            }
        }

        @Test
        void of_every_kind_reads_back_as_an_equal_condition() {
            Instant time = Instant.parse("2026-01-01T00:00:00Z");
            List<Condition> kinds = List.of(
                    did(CART).where("at", before(time)).since(time).exactly(3),
                    did(CART).where("at", after(time).negate()).where("n", isOneOf(1, "2", true)),
                    lastDid(CART)
                            .andThenNot(did(ORDER).where("x", startsWith("y")))
                            .same("a", "b[*].c"),
                    did(CART)
                            .then(ORDER)
                            .within(Duration.ofHours(1))
                            .then(ORDER)
                            .same("a", "b", "c"),
                    sumOf(did(ORDER), "total").in("GBP").moreThan(99.5),
                    averageOf(did(ORDER), "total").lessThan(3),
                    distinctOf(did(ORDER).within(Duration.ofDays(3)), "items[*].id")
                            .atMost(2),
                    trait(Trait.COUNTRY).isOneOf("DE", "AT"),
                    trait(Trait.date("birthday")).lessThan(LocalDate.of(2000, 2, 29)),
                    trait(Trait.time("seen")).moreThan(time),
                    trait(Trait.number("age")).atMost(new BigDecimal("17.5")),
                    trait(Trait.flag("vip")).isNot(true),
                    any(not(consented(Purpose.ANALYTICS)), did(CART)).and(did(ORDER)));
            kinds.forEach(kind -> assertThat(Condition.of(kind.properties())).isEqualTo(kind));
        }

        @Test
        void that_is_wrong_is_refused_with_the_place() {
            Properties wrong = Properties.of(Map.of("kind", "all", "of", List.of(Map.of("kind", "did"))));
            assertThatThrownBy(() -> Condition.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("condition.of[0].event must be a text");
            assertThatThrownBy(() -> Condition.of(Properties.of(Map.of("kind", "magic"))))
                    .hasMessage("condition.kind is unknown");
        }
    }

    @Nested
    class What_has_no_meaning {

        @Test
        void is_refused() {
            assertThatThrownBy(() -> did(CART).atLeast(2).andThenNot(ORDER)).hasMessageContaining("count");
            assertThatThrownBy(() -> did(CART).then(did(ORDER).within(Duration.ofDays(1))))
                    .hasMessageContaining("window");
            assertThatThrownBy(() -> lastDid(CART).then(ORDER)).hasMessageContaining("lastDid");
            assertThatThrownBy(() -> lastDid(CART).atLeast(2)).hasMessageContaining("lastDid");
            assertThatThrownBy(() -> did(CART).within(Duration.ZERO)).hasMessageContaining("within");
            assertThatThrownBy(() -> did(CART).atLeast(-1)).hasMessageContaining("negative");
            assertThatThrownBy(() -> sumOf(did(CART).atLeast(2), "x")).hasMessageContaining("count");
        }

        @Test
        void a_segment_without_a_purpose_is_refused_with_a_sentence() {
            assertThatThrownBy(() -> Segment.named("x").when(did(CART)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("segment x names no purpose: say purpose(...) before when(...)");
        }
    }
}
