package io.clientele.segment.internal.match;

import io.clientele.segment.internal.match.PropertyTest.Op;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Predicates on the same property that no event satisfies at once. What is found is certain; not all is found. */
public final class TestPairs {

    private TestPairs() {}

    /** The path of two predicates that exclude each other, if any do. */
    public static Optional<String> conflict(List<PropertyTest> tests) {
        for (PropertyTest one : tests) {
            for (PropertyTest other : tests) {
                if (one.path().equals(other.path()) && excludes(one, other)) {
                    return Optional.of(one.path());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean excludes(PropertyTest one, PropertyTest other) {
        if (one.negated()) {
            return false;
        }
        if (other.negated()) {
            boolean same = one.op() == other.op()
                    && one.operands().equals(other.operands())
                    && one.manner().negate().equals(other.manner());
            return other.op() == Op.EXISTS || same;
        }
        boolean single = one.path().indexOf('[') < 0
                && !one.manner().caseless()
                && !other.manner().caseless();
        return single && (noneOf(one, other) || bounds(one, other) || times(one, other));
    }

    /** Whether one names values of which none satisfies the other. */
    private static boolean noneOf(PropertyTest one, PropertyTest other) {
        if (one.op() != Op.IS) {
            return false;
        }
        if (other.op() == Op.IS) {
            return isAll(one, String.class)
                            && isAll(other, String.class)
                            && one.operands().stream().noneMatch(other.operands()::contains)
                    || isAll(one, BigDecimal.class)
                            && isAll(other, BigDecimal.class)
                            && one.operands().stream().noneMatch(v -> isIn((BigDecimal) v, other.operands()));
        }
        return compares(other)
                && isAll(one, BigDecimal.class)
                && one.operands().stream().noneMatch(v -> accepts(other, (BigDecimal) v));
    }

    private static boolean isAll(PropertyTest test, Class<?> type) {
        return test.operands().stream().allMatch(type::isInstance);
    }

    private static boolean isIn(BigDecimal value, List<Object> operands) {
        return operands.stream().anyMatch(operand -> value.compareTo((BigDecimal) operand) == 0);
    }

    private static boolean compares(PropertyTest test) {
        return isUpper(test.op()) || test.op() == Op.AT_LEAST || test.op() == Op.MORE_THAN;
    }

    private static boolean isUpper(Op op) {
        return op == Op.AT_MOST || op == Op.LESS_THAN;
    }

    private static boolean accepts(PropertyTest bound, BigDecimal value) {
        return Comparison.valueOf(bound.op().name()).accepts(value.compareTo(bound(bound)));
    }

    private static BigDecimal bound(PropertyTest test) {
        return (BigDecimal) test.operands().get(0);
    }

    private static boolean bounds(PropertyTest low, PropertyTest high) {
        if (!compares(low) || isUpper(low.op()) || !isUpper(high.op())) {
            return false;
        }
        int compared = bound(low).compareTo(bound(high));
        return compared > 0 || compared == 0 && (low.isStrict() || high.isStrict());
    }

    private static boolean times(PropertyTest one, PropertyTest other) {
        return one.op() == Op.AFTER
                && other.op() == Op.BEFORE
                && !Instant.parse((String) one.operands().get(0))
                        .isBefore(Instant.parse((String) other.operands().get(0)));
    }
}
