package io.clientele.segment.internal.measure;

import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.match.Values;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregate is compared with.
 *
 * @param comparison how
 * @param values with one number; or of {@link Comparison#IS} with values of which it must be one
 */
public record Limit(Comparison comparison, List<Object> values) {

    /** Copies the list. */
    public Limit {
        values = List.copyOf(values);
    }

    /** A comparison with a number. */
    public static Limit of(Comparison comparison, BigDecimal value) {
        return new Limit(comparison, List.of(value));
    }

    /** The number with which it compares. */
    public BigDecimal number() {
        return (BigDecimal) values.get(0);
    }

    boolean accepts(@Nullable Fraction value) {
        if (value == null) {
            return false;
        }
        for (Object each : values) {
            if (each instanceof BigDecimal number && comparison.accepts(value.compareTo(number))) {
                return true;
            }
        }
        return false;
    }

    /** Of a value that need not be a number. */
    boolean accepts(Object value) {
        BigDecimal number = Values.number(value);
        if (number != null && accepts(Fraction.of(number))) {
            return true;
        }
        return comparison == Comparison.IS
                && values.stream().anyMatch(each -> !(each instanceof BigDecimal) && each.equals(like(each, value)));
    }

    private static @Nullable Object like(Object wanted, Object value) {
        return wanted instanceof String ? Values.text(value) : value;
    }
}
