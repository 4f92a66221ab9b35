package io.clientele.segment.internal.measure;

/** What is computed over events. */
public enum Formula {
    /** The exact sum. */
    SUM,
    /** The sum by the number of values. */
    AVERAGE,
    /** The least value. */
    MIN,
    /** The greatest value. */
    MAX,
    /** How many different values. */
    DISTINCT,
    /** How many events. */
    COUNT,
    /** The first value. */
    FIRST,
    /** The last value. */
    LAST,
    /** On how many calendar days. */
    DAYS;

    /** Whether it is 0 over nothing where it is set against another. */
    boolean isZeroOverNothing() {
        return this == SUM || this == COUNT || this == DISTINCT || this == DAYS;
    }
}
