package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.spi.Fact;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows and dates of a calendar, where days have 23, 24 or 25 hours, or are left out altogether. */
class CalendarTest {

    private static final EventType VISIT = EventType.named("Visit");

    private static List<String> changes(Condition condition, Instant until, Fact... facts) {
        Segment segment = Segment.named("s").purpose(Purpose.ANALYTICS).when(condition);
        List<Fact> all = new ArrayList<>(List.of(facts));
        all.add(new Fact.Permits(Instant.parse("2000-01-01T00:00:00Z"), Set.of(Purpose.ANALYTICS)));
        Collections.sort(all);
        List<String> changes = new ArrayList<>();
        SegmentEngine engine =
                new SegmentEngine((profile, s, at, entered) -> changes.add(at + (entered ? " in" : " out")));
        engine.define(segment);
        all.forEach(fact -> engine.apply(0, fact));
        engine.advance(until);
        assertThat(new FullScan(segment, all)
                        .changes(until).stream()
                                .map(c -> c.at() + (c.entered() ? " in" : " out"))
                                .toList())
                .as("the full scan")
                .isEqualTo(changes);
        return changes;
    }

    private static Fact visit(String time) {
        Instant at = Instant.parse(time);
        return new Fact.Happened(Event.of(VISIT).about(Identifier.userId("1"), at, "visit " + time));
    }

    private static Fact known(String trait, String value) {
        Instant at = Instant.parse("2001-01-01T00:00:00Z");
        return new Fact.Happened(
                Event.of(EventType.IDENTIFY).set(trait, value).about(Identifier.userId("1"), at, "known"));
    }

    @Nested
    class A_window_of_days {

        @ParameterizedTest(name = "{0}: a visit at {1} counts today until {2}")
        @CsvSource({
            // the clock goes forward on the 29th of March 2026 and back on the 25th of October
            "Europe/Berlin, 2026-03-28T22:59:59Z, 2026-03-28T23:00:00Z",
            "Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
            "Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
            "Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T23:00:00Z",
            "America/New_York, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
            "America/New_York, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
            // midnight is left out, and comes twice
            "America/Sao_Paulo, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
            "America/Sao_Paulo, 2018-02-18T02:30:00Z, 2018-02-18T03:00:00Z",
            "America/Havana, 2026-11-01T04:30:00Z, 2026-11-02T05:00:00Z",
            // set back over midnight: the day that had begun goes on
            "America/St_Johns, 2010-11-07T02:30:30Z, 2010-11-08T03:30:00Z",
            "America/St_Johns, 2010-11-07T03:00:00Z, 2010-11-08T03:30:00Z",
            // half an hour
            "Australia/Lord_Howe, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z",
            // the 30th of December 2011 was left out
            "Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-30T10:00:00Z",
            "Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
            "UTC, 2028-02-29T12:00:00Z, 2028-03-01T00:00:00Z",
        })
        void follows_the_days_of_its_zone(String zone, String visit, String until) {
            assertThat(changes(
                            did(VISIT).today(ZoneId.of(zone)),
                            Instant.parse(until).plusSeconds(1),
                            visit(visit)))
                    .containsExactly(visit + " in", until + " out");
        }

        @ParameterizedTest(name = "{0}: a visit at {1} counts for {2} days until {3}")
        @CsvSource({
            "Europe/Berlin, 2026-03-28T12:00:00Z, 2, 2026-03-29T22:00:00Z",
            "Europe/Berlin, 2026-03-27T12:00:00Z, 7, 2026-04-02T22:00:00Z",
            "Pacific/Apia, 2011-12-29T12:00:00Z, 2, 2011-12-30T10:00:00Z",
            "UTC, 2027-02-27T12:00:00Z, 3, 2027-03-02T00:00:00Z",
            "UTC, 2028-02-27T12:00:00Z, 3, 2028-03-01T00:00:00Z",
        })
        void counts_days_and_not_hours(String zone, String visit, int days, String until) {
            Condition condition = did(VISIT).lastDays(days, ZoneId.of(zone));
            assertThat(changes(condition, Instant.parse(until).plusSeconds(1), visit(visit)))
                    .containsExactly(visit + " in", until + " out");
        }

        @Test
        void of_a_week_begins_on_monday_and_of_a_month_on_the_first() {
            ZoneId berlin = ZoneId.of("Europe/Berlin");
            Instant end = Instant.parse("2026-04-10T00:00:00Z");
            assertThat(changes(did(VISIT).thisWeek(berlin), end, visit("2026-03-29T21:59:59.999Z")))
                    .containsExactly("2026-03-29T21:59:59.999Z in", "2026-03-29T22:00:00Z out");
            assertThat(changes(did(VISIT).thisWeek(berlin), end, visit("2026-03-29T22:00:00Z")))
                    .containsExactly("2026-03-29T22:00:00Z in", "2026-04-05T22:00:00Z out");
            assertThat(changes(did(VISIT).thisMonth(berlin), end, visit("2026-02-28T23:00:00Z")))
                    .containsExactly("2026-02-28T23:00:00Z in", "2026-03-31T22:00:00Z out");
        }

