package io.clientele.segment.internal.measure;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.Values;
import io.clientele.segment.internal.timer.Days;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is computed over which events.
 *
 * @param test the events
 * @param formula what is computed
 * @param at the path of the values; of days the zone
 * @param span which of the events
 */
public record Series(EventTest test, Formula formula, String at, Span span) {

    /**
     * Which events count.
     *
     * @param extent when
     * @param last how many of the latest, 0 for all
     */
    public record Span(Extent extent, int last) {

        /** Whether what counts once always counts. */
        boolean isForever() {
            return extent.isForever() && last == 0;
        }
    }

    /** The values of an event in the form in which they are computed with. */
    List<Object> values(Properties event, long time) {
        return switch (formula) {
            case COUNT, AVERAGE_GAP, LONGEST_GAP -> List.of(true);
            case LAST_TIME -> List.of(BigDecimal.valueOf(time).movePointLeft(9));
            case DISTINCT_DAYS ->
                List.of(BigDecimal.valueOf(
                        Days.dayOf(Times.instant(time), ZoneId.of(at)).toEpochDay()));
            case FIRST, LAST, FAVOURITE -> Values.at(event, at);
            default -> counted(event);
        };
    }

    private List<Object> counted(Properties event) {
        List<Object> values = new ArrayList<>(1);
        for (Object value : Values.at(event, at)) {
            Object counted = formula == Formula.DISTINCT ? Values.key(value) : Values.number(value);
            if (counted != null) {
                values.add(counted);
            }
        }
        return values;
    }
}
