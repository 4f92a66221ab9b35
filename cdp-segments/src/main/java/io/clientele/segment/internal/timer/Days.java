package io.clientele.segment.internal.timer;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * The latest days, weeks or months of a time zone, today's included. A day begins when its date first begins in the zone and
 * lasts until the next one begins, so that days come one after another even where clocks are set back over midnight.
 *
 * @param unit days, weeks from Monday, or months
 * @param count how many
 * @param zone whose days
 */
public record Days(Unit unit, int count, ZoneId zone) {

    /** How long a step of the calendar is. */
    public enum Unit {
        /** A day. */
        DAY,
        /** From Monday to Sunday. */
        WEEK,
        /** A month. */
        MONTH
    }

    /** The day in which an instant lies. */
    public static LocalDate dayOf(Instant instant, ZoneId zone) {
        LocalDate date = instant.atZone(zone).toLocalDate();
        return begins(date.plusDays(1), zone).isAfter(instant) ? date : date.plusDays(1);
    }

    /** When a day begins. */
    public static Instant begins(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** No event that is so old counts any more. */
    public Duration longest() {
        int longest = switch (unit) {
            case DAY -> 1;
            case WEEK -> 7;
            case MONTH -> 31;
        };
        return Duration.ofDays((long) count * longest + 1);
    }

    /** When an event of this time ceases to count. */
    long ends(long time) {
        LocalDate day = dayOf(Times.instant(time), zone);
        LocalDate end = switch (unit) {
            case DAY -> day.plusDays(count);
            case WEEK ->
                day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).plusWeeks(count);
            case MONTH -> day.withDayOfMonth(1).plusMonths(count);
        };
        return Times.of(begins(end, zone));
    }
}
