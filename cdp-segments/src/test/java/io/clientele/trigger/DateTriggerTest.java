package io.clientele.trigger;

import static io.clientele.segment.Conditions.trait;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Condition;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triggers on a day, each person's on their own clock. */
class DateTriggerTest {

    private static final Trait<LocalDate> RENEWAL = Trait.date("renewal");
    private static final Trait<LocalDate> BIRTHDAY = Trait.date("birthday");
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
    private static final List<String> ZONES = List.of(
            "Europe/Vienna",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Santiago",
            "Asia/Kathmandu",
            "Pacific/Kiritimati",
            "not a zone");

    private final ManualClock clock = ManualClock.at("2026-03-02T09:00:00Z");
    private final List<String> sent = new ArrayList<>();

    @TempDir
    private Path directory;

    private Cdp open() {
        return Cdp.in(directory)
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    private static Trigger mail(String name) {
        return Trigger.named(name).purpose(Purpose.EMAIL_MARKETING);
    }

    private void attach(Cdp cdp, Trigger trigger) {
        Triggers.of(cdp, ContactPolicy.in(VIENNA))
                .attach(
                        trigger,
                        firing -> sent.add(firing.profile().identifiers().get(0).value() + " " + firing.boundary()));
    }

    private void pass(Cdp cdp, Duration time, Duration step) {
        for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minus(step)) {
            clock.advance(step);
            cdp.advance();
        }
    }

    @Test
    void it_fires_as_the_day_begins_so_many_days_before_a_date_on_each_persons_own_clock() {
        try (Cdp cdp = open()) {
            attach(cdp, mail("renew").onDate(RENEWAL, -14));
            LocalDate end = LocalDate.of(2026, 4, 5);
            cdp.identify(Identifier.userId("vi"), i -> i.set(RENEWAL, end));
            cdp.identify(Identifier.userId("ny"), i -> i.set(RENEWAL, end).set(Trait.TIME_ZONE, "America/New_York"));
            cdp.identify(Identifier.userId("kat"), i -> i.set(Trait.TIME_ZONE, "Asia/Kathmandu"));
            cdp.identify(Identifier.userId("kat"), i -> i.set(RENEWAL, end));
            pass(cdp, Duration.ofDays(10), Duration.ofHours(1));
            assertThat(sent).isEmpty();
        }
        try (Cdp cdp = open()) {
            attach(cdp, mail("renew").onDate(RENEWAL, -14));
            pass(cdp, Duration.ofDays(30), Duration.ofMinutes(15));
            assertThat(sent)
                    .containsExactly("kat 2026-03-21T18:15:00Z", "vi 2026-03-21T23:00:00Z", "ny 2026-03-22T04:00:00Z");
        }
    }

    @Test
    void an_anniversary_comes_each_year_and_is_sent_at_a_decent_hour() {
        try (Cdp cdp = open()) {
            attach(cdp, mail("wish").onAnniversary(BIRTHDAY, 0).sentBetween(LocalTime.of(9, 0), LocalTime.of(18, 0)));
            cdp.identify(Identifier.userId("leap"), i -> i.set(BIRTHDAY, LocalDate.of(1992, 2, 29)));
            Triggers.of(cdp, ContactPolicy.in(VIENNA))
                    .attach(
                            mail("at-nine")
                                    .onAnniversary(BIRTHDAY, 0)
                                    .sentBetween(LocalTime.of(9, 0), LocalTime.of(18, 0)),
                            firing -> assertThat(clock.instant().atZone(VIENNA).getHour())
                                    .isEqualTo(9));
            pass(cdp, Duration.ofDays(3 * 365), Duration.ofHours(1));
            assertThat(sent)
                    .containsExactly(
                            "leap 2027-02-27T23:00:00Z", "leap 2028-02-28T23:00:00Z", "leap 2029-02-27T23:00:00Z");
        }
    }

