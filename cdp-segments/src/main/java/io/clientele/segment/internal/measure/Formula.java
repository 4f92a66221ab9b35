package io.clientele.segment.internal.measure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is computed over events. */
public enum Formula {
    /** The exact sum. */
    SUM("path"),
    /** The sum by the number of values. */
    AVERAGE("path"),
    /** The least value. */
    MIN("path"),
    /** The greatest value. */
    MAX("path"),
    /** How many different values. */
    DISTINCT("path"),
    /** The first value. */
    FIRST("path"),
    /** The last value. */
    LAST("path"),
    /** The most frequent value; of equals the last in order of text. */
    FAVOURITE("path"),
    /** How many events. */
    COUNT(""),
    /** When the last event was: seconds since 1970. */
    LAST_TIME(""),
    /** How many seconds lie between an event and the next, on average. */
    AVERAGE_GAP(""),
    /** How many seconds at most lie between an event and the one of its kind before it, wherever that lies. */
    LONGEST_GAP(""),
    /** On how many calendar days. */
    DISTINCT_DAYS("zone");

    private final String field;

    Formula(String field) {
        this.field = field;
    }

    /** The formula of a journaled name. */
    public static Optional<Formula> named(String key) {
        return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
    }

    /** The name under which it is journaled. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of what it needs besides events: a path, a zone, or nothing. */
    public String field() {
        return field;
    }

    /** Whether it is one of the values and not computed from them. */
    public boolean isValue() {
        return this == FIRST || this == LAST || this == FAVOURITE;
    }

    /** Whether it is 0 over nothing where it is set against another. */
    boolean isZeroOverNothing() {
        return this == SUM || this == COUNT || this == DISTINCT || this == DISTINCT_DAYS;
    }
}
