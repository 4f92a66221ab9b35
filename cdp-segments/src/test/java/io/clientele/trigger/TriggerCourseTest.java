package io.clientele.trigger;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.moreThan;
import static io.clientele.segment.Conditions.trait;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a trigger's firings between their cause and their hand-over. */
class TriggerCourseTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final EventType CLICK = EventType.named("Email Link Clicked");
    private static final Identifier ANN = Identifier.email("ann@example.org");
    private static final Trigger ON_CART = mail("on-cart").onEvent(CART);
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    private final ManualClock clock = ManualClock.at("2026-03-02T09:00:00Z");
    private final List<String> sent = new ArrayList<>();

    @TempDir
    private Path directory;

    private static Trigger mail(String name) {
        return Trigger.named(name).purpose(Purpose.EMAIL_MARKETING);
    }

    private Cdp open() {
        return Cdp.in(directory)
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    private void attach(Cdp cdp, Trigger... triggers) {
        attach(Triggers.of(cdp), triggers);
    }

    private void attach(Triggers to, Trigger... triggers) {
        for (Trigger trigger : triggers) {
            to.attach(trigger, firing -> sent.add(trigger.name() + " " + clock.instant()));
        }
    }

    private void pass(Cdp cdp, Duration time) {
        clock.advance(time);
        cdp.advance();
    }

    private static Segment fresh(Cdp cdp) {
        return Segments.of(cdp)
                .define(Segment.named("fresh")
                        .purpose(Purpose.ANALYTICS)
                        .when(did(CART).within(Duration.ofHours(2))));
    }

    @Nested
    class On_an_event {

        @Test
        void each_one_of_its_type_fires_once() {
            try (Cdp cdp = open()) {
                attach(cdp, ON_CART);
                cdp.track(ANN, Event.of(CART).id("one"));
                cdp.track(ANN, Event.of(CART).id("one"));
                cdp.track(ANN, Event.of(ORDER));
                pass(cdp, Duration.ofMinutes(1));
                cdp.track(ANN, Event.of(CART).id("two"));
                assertThat(sent).containsExactly("on-cart 2026-03-02T09:00:00Z", "on-cart 2026-03-02T09:01:00Z");
            }
        }

        @Test
        void with_properties_only_those_that_have_them() {
            try (Cdp cdp = open()) {
                attach(cdp, mail("big").onEvent(did(ORDER).where("total", moreThan(100))));
                cdp.track(ANN, Event.of(ORDER).set("total", 99));
                pass(cdp, Duration.ofMinutes(1));
                cdp.track(ANN, Event.of(ORDER).set("total", 101));
                assertThat(sent).containsExactly("big 2026-03-02T09:01:00Z");
            }
        }

        @Test
        void a_little_late_it_fires_and_long_late_or_from_before_the_trigger_it_does_not() {
            try (Cdp cdp = open()) {
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofMinutes(1));
                attach(cdp, ON_CART);
                pass(cdp, Duration.ofHours(3));
                cdp.track(ANN, Event.of(ORDER));
                cdp.track(ANN, Event.of(CART).at(clock.instant().minus(Duration.ofHours(2))));
                assertThat(sent).isEmpty();
                cdp.track(ANN, Event.of(CART).at(clock.instant().minusSeconds(30)));
                cdp.track(ANN, Event.of(ORDER).at(clock.instant().minusSeconds(40)));
                assertThat(sent).hasSize(1);
            }
        }
    }

    @Nested
    class After_a_while {

        @Test
        void a_delayed_firing_is_handed_over_when_it_is_due_also_after_a_restart() {
            try (Cdp cdp = open()) {
                attach(cdp, ON_CART.delay(Duration.ofMinutes(30)));
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofMinutes(20));
                assertThat(sent).isEmpty();
            }
            try (Cdp cdp = open()) {
                attach(cdp, ON_CART.delay(Duration.ofMinutes(30)));
                pass(cdp, Duration.ofMinutes(10).minusMillis(1));
                assertThat(sent).isEmpty();
                pass(cdp, Duration.ofMillis(1));
                assertThat(sent).containsExactly("on-cart 2026-03-02T09:30:00Z");
            }
        }

        @Test
        void an_event_in_between_cancels_it_whenever_it_becomes_known() {
            try (Cdp cdp = open()) {
                attach(cdp, ON_CART.delay(Duration.ofMinutes(30)).cancelIf(ORDER));
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofMinutes(29));
                cdp.track(ANN, Event.of(ORDER).at(clock.instant().minusSeconds(600)));
                pass(cdp, Duration.ofHours(1));
                assertThat(sent).isEmpty();
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofMinutes(30));
                assertThat(sent).hasSize(1);
            }
        }

        @Test
        void leaving_the_segment_cancels_it_if_it_says_so() {
            try (Cdp cdp = open()) {
                Segment fresh = fresh(cdp);
                attach(
                        cdp,
                        mail("short").onEnter(fresh).delay(Duration.ofHours(3)),
                        mail("strict").onEnter(fresh).delay(Duration.ofHours(3)).whileTrue());
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofHours(3));
                assertThat(sent).containsExactly("short 2026-03-02T12:00:00Z");
            }
        }

        @Test
        void it_waits_for_an_event_or_until_its_time_is_over_also_over_a_restart() {
            Trigger patient = ON_CART.waitFor(did(CLICK), Duration.ofHours(4));
            try (Cdp cdp = open()) {
                attach(cdp, patient);
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofHours(1));
                assertThat(sent).isEmpty();
                cdp.track(ANN, Event.of(CLICK));
                assertThat(sent).containsExactly("on-cart 2026-03-02T10:00:00Z");
                cdp.track(ANN, Event.of(CART));
            }
            try (Cdp cdp = open()) {
                attach(cdp, patient.delay(Duration.ofMinutes(5)));
                pass(cdp, Duration.ofHours(4));
                assertThat(sent).hasSize(1);
                pass(cdp, Duration.ofMinutes(5));
                assertThat(sent).hasSize(2);
            }
        }

        @Test
        void many_may_wait_at_once_and_an_event_releases_the_right_one() {
            try (Cdp cdp = open()) {
                attach(cdp, ON_CART.waitFor(did(CLICK), Duration.ofHours(4)));
                for (int i = 0; i < 600; i++) {
                    cdp.calling(c -> c.lazy(Duration.ofHours(1))).track(Identifier.userId("u" + i), Event.of(CART));
                }
                pass(cdp, Duration.ofMinutes(1));
                cdp.track(Identifier.userId("u599"), Event.of(CLICK));
                assertThat(sent).hasSize(1);
                pass(cdp, Duration.ofHours(4));
                assertThat(sent).hasSize(600);
            }
        }
    }

    @Nested
    class With_care {

        @Test
        void six_hours_without_anybody_do_not_flood() {
            Trigger late = mail("late").onEvent(CART).delay(Duration.ofHours(1));
            try (Cdp cdp = open()) {
                attach(
                        cdp,
                        late,
                        mail("kept").onEvent(CART).delay(Duration.ofHours(1)).neverStale());
                for (int minute = 0; minute < 20; minute++) {
                    cdp.track(Identifier.userId("u" + minute), Event.of(CART));
                    pass(cdp, Duration.ofMinutes(1));
                }
            }
            clock.advance(Duration.ofHours(6));
            try (Cdp cdp = open()) {
                attach(cdp, late);
                cdp.advance();
                assertThat(sent).isEmpty();
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofHours(1));
                assertThat(sent).hasSize(1);
            }
        }

        @Test
        void quiet_hours_are_on_the_persons_own_clock() {
            try (Cdp cdp = open()) {
                Triggers polite =
                        Triggers.of(cdp, ContactPolicy.in(VIENNA).quiet(LocalTime.of(21, 0), LocalTime.of(8, 0)));
                attach(polite, ON_CART, mail("receipt").onEvent(CART).exempt());
                clock.set(Instant.parse("2026-03-28T20:30:00Z"));
                cdp.track(ANN, Event.of(CART));
                cdp.identify(Identifier.userId("away"), facts -> facts.set(Trait.TIME_ZONE, "America/New_York"));
                cdp.track(Identifier.userId("away"), Event.of(CART));
                assertThat(sent)
                        .containsExactlyInAnyOrder(
                                "receipt 2026-03-28T20:30:00Z",
                                "on-cart 2026-03-28T20:30:00Z",
                                "receipt 2026-03-28T20:30:00Z");
                sent.clear();
                clock.set(Instant.parse("2026-03-29T05:59:59.999Z"));
                cdp.advance();
                assertThat(sent).isEmpty();
                pass(cdp, Duration.ofMillis(1));
                assertThat(sent).containsExactly("on-cart 2026-03-29T06:00:00Z");
            }
        }

        @Test
        void a_cap_counts_from_the_hand_over_although_that_is_acknowledged_later() {
            try (Cdp cdp = open()) {
                List<String> ids = new ArrayList<>();
                Triggers.of(cdp)
                        .attach(
                                mail("weekly").onEvent(CART).atMost(1, Duration.ofDays(7)),
                                firing -> ids.add(firing.id()));
                cdp.track(ANN, Event.of(CART));
                pass(cdp, Duration.ofDays(6));
                assertThat(cdp.service(Outbox.class).acknowledge(ids.get(0))).isTrue();
                pass(cdp, Duration.ofDays(2));
                cdp.track(ANN, Event.of(CART));
                assertThat(ids).hasSize(2);
            }
        }

        @Test
        void caps_hold_in_every_window_and_the_more_important_goes_first() {
            for (long seed = 1; seed <= 6; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                Map<String, List<Instant>> got = new HashMap<>();
                clock.set(Instant.parse(seed % 2 == 0 ? "2026-03-26T20:00:00Z" : "2026-10-22T20:00:00Z"));
                try (Cdp cdp = Cdp.inMemory()
                        .with(new PermitEverything())
                        .with(SegmentModule.live())
                        .clock(clock)
                        .open()) {
                    Triggers careful = Triggers.of(
                            cdp,
                            ContactPolicy.in(VIENNA)
                                    .atMost(4, Duration.ofHours(24))
                                    .atMost("sms", 1, Duration.ofHours(10))
                                    .quiet(LocalTime.of(22, 0), LocalTime.of(7, 0)));
                    for (int t = 0; t < 4; t++) {
                        String channel = t == 0 ? "sms" : "email";
                        careful.attach(
                                mail("t" + t)
                                        .onEvent(t % 2 == 0 ? CART : ORDER)
                                        .channel(channel)
                                        .priority(t)
                                        .delay(Duration.ofMinutes(1 + random.nextInt(300)))
                                        .atMost(2, Duration.ofHours(24)),
                                firing -> got.computeIfAbsent(
                                                firing.profile()
                                                        .identifiers()
                                                        .get(0)
                                                        .value(),
                                                who -> new ArrayList<>())
                                        .add(clock.instant().plusNanos(channel.equals("sms") ? 1 : 0)));
                    }
                    for (int step = 0; step < 150; step++) {
                        cdp.track(
                                Identifier.userId("u" + random.nextInt(3)),
                                Event.of(random.nextBoolean() ? CART : ORDER));
                        pass(cdp, Duration.ofMinutes(random.nextInt(90)));
                    }
                }
                assertThat(got).as("seed %d", seed).hasSize(3);
                assertThat(VIENNA.getRules()
                                .nextTransition(
                                        Instant.parse(seed % 2 == 0 ? "2026-03-26T20:00:00Z" : "2026-10-22T20:00:00Z"))
                                .getInstant())
                        .as("the clock was changed meanwhile")
                        .isBefore(clock.instant());
                String place = "seed " + seed;
                got.values().forEach(times -> {
                    assertCap(place, times, 4, Duration.ofHours(24));
                    assertCap(
                            place,
                            times.stream()
                                    .filter(at -> at.get(ChronoField.NANO_OF_SECOND) % 1_000 == 1)
                                    .toList(),
                            1,
                            Duration.ofHours(10));
                    assertThat(times).as(place).allMatch(at -> {
                        int hour = at.atZone(VIENNA).getHour();
                        return hour >= 7 && hour < 22;
                    });
                });
            }
        }

        private static void assertCap(String place, List<Instant> times, int most, Duration within) {
            for (int i = most; i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - most), times.get(i)))
                        .as(place)
                        .isGreaterThanOrEqualTo(within);
            }
        }

        @Test
        void of_two_that_are_due_at_once_the_more_important_takes_the_place() {
            try (Cdp cdp = open()) {
                Triggers one = Triggers.of(cdp, ContactPolicy.in(VIENNA).atMost(1, Duration.ofDays(1)));
                attach(
                        one,
                        mail("plain").onEvent(CART),
                        mail("dear").onEvent(CART).priority(5));
                cdp.track(ANN, Event.of(CART));
                assertThat(sent).containsExactly("dear 2026-03-02T09:00:00Z");
            }
        }
    }

    @Nested
    class Of_a_segment {

        @Test
        void who_is_in_already_fires_once_if_that_is_wanted_and_their_number_is_known_before() {
            try (Cdp cdp = open()) {
                Segment fresh = fresh(cdp);
                for (int i = 0; i < 300; i++) {
                    cdp.calling(c -> c.lazy(Duration.ofHours(1))).track(Identifier.userId("u" + i), Event.of(CART));
                }
                pass(cdp, Duration.ofMinutes(1));
                Trigger welcome = mail("welcome").onEnter(fresh).forExistingMembers();
                assertThat(Triggers.of(cdp).existing(welcome)).isEqualTo(300);
                attach(cdp, welcome);
                cdp.advance();
                assertThat(sent).hasSize(300);
                cdp.track(ANN, Event.of(CART));
                assertThat(sent).hasSize(301);
            }
            try (Cdp cdp = open()) {
                attach(cdp, mail("welcome").onEnter(fresh(cdp)).forExistingMembers());
                cdp.advance();
                assertThat(sent).hasSize(301);
            }
        }

        @Test
        void a_date_fires_when_it_is_so_many_days_ahead() {
            Trait<LocalDate> birthday = Trait.date("birthday");
            try (Cdp cdp = open()) {
                Segment soon = Segments.of(cdp)
                        .define(Segment.named("birthday-soon")
                                .purpose(Purpose.ANALYTICS)
                                .when(trait(birthday).anniversary(VIENNA, Duration.ofDays(7))));
                attach(
                        Triggers.of(cdp, ContactPolicy.in(VIENNA)),
                        mail("wish").onEnter(soon).sentBetween(LocalTime.of(9, 0), LocalTime.of(18, 0)));
                cdp.identify(ANN, facts -> facts.set(birthday, LocalDate.of(1990, 4, 2)));
                for (int hour = 0; hour < 40 * 24; hour++) {
                    pass(cdp, Duration.ofHours(1));
                }
                assertThat(sent).containsExactly("wish 2026-03-26T08:00:00Z");
            }
        }

        @Test
        void a_trigger_that_decides_needs_a_human_and_an_explicit_yes() {
            try (Cdp cdp = open()) {
                assertThatThrownBy(() -> attach(cdp, ON_CART.decides()))
                        .hasMessage("trigger on-cart decides about people: attach it with a human review");
                assertThatThrownBy(() -> Triggers.of(cdp)
                                .attach(
                                        ON_CART.decides(),
                                        firing -> HumanReview.Verdict.APPROVED,
                                        firing -> sent.add("x")))
                        .hasMessageContaining("must rest on consent alone and be marked special()");
                assertThatThrownBy(() ->
                                attach(cdp, Trigger.named("x").onEvent(CART).purpose(Purpose.ANALYTICS)))
                        .hasMessage("trigger x names no channel, and its purpose has none: say channel(...)");
            }
        }
    }
}
