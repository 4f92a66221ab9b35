package io.clientele.segment.internal;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
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
import org.jspecify.annotations.Nullable;

/** A date or time that is a trait's latest value comes soon: itself, or the same day of a later year. */
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
     * @param zone where days begin and end
     */
    public record Coming(String trait, boolean day, boolean yearly, Duration ahead, ZoneId zone) {}

    /** Of a trait. */
    public DateLeaf(Coming coming) {
        super(List.of("coming", coming));
        this.coming = coming;
    }

    /** The latest value. */
    private static final class Latest extends Cell {
        private @Nullable Temporal value;

        private Latest(Leaf leaf) {
            super(leaf);
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
        if (raw != null) {
            ((Latest) cell).value = raw instanceof String text ? read(text) : null;
            settle(cell, time);
        }
    }

    private @Nullable Temporal read(String text) {
        try {
            Temporal value = coming.day ? LocalDate.parse(text) : Instant.parse(text);
            return Math.abs((long) dayOf(value).getYear()) > LAST_YEAR ? null : value;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private LocalDate dayOf(Temporal value) {
        return value instanceof Instant instant ? Days.dayOf(instant, coming.zone) : (LocalDate) value;
    }

    @Override
    void settle(Cell cell, long time) {
        Temporal value = ((Latest) cell).value;
        Stretch next = value == null ? null : next(value, time);
        cell.holds = next != null && next.from <= time;
        cell.due = next == null ? Times.NEVER : cell.holds ? next.to : next.from;
    }

    /** The present or else the next stretch. */
    private @Nullable Stretch next(Temporal value, long time) {
        if (!coming.yearly) {
            Stretch only = value instanceof Instant instant
                    ? new Stretch(Times.of(instant.minus(coming.ahead)), Times.of(instant))
                    : stretch((LocalDate) value);
            return only.to > time ? only : null;
        }
        LocalDate first = dayOf(value);
        int year = Days.dayOf(Times.instant(time), coming.zone).getYear();
        for (int y = Math.max(first.getYear() + 1, year - 1); y <= LAST_YEAR; y++) {
            Stretch stretch = stretch(first.withYear(y));
            if (stretch.to > time) {
                return stretch;
            }
        }
        return null;
    }

    private Stretch stretch(LocalDate day) {
        Instant from = Days.begins(day, coming.zone).minus(coming.ahead);
        return new Stretch(Times.of(from), Times.of(Days.begins(day.plusDays(1), coming.zone)));
    }

    @Override
    void save(Cell cell, Packer out) {
        Temporal value = ((Latest) cell).value;
        out.text(value == null ? "" : value.toString());
    }

    @Override
    void load(Cell cell, Unpacker in) {
        ((Latest) cell).value = read(in.text());
    }
}
