package io.clientele.segment.internal.word;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.PropertyTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Values and durations on their way into properties and into words. */
public final class Values {

    private Values() {}

    /** A value in the form in which properties keep it. */
    public static Object raw(Object value) {
        return Objects.requireNonNull(Properties.of(Map.of("v", value)).asMap().get("v"));
    }

    /** Values in the form in which properties keep them. */
    public static List<Object> raw(List<?> values) {
        List<Object> raw = new ArrayList<>();
        values.forEach(value -> raw.add(raw(value)));
        return raw;
    }

    /** A number as an exact decimal. */
    public static BigDecimal decimal(Number value) {
        return (BigDecimal) raw(value);
    }

    /** A value in words. */
    public static String word(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /** A predicate in words. */
    public static String words(PropertyTest test) {
        String operands = test.operands().stream().map(Values::word).collect(Collectors.joining(" or "));
        String op = test.op().key().replace('_', ' ');
        String each = test.manner().every() ? "each " : "";
        return (each + test.path() + " " + (test.negated() ? "not " : "") + op + " " + operands).trim();
    }

    /** A duration in its largest whole unit. */
    public static String words(Duration duration) {
        if (!duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()))) {
            return duration.toDays() + (duration.toDays() == 1 ? " day" : " days");
        }
        return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }

    /** A predicate in properties. */
    public static Map<String, Object> properties(PropertyTest test) {
        Map<String, Object> fields = new java.util.LinkedHashMap<>();
        fields.put("path", test.path());
        fields.put("match", test.op().key());
        if (!test.operands().isEmpty()) {
            fields.put("value", test.operands());
        }
        said(fields, "negated", test.negated());
        said(fields, "ignore_case", test.manner().caseless());
        said(fields, "of_all", test.manner().every());
        return fields;
    }

    private static void said(Map<String, Object> fields, String name, boolean said) {
        if (said) {
            fields.put(name, true);
        }
    }

    /** Refuses what is not so. */
    public static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Paths, none of which is blank. */
    public static List<String> paths(List<String> paths) {
        paths.forEach(path -> require(!path.isBlank(), "path must not be blank"));
        return List.copyOf(paths);
    }

    /** A duration that is not negative. */
    public static Duration duration(String argument, Duration value) {
        require(!value.isNegative(), argument + " must not be negative");
        return value;
    }
}
