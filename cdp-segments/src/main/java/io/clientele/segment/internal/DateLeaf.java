package io.clientele.segment.internal;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Trait;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Days;
import io.clientele.segment.internal.timer.Times;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A date or time that is a trait's latest value comes soon: itself, or the same day of a later year; or today is so many days after
 * such a day, on the person's own clock.
 */
public final class DateLeaf extends Leaf {

    private static final int LAST_YEAR = 9_999;

    private final Coming coming;

    /**
     * What is to come.
     *
     * @param trait the trait's name
     * @param day whether its value is a date and not a time
     * @param yearly whether every later year brings it again
     * @param ahead how long before it is soon
     * @param zone where days begin and end; if {@code days} are said, of who has no time zone
     * @param days today is so many days after it
     */
    public record Coming(String trait, boolean day, boolean yearly, Duration ahead, ZoneId zone, OptionalInt days) {

        private boolean onOwnClock() {
            return days.isPresent();
        }
    }

    /** Of a trait. */
    public DateLeaf(Coming coming) {
        super(List.of("coming", coming));
        this.coming = coming;
    }

    /** The latest value, and where the person's days begin. */
    private static final class Latest extends Cell {
        private @Nullable Temporal value;
        private ZoneId zone;

        private Latest(DateLeaf leaf) {
            super(leaf);
            zone = leaf.coming.zone;
        }
    }

    /** From when to when it is soon. */
    private record Stretch(long from, long to) {}

    @Override
    List<EventTest> tests() {
        return List.of(new EventTest(EventType.IDENTIFY.name(), List.of(), Times.ALWAYS));
    }

    @Override
    long[] durations() {
        return new long[0];
    }

    @Override
    Cell cell() {
        return new Latest(this);
    }

    @Override
    void on(Cell cell, Properties event, long time, int roles) {
        Object raw = event.get(coming.trait);
        Object place = coming.onOwnClock() ? event.get(Trait.TIME_ZONE.name()) : null;
        Latest latest = (Latest) cell;
        if (raw != null) {
            latest.value = raw instanceof String text ? read(text) : null;
        }
        if (place != null) {
            latest.zone = place instanceof String text ? zone(text) : coming.zone;
        }
        if (raw != null || place != null) {
            settle(cell, time);
        }
    }

    private ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            return coming.zone;
        }
    }

    private @Nullable Temporal read(String text) {
        try {
            Temporal value = coming.day ? LocalDate.parse(text) : Instant.parse(text);
            return Math.abs((long) dayOf(value, coming.zone).getYear()) > LAST_YEAR ? null : value;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static LocalDate dayOf(Temporal value, ZoneId zone) {
        return value instanceof Instant instant ? Days.dayOf(instant, zone) : (LocalDate) value;
    }

    @Override
    void settle(Cell cell, long time) {
        Latest latest = (Latest) cell;
        Stretch next = latest.value == null ? null : next(latest.value, latest.zone, time);
        cell.holds = next != null && next.from <= time;
        cell.due = next == null ? Times.NEVER : cell.holds ? next.to : next.from;
    }

    /** The present or else the next stretch. */
    private @Nullable Stretch next(Temporal value, ZoneId zone, long time) {
        if (!coming.yearly) {
            Stretch only = value instanceof Instant instant && !coming.onOwnClock()
                    ? new Stretch(Times.of(instant.minus(coming.ahead)), Times.of(instant))
                    : stretch(dayOf(value, zone), zone);
            return only.to > time ? only : null;
        }
        LocalDate first = dayOf(value, zone);
        int year = Days.dayOf(Times.instant(time), zone).getYear();
        for (int y = Math.max(first.getYear() + 1, year - 1); y <= LAST_YEAR; y++) {
            Stretch stretch = stretch(first.withYear(y), zone);
            if (stretch.to > time) {
                return stretch;
            }
        }
        return null;
    }

    private Stretch stretch(LocalDate of, ZoneId zone) {
        LocalDate day = of.plusDays(coming.days.orElse(0));
        Instant from = Days.begins(day, zone).minus(coming.ahead);
        return new Stretch(Times.of(from), Times.of(Days.begins(day.plusDays(1), zone)));
    }

    @Override
    void save(Cell cell, Packer out) {
        Temporal value = ((Latest) cell).value;
        out.text(value == null ? "" : value.toString());
        if (coming.onOwnClock()) {
            out.text(((Latest) cell).zone.getId());
        }
    }

    @Override
    void load(Cell cell, Unpacker in) {
        ((Latest) cell).value = read(in.text());
        if (coming.onOwnClock()) {
            ((Latest) cell).zone = zone(in.text());
        }
    }
}
