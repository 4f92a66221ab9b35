package io.clientele.segment.internal.measure;

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
public record Window(Optional<Duration> within, Optional<Instant> since, Duration ago, Optional<Days> days, int last) {

    private static final Window EVER =
            new Window(Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty(), 0);

    /** All of it. */
    public static Window ever() {
        return EVER;
    }

    /** The latest part, so long. */
    public static Window within(Duration duration) {
        return new Window(Optional.of(duration), Optional.empty(), Duration.ZERO, Optional.empty(), 0);
    }

    /** From an instant on. */
    public static Window since(Instant instant) {
        return new Window(Optional.empty(), Optional.of(instant), Duration.ZERO, Optional.empty(), 0);
    }

    /** What is so old, and no older than that. */
    public static Window between(Duration least, Duration most) {
        return new Window(Optional.of(most), Optional.empty(), least, Optional.empty(), 0);
    }

    /** Days of a calendar. */
    public static Window days(Days days) {
        return new Window(Optional.empty(), Optional.empty(), Duration.ZERO, Optional.of(days), 0);
    }

    /** So many of the latest events. */
    public static Window last(int events) {
        return new Window(Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty(), events);
    }

    /** Whether events count only once they are so old. */
    public boolean isLate() {
        return !ago.isZero();
    }

    /** How old an event may at most be that counts; nothing for ever. */
    public Optional<Duration> reach() {
        return within.or(() -> days.map(Days::longest));
    }

    /** The same in numbers. */
    public Extent extent() {
        return new Extent(within.map(Times::of).orElse(Times.NEVER), Times.of(ago), days.orElse(null));
    }

    /** The same with how many events. */
    public Series.Span span() {
        return new Series.Span(extent(), last);
    }

    /** From when on at the earliest. */
    public long start() {
        return since.map(Times::of).orElse(Times.ALWAYS);
    }

    /** Adds its fields to those of a condition as JSON. */
    public void into(Map<String, Object> fields) {
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
    public boolean isWithin(Window other) {
        if (other.last > 0 || other.days.isPresent()) {
            return false;
        }
        boolean shorter = other.within.isEmpty()
                || within.filter(d -> d.compareTo(other.within.get()) <= 0).isPresent();
        boolean later = other.since.isEmpty()
                || since.filter(i -> !i.isBefore(other.since.get())).isPresent();
        return shorter && later && ago.compareTo(other.ago) >= 0;
    }

    /** In words, after what it is about. */
    public String describe() {
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
