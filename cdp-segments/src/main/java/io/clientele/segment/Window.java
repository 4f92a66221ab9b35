package io.clientele.segment;

import io.clientele.segment.internal.measure.Series;
import io.clientele.segment.internal.timer.Days;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import io.clientele.segment.internal.word.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which part of history counts.
 *
 * @param within how far back from now, if limited
 * @param since from which instant on, if limited
 * @param ago how long ago at least; nothing for up to now
 * @param days which days of a calendar, if it decides
 * @param last how many of the latest events, 0 for all
 */
record Window(Optional<Duration> within, Optional<Instant> since, Duration ago, Optional<Days> days, int last) {

    private static final Window EVER =
            new Window(Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty(), 0);

    static Window ever() {
        return EVER;
    }

    static Window within(Duration duration) {
        return new Window(Optional.of(duration), Optional.empty(), Duration.ZERO, Optional.empty(), 0);
    }

    static Window since(Instant instant) {
        return new Window(Optional.empty(), Optional.of(instant), Duration.ZERO, Optional.empty(), 0);
    }

    static Window between(Duration least, Duration most) {
        return new Window(Optional.of(most), Optional.empty(), least, Optional.empty(), 0);
    }

    static Window days(Days days) {
        return new Window(Optional.empty(), Optional.empty(), Duration.ZERO, Optional.of(days), 0);
    }

    static Window last(int events) {
        return new Window(Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty(), events);
    }

    /** Whether events count only once they are so old. */
    boolean isLate() {
        return !ago.isZero();
    }

    /** How old an event may at most be that counts; nothing for ever. */
    Optional<Duration> reach() {
        return within.or(() -> days.map(Days::longest));
    }

    Extent extent() {
        return new Extent(within.map(Times::of).orElse(Times.NEVER), Times.of(ago), days.orElse(null));
    }

    Series.Span span() {
        return new Series.Span(extent(), last);
    }

    long start() {
        return since.map(Times::of).orElse(Times.ALWAYS);
    }

    void into(Map<String, Object> fields) {
        if (isLate()) {
            fields.put("between", List.of(ago.toString(), within.orElseThrow().toString()));
            return;
        }
        within.ifPresent(d -> fields.put("within", d.toString()));
        since.ifPresent(i -> fields.put("since", i.toString()));
        days.ifPresent(d -> {
            fields.put(unit(d), d.count());
            fields.put("zone", d.zone().getId());
        });
        if (last > 0) {
            fields.put("last", last);
        }
    }

    private static String unit(Days days) {
        return days.unit().name().toLowerCase(Locale.ROOT) + "s";
    }

    /** Whether whatever counts here counts there, at any time. */
    boolean isWithin(Window other) {
        if (other.last > 0 || other.days.isPresent()) {
            return false;
        }
        boolean shorter = other.within.isEmpty()
                || within.filter(d -> d.compareTo(other.within.get()) <= 0).isPresent();
        boolean later = other.since.isEmpty()
                || since.filter(i -> !i.isBefore(other.since.get())).isPresent();
        return shorter && later && ago.compareTo(other.ago) >= 0;
    }

    String describe() {
        if (isLate()) {
            return " between " + Values.words(ago) + " and " + Values.words(within.orElseThrow()) + " ago";
        }
        return within.map(d -> " within " + Values.words(d)).orElse("")
                + since.map(i -> " since " + i).orElse("")
                + days.map(Window::words).orElse("")
                + (last > 0 ? " among the last " + last : "");
    }

    private static String words(Days days) {
        String unit = days.unit().name().toLowerCase(Locale.ROOT);
        String span = days.count() > 1
                ? " in the last " + days.count() + " " + unit + "s"
                : unit.equals("day") ? " today" : " this " + unit;
        return span + " in " + days.zone().getId();
    }
}
