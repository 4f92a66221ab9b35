package io.clientele.segment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The calendar of the oracle: looks from the present back, where the engine looks from events ahead. */
final class CalendarScan {

    private static final Set<String> UNITS = Set.of("days", "weeks", "months");

    private CalendarScan() {}

    static LocalDate day(Instant t, ZoneId zone) {
        LocalDate date = t.atZone(zone).toLocalDate().plusDays(1);
        while (start(date, zone).isAfter(t)) {
            date = date.minusDays(1);
        }
        return date;
    }

    private static Instant start(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }

    static boolean limits(Map<String, Object> c) {
        return UNITS.stream().anyMatch(c::containsKey);
    }

    /** Whether an event of a time counts in a condition's days, seen from an instant. */
    static boolean counts(Map<String, Object> c, Instant time, Instant now) {
        ZoneId zone = ZoneId.of((String) Objects.requireNonNull(c.get("zone")));
        LocalDate today = day(now, zone);
        LocalDate first;
        if (c.containsKey("days")) {
            first = today.minusDays(((BigDecimal) c.get("days")).intValueExact() - 1L);
        } else if (c.containsKey("weeks")) {
            first = today.minusDays(today.getDayOfWeek().getValue() - 1L);
        } else {
            first = LocalDate.of(today.getYear(), today.getMonthValue(), 1);
        }
        return !time.isBefore(start(first, zone));
    }

    /** Whether a trait's date or time comes soon. */
    static boolean comes(Map<String, Object> c, Object value, Instant now) {
        return stretches(c, value, now)
                .anyMatch(s -> !s.get(0).isAfter(now) && s.get(1).isAfter(now));
    }

    private static Stream<List<Instant>> stretches(Map<String, Object> c, Object value, Instant now) {
        ZoneId zone = ZoneId.of((String) Objects.requireNonNull(c.get("zone")));
        Duration ahead = Duration.parse((String) Objects.requireNonNull(c.get("ahead")));
        boolean yearly = "anniversary".equals(c.get("match"));
        LocalDate day;
        try {
            if (!yearly && "time".equals(c.get("type"))) {
                Instant at = Instant.parse((String) value);
                return Stream.of(List.of(at.minus(ahead), at));
            }
            day = "date".equals(c.get("type"))
                    ? LocalDate.parse((String) value)
                    : day(Instant.parse((String) value), zone);
        } catch (java.time.DateTimeException | ClassCastException unreadable) {
            return Stream.of();
        }
        int year = day(now, zone).getYear();
        Stream<LocalDate> days = yearly
                ? Stream.of(year - 1, year, year + 1, year + 2)
                        .filter(y -> y > day.getYear())
                        .map(y -> day.getMonthValue() == 2 && day.getDayOfMonth() == 29 && !java.time.Year.isLeap(y)
                                ? LocalDate.of(y, 2, 28)
                                : LocalDate.of(y, day.getMonthValue(), day.getDayOfMonth()))
                : Stream.of(day);
        return days.map(d -> List.of(start(d, zone).minus(ahead), start(d.plusDays(1), zone)));
    }

    /** Instants at which a condition's calendar may change something, given the values of traits. */
    static void instants(Object node, Set<Object> traits, List<Instant> range, Set<Instant> into) {
        if (node instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked")
            Map<String, Object> c = (Map<String, Object>) map;
            if (c.get("zone") instanceof String zone) {
                LocalDate last = day(range.get(1), ZoneId.of(zone)).plusDays(1);
                for (LocalDate d = day(range.get(0), ZoneId.of(zone)); !d.isAfter(last); d = d.plusDays(1)) {
                    into.add(start(d, ZoneId.of(zone)));
                }
            }
            if (c.containsKey("ahead")) {
                traits.forEach(v -> stretches(c, v, range.get(1)).forEach(into::addAll));
            }
            map.values().forEach(value -> instants(value, traits, range, into));
        } else if (node instanceof List<?> list) {
            list.forEach(each -> instants(each, traits, range, into));
        }
    }
}
