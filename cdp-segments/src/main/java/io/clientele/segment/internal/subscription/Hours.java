package io.clientele.segment.internal.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hours of the day on a person's clock in which messages may be sent: from one time until before another, over midnight if that is
 * earlier; the same twice is the whole day.
 *
 * @param from the first time
 * @param until the first time after
 */
public record Hours(LocalTime from, LocalTime until) {

    private static final int DAYS = 3;

    /** Whether a time of day is one of them. */
    public boolean contain(LocalTime time) {
        boolean after = !time.isBefore(from);
        boolean before = time.isBefore(until);
        return from.isBefore(until) ? after && before : after || before;
    }

    /**
     * The first instant at or after another at which clocks in a zone show one of all these hours; across changes of the clock, exactly.
     * Empty if there is none.
     */
    public static Optional<Instant> next(List<Hours> all, ZoneId zone, Instant from) {
        if (allow(all, zone, from)) {
            return Optional.of(from);
        }
        return openings(all, zone, from).stream()
                .filter(instant -> instant.isAfter(from) && allow(all, zone, instant))
                .min(Instant::compareTo);
    }

    private static boolean allow(List<Hours> all, ZoneId zone, Instant instant) {
        LocalTime time = ZonedDateTime.ofInstant(instant, zone).toLocalTime();
        return all.stream().allMatch(hours -> hours.contain(time));
    }

    /** Where hours may begin: at their first time, each time clocks show it, and where clocks change. */
    private static List<Instant> openings(List<Hours> all, ZoneId zone, Instant from) {
        ZoneRules rules = zone.getRules();
        LocalDate today = ZonedDateTime.ofInstant(from, zone).toLocalDate();
        List<Instant> openings = new ArrayList<>();
        for (int day = 0; day <= DAYS; day++) {
            LocalDate date = today.plusDays(day);
            for (Hours hours : all) {
                for (ZoneOffset offset : rules.getValidOffsets(date.atTime(hours.from))) {
                    openings.add(date.atTime(hours.from).toInstant(offset));
                }
            }
        }
        ZoneOffsetTransition change = rules.nextTransition(from);
        if (change != null) {
            openings.add(change.getInstant());
        }
        return openings;
    }
}
