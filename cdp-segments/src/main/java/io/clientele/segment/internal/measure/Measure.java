package io.clientele.segment.internal.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is compared with a limit: one series, or two set against each other.
 *
 * @param way how
 * @param series one, or two
 */
public record Measure(Way way, List<Series> series) {

    /** How many there are, and what is done with them. */
    public enum Way {
        /** One as it is. */
        ALONE,
        /** One divided by another. */
        RATIO,
        /** One less another. */
        DIFFERENCE
    }

    /** Copies the list. */
    public Measure {
        series = List.copyOf(series);
    }

    /** Whether totals of the series satisfy a limit. Over nothing they satisfy none. */
    public boolean satisfies(Limit limit, List<Total> totals) {
        Total first = totals.get(0);
        if (way == Way.ALONE) {
            return first.isValue() ? !first.isEmpty() && limit.accepts(first.value()) : limit.accepts(first.amount());
        }
        return limit.accepts(amount(totals));
    }

    /** What totals of the series amount to; null over nothing, or if it is no number. */
    public @Nullable Fraction amount(List<Total> totals) {
        Total first = totals.get(0);
        if (way == Way.ALONE) {
            return first.amount();
        }
        Total second = totals.get(1);
        Fraction one = first.amountOrZero();
        Fraction other = second.amountOrZero();
        if (one == null || other == null || first.isEmpty() && second.isEmpty()) {
            return null;
        }
        if (way == Way.DIFFERENCE) {
            return one.minus(other);
        }
        return other.over().signum() == 0 ? null : one.by(other);
    }
}
