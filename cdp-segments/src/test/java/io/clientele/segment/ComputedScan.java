package io.clientele.segment;

import io.clientele.model.Event;
import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the oracle computes of values and compares. */
final class ComputedScan {

    private ComputedScan() {}

    static List<Object> orZero(Map<String, Object> c, List<Object> value) {
        boolean zero = value.isEmpty()
                && Set.of("sum", "count", "distinct", "distinct_days").contains(c.get("kind"));
        return zero ? List.of(BigDecimal.ZERO) : value;
    }

    static boolean setAgainst(Map<String, Object> c, List<Object> a, List<Object> b) {
        List<BigDecimal> one = a.stream().flatMap(ComputedScan::number).toList();
        List<BigDecimal> other = b.stream().flatMap(ComputedScan::number).toList();
        if (one.isEmpty() || other.isEmpty()) {
            return false;
        }
        if (c.get("kind").equals("difference")) {
            return limited(c, one.get(0).subtract(other.get(0)));
        }
        return other.get(0).signum() != 0 && limited(c, one.get(0).divide(other.get(0), 40, RoundingMode.HALF_EVEN));
    }

    static Stream<BigDecimal> number(Object value) {
        return Properties.of(Map.of("v", value)).number("v").stream();
    }

    static boolean limited(Map<String, Object> c, Object value) {
        if (c.get("is") instanceof List<?> values) {
            Properties v = Properties.of(Map.of("v", value));
            return values.stream().anyMatch(o -> FullScan.equal(o, v));
        }
        BigDecimal limit = (BigDecimal) c.keySet().stream()
                .filter(Set.of("at_least", "more_than", "at_most", "less_than")::contains)
                .map(c::get)
                .findFirst()
                .orElseThrow();
        return number(value).anyMatch(n -> FullScan.lies(c, n.compareTo(limit)));
    }

    static Object favourite(List<Object> values) {
        List<Object> same = values.stream()
                .map(v -> v instanceof BigDecimal n ? n.stripTrailingZeros() : v)
                .toList();
        return same.stream()
                .max(java.util.Comparator.comparingInt((Object v) -> java.util.Collections.frequency(same, v))
                        .thenComparing(Object::toString))
                .orElseThrow();
    }

    /** The longest time between one of some events and the one before it of all. */
    static List<Object> longestGap(List<Event> all, List<Event> some) {
        return some.stream()
                .map(all::indexOf)
                .filter(place -> place > 0)
                .map(place -> Duration.between(
                        all.get(place - 1).time(), all.get(place).time()))
                .max(Comparator.naturalOrder())
                .map(gap -> List.<Object>of(BigDecimal.valueOf(gap.toMillis(), 3)))
                .orElse(List.of());
    }

    static List<Object> numeric(String kind, List<BigDecimal> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return List.of(
                switch (kind) {
                    case "sum" -> sum;
                    case "average" -> sum.divide(BigDecimal.valueOf(numbers.size()), 40, RoundingMode.HALF_EVEN);
                    case "min" -> numbers.get(0);
                    default -> numbers.get(numbers.size() - 1);
                });
    }
}
