package io.clientele.segment.internal.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Hours of the day, where clocks are changed. */
class HoursTest {

    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Vienna"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("America/Santiago"),
            ZoneId.of("Asia/Kathmandu"));
    private static final int DAYS = 3;

    @Test
    void the_next_allowed_instant_is_the_one_that_a_look_at_each_minute_finds() {
        int gaps = 0;
        for (long seed = 1; seed <= 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
            List<Hours> hours = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                hours.add(new Hours(time(random), time(random)));
            }
            Instant from = near(zone, random);
            Optional<Instant> expected = scan(hours, zone, from);
            gaps += expected.filter(instant -> instant.isAfter(from)).isPresent() ? 1 : 0;
            assertThat(Hours.next(hours, zone, from))
                    .as("seed %d, %s, %s from %s", seed, zone, hours, from)
                    .isEqualTo(expected);
        }
        assertThat(gaps).isGreaterThan(500);
    }

    private static LocalTime time(SplittableRandom random) {
        return LocalTime.of(random.nextInt(random.nextBoolean() ? 5 : 24), 15 * random.nextInt(4));
    }

    /** Within two days of a change of the clock, where there are any. */
    private static Instant near(ZoneId zone, SplittableRandom random) {
        Instant some = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(random.nextInt(700)));
        var change = zone.getRules().nextTransition(some);
        Instant about = change == null ? some : change.getInstant();
        return about.plus(Duration.ofMinutes(random.nextInt(-2 * 24 * 60, 24 * 60)));
    }

    private static Optional<Instant> scan(List<Hours> hours, ZoneId zone, Instant from) {
        for (int minute = 0; minute < DAYS * 24 * 60; minute++) {
            Instant instant = from.plus(Duration.ofMinutes(minute));
            LocalTime clock = instant.atZone(zone).toLocalTime();
            if (hours.stream().allMatch(each -> shows(each, clock))) {
                return Optional.of(instant);
            }
        }
        return Optional.empty();
    }

    private static boolean shows(Hours hours, LocalTime clock) {
        for (LocalTime time = hours.from(); ; time = time.plusMinutes(15)) {
            Duration in = Duration.between(time, clock);
            if (!in.isNegative() && in.toMinutes() < 15) {
                return true;
            }
            if (time.plusMinutes(15).equals(hours.until())) {
                return false;
            }
        }
    }
}