    @Test
    void whoever_flies_west_that_day_has_it_twice_and_hears_of_it_once() {
        try (Cdp cdp = open()) {
            attach(cdp, mail("wish").onAnniversary(BIRTHDAY, 0));
            Identifier ann = Identifier.userId("ann");
            cdp.identify(ann, i -> i.set(BIRTHDAY, LocalDate.of(1990, 3, 4)));
            pass(cdp, Duration.ofHours(40), Duration.ofHours(1));
            assertThat(sent).containsExactly("ann 2026-03-03T23:00:00Z");
            cdp.identify(ann, i -> i.set(Trait.TIME_ZONE, "America/New_York"));
            pass(cdp, Duration.ofDays(3), Duration.ofHours(1));
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    void whose_day_it_is_now_can_be_counted_before_and_be_told_too() {
        try (Cdp cdp = open()) {
            Trigger today = mail("today").onDate(RENEWAL, 1).forExistingMembers();
            cdp.identify(Identifier.userId("ann"), i -> i.set(RENEWAL, LocalDate.of(2026, 3, 1)));
            cdp.identify(Identifier.userId("bob"), i -> i.set(RENEWAL, LocalDate.of(2026, 3, 2)));
            clock.advance(Duration.ofMinutes(1));
            assertThat(Triggers.of(cdp, ContactPolicy.in(VIENNA)).existing(today))
                    .isEqualTo(1);
            attach(cdp, today);
            cdp.advance();
            assertThat(sent).containsExactly("ann 2026-03-02T09:01:00Z");
        }
    }

    @Test
    void what_cannot_be_is_refused_with_a_sentence() {
        try (Cdp cdp = open()) {
            assertThatThrownBy(() -> attach(cdp, mail("x").onAnniversary(BIRTHDAY, 365)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("days must be at most 364 either way");
            assertThatThrownBy(() -> attach(cdp, Trigger.named("x").onDate(RENEWAL, 0)))
                    .hasMessage("trigger x names no purpose: say purpose(...)");
            Condition day = trait(RENEWAL).isDay(-3, VIENNA);
            assertThat(Condition.ofJson(day.json())).isEqualTo(day);
            Condition yearly = trait(BIRTHDAY).isDayOfYear(7, VIENNA);
            assertThat(Condition.ofJson(yearly.json())).isEqualTo(yearly).isNotEqualTo(day);
            assertThat(yearly.describe())
                    .isEqualTo("it is 7 days after the day of birthday on the person's own clock, else in"
                            + " Europe/Vienna");
        }
    }

    @Test
    void at_each_moment_it_is_the_day_of_those_whose_calendar_says_so() {
        int days = 0;
        for (long seed = 1; seed <= 6; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean yearly = seed % 2 == 0;
            int shift = random.nextInt(-9, 10);
            clock.set(Instant.parse(seed % 3 == 0 ? "2026-10-30T00:00:00Z" : "2026-03-25T00:00:00Z"));
            Map<String, LocalDate> dates = new HashMap<>();
            Map<String, String> zones = new HashMap<>();
            try (Cdp cdp = Cdp.inMemory()
                    .with(new PermitEverything())
                    .with(SegmentModule.live())
                    .clock(clock)
                    .open()) {
                Segment segment = Segments.of(cdp)
                        .define(Segment.named("day")
                                .purpose(Purpose.ANALYTICS)
                                .when(
                                        yearly
                                                ? trait(BIRTHDAY).isDayOfYear(shift, VIENNA)
                                                : trait(BIRTHDAY).isDay(shift, VIENNA)));
                for (int step = 0; step < 4 * 24 * 14; step++) {
                    if (random.nextInt(20) == 0) {
                        String who = "u" + random.nextInt(5);
                        if (random.nextInt(3) == 0) {
                            zones.put(who, ZONES.get(random.nextInt(ZONES.size())));
                            cdp.identify(Identifier.userId(who), i -> i.set(Trait.TIME_ZONE, zones.get(who)));
                        } else {
                            LocalDate about = LocalDate.ofInstant(clock.instant(), VIENNA);
                            LocalDate date = about.plusDays(random.nextInt(-3, 4) - shift);
                            dates.put(who, yearly ? date.minusYears(random.nextInt(0, 3)) : date);
                            cdp.identify(Identifier.userId(who), i -> i.set(BIRTHDAY, dates.get(who)));
                        }
                        cdp.track(Identifier.userId(who), Event.of(EventType.named("Seen")));
                    }
                    for (String who : dates.keySet()) {
                        boolean in = isDay(dates.get(who), zones.getOrDefault(who, "-"), shift, yearly);
                        days += in ? 1 : 0;
                        assertThat(Segments.of(cdp).contains(Identifier.userId(who), segment))
                                .as("seed %d, %s at %s", seed, who, clock.instant())
                                .isEqualTo(in);
                    }
                    clock.advance(Duration.ofMinutes(15));
                    cdp.advance();
                }
            }
        }
        assertThat(days).isGreaterThan(500);
    }

    /** What a calendar on the person's wall says. */
    private boolean isDay(LocalDate date, String zone, int shift, boolean yearly) {
        ZoneId place = ZONES.contains(zone) && zone.contains("/") ? ZoneId.of(zone) : VIENNA;
        LocalDate today = LocalDate.ofInstant(clock.instant(), place);
        LocalDate of = today.minusDays(shift);
        return yearly
                ? of.getYear() > date.getYear() && MonthDay.from(of).equals(MonthDay.from(date))
                : of.equals(date);
    }
}
