package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.SubjectRequest;
import io.clientele.model.Trait;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdpTest {

    private static final Identifier ANN = Identifier.userId("42");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private Cdp inMemory() {
        return Cdp.inMemory().clock(clock).with(new PermitEverything()).open();
    }

    private Cdp in(Path directory) {
        return Cdp.in(directory).clock(clock).with(new PermitEverything()).open();
    }

    @Nested
    class Taking_in {

        @Test
        void an_event_is_stored_once_and_its_repetition_is_a_duplicate() {
            try (Cdp cdp = inMemory()) {
                Outcome first = cdp.track(ANN, Event.named("Visited").id("m1"));
                Outcome second = cdp.track(ANN, Event.named("Visited").id("m1"));

                assertThat(first).isEqualTo(Outcome.stored(1));
                assertThat(second.kind()).isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(cdp.timeline(ANN)).hasSize(1);
            }
        }

        @Test
        void several_intakes_are_one_act_with_an_outcome_each() {
            try (Cdp cdp = inMemory()) {
                Event a = Event.named("A").id("a").about(ANN, clock.instant(), "x");
                Event b = Event.named("B").id("b").about(ANN, clock.instant(), "y");

                List<Outcome> outcomes = cdp.accept(List.of(a, b, a));

                assertThat(outcomes)
                        .extracting(Outcome::kind)
                        .containsExactly(Outcome.Kind.STORED, Outcome.Kind.STORED, Outcome.Kind.DUPLICATE);
            }
        }

        @Test
        void received_is_the_sum_of_outcomes() {
            try (Cdp cdp = inMemory()) {
                cdp.track(ANN, Event.named("A").id("a"));
                cdp.track(ANN, Event.named("A").id("a"));
                cdp.track(ANN, Event.named("A").set("text", "x".repeat(100_000)));

                Counts counts = cdp.counts();
                assertThat(counts.received()).isEqualTo(3);
                assertThat(counts.of(Outcome.Kind.STORED)).isEqualTo(1);
                assertThat(counts.of(Outcome.Kind.DUPLICATE)).isEqualTo(1);
                assertThat(counts.reasons(Outcome.Kind.REJECTED)).containsEntry("too_large", 1L);
            }
        }

        @Test
        void a_time_far_ahead_of_the_clock_is_set_to_the_time_of_receipt() {
            try (Cdp cdp = inMemory()) {
                Instant now = clock.instant();
                cdp.track(ANN, Event.named("Ahead").at(now.plus(Duration.ofMinutes(6))));
                cdp.track(ANN, Event.named("Near").at(now.plus(Duration.ofMinutes(5))));

                assertThat(cdp.timeline(ANN))
                        .extracting(Event::time)
                        .containsExactly(now, now.plus(Duration.ofMinutes(5)));
            }
        }
    }

    @Nested
    class Bad_input {

        @Test
        void what_could_not_be_read_again_is_refused_where_it_is_written() {
            Object deep = "x";
            for (int i = 0; i < 20; i++) {
                deep = java.util.Map.of("a", deep);
            }
            Object tooDeep = deep;
            var draft = Event.named("Odd");
            assertThatThrownBy(() -> draft.set("p", tooDeep)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> draft.set("a\ud800b", "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> draft.set("a", "\udc00")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> draft.set("n".repeat(257), "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> draft.set("n", new java.math.BigDecimal("1" + "0".repeat(1_100) + "1")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Identifier.userId("1\ud800")).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void what_is_as_deep_as_allowed_is_read_again(@TempDir Path directory) {
            Object deep = "x";
            for (int i = 0; i < 13; i++) {
                deep = java.util.Map.of("a", deep);
            }
            try (Cdp cdp = in(directory)) {
                assertThat(cdp.track(ANN, Event.named("Odd").set("p", deep).set("\ud83d\ude00", "\ud83d\ude00"))
                                .isStored())
                        .isTrue();
            }
            try (Cdp cdp = in(directory)) {
                assertThat(cdp.timeline(ANN).get(0).properties().asMap()).containsKeys("p", "\ud83d\ude00");
            }
        }

        @Test
        @SuppressWarnings("NullAway")
        void nothing_unreadable_is_stored_and_a_number_in_text_has_a_size() {
            assertThatThrownBy(() -> Event.named("E").from(null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Evidence.of(null, null)).isInstanceOf(IllegalArgumentException.class);
            assertThat(io.clientele.model.Properties.empty()
                            .with("a", "1e9000000")
                            .number("a"))
                    .isEmpty();
        }

        @Test
        void a_time_before_all_computers_is_rejected() {
            try (Cdp cdp = inMemory()) {
                Outcome outcome = cdp.track(ANN, Event.named("Ancient").at(Instant.MIN));

                assertThat(outcome).isEqualTo(Outcome.of(Outcome.Kind.REJECTED, "time_out_of_range"));
                assertThat(cdp.counts().received()).isEqualTo(1);
            }
        }
    }

    @Nested
    class Knowing_a_person {

        @Test
        void a_trait_keeps_the_latest_value_by_event_time_whatever_came_first() {
            try (Cdp cdp = inMemory()) {
                Instant noon = Instant.parse("2026-02-01T12:00:00Z");
                cdp.identify(ANN, i -> i.set(Trait.EMAIL, "new@example.org").at(noon.plusSeconds(60)));
                cdp.identify(ANN, i -> i.set(Trait.EMAIL, "old@example.org").at(noon));

                Profile profile = cdp.profile(ANN).orElseThrow();
                assertThat(profile.get(Trait.EMAIL)).contains("new@example.org");
                assertThat(cdp.profileAsOf(ANN, noon).orElseThrow().get(Trait.EMAIL))
                        .contains("old@example.org");
            }
        }

        @Test
        void nobody_is_known_before_anything_was_admitted() {
            try (Cdp cdp = inMemory()) {
                assertThat(cdp.profile(ANN)).isEmpty();
                assertThat(cdp.timeline(ANN)).isEmpty();
            }
        }
    }

    @Nested
    class On_disk {

        @TempDir
        Path directory;

        @Test
        void everything_is_there_after_opening_again() {
            Profile before;
            try (Cdp cdp = in(directory)) {
                cdp.identify(ANN, i -> i.set(Trait.EMAIL, "ann@example.org").id("i1"));
                cdp.track(ANN, Event.named("Visited").id("m1"));
                before = cdp.profile(ANN).orElseThrow();
            }
            try (Cdp cdp = in(directory)) {
                assertThat(cdp.profile(ANN)).contains(before);
                assertThat(cdp.track(ANN, Event.named("Visited").id("m1")).kind())
                        .isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(cdp.counts().of(Outcome.Kind.STORED)).isEqualTo(2);
            }
        }

        @Test
        void an_erased_person_is_gone_and_old_events_of_theirs_are_suppressed() {
            try (Cdp cdp = in(directory)) {
                cdp.identify(ANN, i -> i.set(Trait.EMAIL, "ann@example.org").id("i1"));
                clock.advance(Duration.ofDays(1));
                Outcome erased = cdp.accept(SubjectRequest.erasure("r1", ANN, clock.instant(), "login"));

                assertThat(erased.isStored()).isTrue();
                assertThat(cdp.profile(ANN)).isEmpty();
                Outcome again = cdp.identify(
                        ANN,
                        i -> i.set(Trait.EMAIL, "ann@example.org").id("i1").at(Instant.parse("2026-03-01T09:00:00Z")));
                assertThat(again.kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
                clock.advance(Duration.ofDays(1));
                assertThat(cdp.track(ANN, Event.named("Came back")).isStored()).isTrue();
            }
            try (Cdp cdp = in(directory)) {
                assertThat(cdp.timeline(ANN)).hasSize(1);
            }
        }
    }

    @Test
    void opening_without_a_consent_gate_fails_and_says_how_to_give_one() {
        assertThatThrownBy(() -> Cdp.inMemory().open())
                .isInstanceOf(CdpException.class)
                .hasMessageContaining("ConsentModule.optIn()");
    }

    @Test
    void a_closed_platform_says_so() {
        Cdp cdp = inMemory();
        cdp.close();
        cdp.close();

        assertThatThrownBy(() -> cdp.profile(ANN)).isInstanceOf(IllegalStateException.class);
    }
}
