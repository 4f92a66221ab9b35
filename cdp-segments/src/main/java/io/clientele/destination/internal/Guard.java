package io.clientele.destination.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A question about a tree. An object asks all of its fields, each an expression with what its value must be: a value, one of a
 * list, or an object with {@code $is} ({@code present} or {@code absent}), {@code $not}, {@code $over} or {@code $matches}. A list
 * of objects is true if one of them is. Immutable.
 */
final class Guard {

    private final List<List<Check>> ways;

    private Guard(List<List<Check>> ways) {
        this.ways = ways;
    }

    private record Check(Expression expression, Predicate<Optional<Object>> test) {

        boolean holds(Object scope) {
            return test.test(expression.in(scope));
        }
    }

    /**
     * Reads a question.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Guard of(Object definition) {
        List<?> ways = definition instanceof List<?> list ? list : List.of(definition);
        return new Guard(ways.stream().map(Guard::all).toList());
    }

    private static List<Check> all(Object way) {
        List<Check> checks = new ArrayList<>();
        Definition.map("a condition", way)
                .forEach((path, wanted) -> checks.add(new Check(Expression.parse(path), test(wanted))));
        return checks;
    }

    private static Predicate<Optional<Object>> test(Object wanted) {
        if (wanted instanceof Map<?, ?> map) {
            Map.Entry<?, ?> only = map.entrySet().stream()
                    .findFirst()
                    .filter(first -> map.size() == 1)
                    .orElseThrow(() -> new IllegalArgumentException("a condition must hold one word"));
            return special(String.valueOf(only.getKey()), only.getValue());
        }
        List<?> values = wanted instanceof List<?> list ? list : List.of(wanted);
        return value -> value.isPresent() && values.stream().anyMatch(each -> same(each, value.get()));
    }

    private static Predicate<Optional<Object>> special(String word, Object wanted) {
        return switch (word) {
            case "$is" -> wanted.equals("present") ? Optional::isPresent : Optional::isEmpty;
            case "$not" -> other(wanted instanceof List<?> list ? list : List.of(wanted));
            case "$over" -> over(new BigDecimal(wanted.toString()));
            case "$matches" -> matching(Pattern.compile(wanted.toString()));
            default -> throw new IllegalArgumentException("there is no condition " + word);
        };
    }

    private static Predicate<Optional<Object>> other(List<?> values) {
        return value -> value.isPresent() && values.stream().noneMatch(each -> same(each, value.get()));
    }

    private static Predicate<Optional<Object>> over(BigDecimal limit) {
        return value -> value.flatMap(Filter.NUMBER::apply)
                .filter(number -> ((BigDecimal) number).compareTo(limit) > 0)
                .isPresent();
    }

    private static Predicate<Optional<Object>> matching(Pattern pattern) {
        return value -> value.flatMap(Filter::scalar)
                .filter(text -> pattern.matcher(text).matches())
                .isPresent();
    }

    private static boolean same(Object wanted, Object value) {
        return wanted instanceof BigDecimal number && value instanceof BigDecimal other
                ? number.compareTo(other) == 0
                : wanted.equals(value);
    }

    boolean holds(Object scope) {
        return ways.stream().anyMatch(way -> way.stream().allMatch(check -> check.holds(scope)));
    }
}
