package io.clientele.segment.internal.measure;

import java.math.BigDecimal;

/**
 * An exact quotient.
 *
 * @param over above the line
 * @param under below it, more than 0
 */
public record Fraction(BigDecimal over, BigDecimal under) {

    private static final Fraction ZERO = new Fraction(BigDecimal.ZERO, BigDecimal.ONE);

    static Fraction zero() {
        return ZERO;
    }

    static Fraction of(BigDecimal value) {
        return new Fraction(value, BigDecimal.ONE);
    }

    /** How it compares with a number. */
    public int compareTo(BigDecimal value) {
        return over.compareTo(value.multiply(under));
    }

    Fraction minus(Fraction other) {
        BigDecimal both = under.multiply(other.under);
        return new Fraction(over.multiply(other.under).subtract(other.over.multiply(under)), both);
    }

    /** By another that is not 0. */
    Fraction by(Fraction other) {
        BigDecimal sign = BigDecimal.valueOf(other.over.signum());
        return new Fraction(
                over.multiply(other.under).multiply(sign),
                under.multiply(other.over).multiply(sign));
    }
}