        @Test
        void agrees_with_the_full_scan_around_changes_of_the_clock() {
            List<ZoneId> zones =
                    List.of(ZoneId.of("Europe/Berlin"), ZoneId.of("America/Sao_Paulo"), ZoneId.of("America/St_Johns"));
            for (long seed = 0; seed < 300; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                ZoneId zone = zones.get(random.nextInt(3));
                Instant start = Instant.parse(List.of(
                                "2010-11-05T00:00:00Z",
                                "2018-02-16T00:00:00Z",
                                "2018-11-02T00:00:00Z",
                                "2026-03-27T00:00:00Z")
                        .get(random.nextInt(4)));
                List<Fact> visits = new ArrayList<>();
                for (int i = random.nextInt(12); i >= 0; i--) {
                    visits.add(
                            visit(start.plusSeconds(1800L * random.nextInt(200)).toString()));
                }
                EventCondition did = did(VISIT);
                Condition condition = switch (random.nextInt(6)) {
                    case 0 -> did.lastDays(1 + random.nextInt(3), zone).atLeast(1 + random.nextInt(3));
                    case 1 ->
                        distinctDays(did.within(Duration.ofHours(40)), zone).atLeast(2);
                    case 2 -> distinctDays(did.lastDays(3, zone), zone).is(2);
                    case 3 ->
                        did.lastDays(2, zone)
                                .andThenNot(EventType.named("Nothing"))
                                .forAtLeast(Duration.ofHours(7));
                    case 4 -> did.today(zone).then(VISIT).within(Duration.ofHours(9));
                    default -> did.thisWeek(zone).exactly(2);
                };
                changes(
                        condition,
                        start.plus(Duration.ofDays(9)),
                        visits.stream().distinct().toArray(Fact[]::new));
            }
        }
    }

    @Nested
    class A_date_to_come {

        private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

        @ParameterizedTest(name = "born on {0}, from {1} to {2}")
        @CsvSource({
            "1990-05-17, 2026-01-01, 2027-01-01, 2026-05-16T22:00:00Z in|2026-05-17T22:00:00Z out",
            "2000-02-29, 2027-01-01, 2029-01-01, '2027-02-27T23:00:00Z in|2027-02-28T23:00:00Z out|2028-02-28T23:00:00Z in|2028-02-29T23:00:00Z out'",
            "1990-03-29, 2026-01-01, 2027-01-01, 2026-03-28T23:00:00Z in|2026-03-29T22:00:00Z out",
        })
        void comes_round_each_year_on_its_day(String born, LocalDate from, LocalDate to, String expected) {
            Condition birthday = trait(Trait.date("born")).anniversary(BERLIN, Duration.ZERO);
            Instant end = to.atStartOfDay(BERLIN).toInstant();
            assertThat(engineOnly(birthday, end, known("born", born)).stream()
                            .filter(c -> !Instant.parse(c.substring(0, c.indexOf(' ')))
                                    .isBefore(from.atStartOfDay(BERLIN).toInstant()))
                            .toList())
                    .isEqualTo(List.of(expected.split("\\|", -1)));
        }

        /** The full scan looks at the years around the present only. */
        private static List<String> engineOnly(Condition condition, Instant until, Fact fact) {
            Segment segment = Segment.named("s").purpose(Purpose.ANALYTICS).when(condition);
            List<String> changes = new ArrayList<>();
            SegmentEngine engine =
                    new SegmentEngine((profile, s, at, entered) -> changes.add(at + (entered ? " in" : " out")));
            engine.define(segment);
            engine.apply(0, new Fact.Permits(Instant.parse("2000-01-01T00:00:00Z"), Set.of(Purpose.ANALYTICS)));
            engine.apply(0, fact);
            engine.advance(until);
            return changes;
        }

        @Test
        void is_soon_from_so_long_before_until_its_day_ends() {
            Condition soon = trait(Trait.date("renewal")).inNext(BERLIN, Duration.ofDays(7));
            assertThat(changes(soon, Instant.parse("2026-05-01T00:00:00Z"), known("renewal", "2026-04-02")))
                    .containsExactly("2026-03-25T22:00:00Z in", "2026-04-02T22:00:00Z out");
        }

        @Test
        void that_is_a_time_is_over_when_it_comes() {
            Condition soon = trait(Trait.time("trial_ends")).inNext(Duration.ofDays(2));
            assertThat(changes(
                            soon, Instant.parse("2026-05-01T00:00:00Z"), known("trial_ends", "2026-04-02T10:00:00Z")))
                    .containsExactly("2026-03-31T10:00:00Z in", "2026-04-02T10:00:00Z out");
        }

        @Test
        void that_cannot_be_read_never_comes() {
            Condition soon = trait(Trait.date("renewal")).inNext(Duration.ofDays(7));
            assertThat(changes(soon, Instant.parse("2026-05-01T00:00:00Z"), known("renewal", "next week")))
                    .isEmpty();
        }
    }
}
