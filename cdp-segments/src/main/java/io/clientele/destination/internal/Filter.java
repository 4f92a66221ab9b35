package io.clientele.destination.internal;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is done to a value on its way into a request; a value it makes no sense for is missing. */
enum Filter {
    /** A text that is a number becomes one. */
    NUMBER(Filter::number),
    /** A number or boolean becomes text. */
    TEXT(value -> scalar(value)),
    /** An instant as milliseconds since 1970. */
    MILLIS(value -> instant(value).map(at -> BigDecimal.valueOf(at.toEpochMilli()))),
    /** An instant as seconds since 1970, with fractions. */
    SECONDS(value ->
            instant(value).map(at -> BigDecimal.valueOf(at.toEpochMilli(), 3).stripTrailingZeros())),
    /** An instant as whole seconds since 1970. */
    UNIX(value -> instant(value).map(at -> BigDecimal.valueOf(at.getEpochSecond()))),
    /** In small letters. */
    LOWER(value -> scalar(value).map(text -> text.toLowerCase(Locale.ROOT))),
    /** Text cut at commas. */
    SPLIT(value -> scalar(value)
            .map(text -> Arrays.stream(text.split(",", -1)).map(String::trim).toList())),
    /** One value as a list of one; a list as it is. */
    LIST(value -> Optional.of(value instanceof List<?> ? value : List.of(value))),
    /** One value or each of a list as text. */
    TEXTS(value -> Optional.of((value instanceof List<?> list ? list : List.of(value))
            .stream().flatMap(each -> scalar(each).stream()).toList())),
    /** Text in the alphabet of RFC 4648 §4. */
    BASE64(value ->
            scalar(value).map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))),
    /** Any value as JSON text. */
    JSON(value -> Optional.of(new String(new Json().write(value), StandardCharsets.UTF_8))),
    /** Blanks become underscores. */
    JOINED(value -> scalar(value).map(text -> text.trim().replaceAll("\\s+", "_"))),
    /** What stands before the last blank. */
    GIVEN_NAME(value -> scalar(value).map(text -> before(text.trim()))),
    /** What stands after the last blank. */
    FAMILY_NAME(value ->
            scalar(value).map(text -> text.trim().substring(text.trim().lastIndexOf(' ') + 1))),
    /** A tree as one level: names in small letters joined by underscores, objects in lists as text. */
    FLAT(value -> value instanceof Map<?, ?> map ? Optional.of(flat(map)) : Optional.empty());

    private final Function<Object, Optional<?>> function;

    Filter(Function<Object, Optional<?>> function) {
        this.function = function;
    }

    /**
     * The filter of a name in small letters.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Filter named(String name) {
        return Arrays.stream(values())
                .filter(filter -> filter.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no filter " + name));
    }

    Optional<Object> apply(Object value) {
        return function.apply(value).map(Function.identity());
    }

    /** A number, boolean or text as text. */
    static Optional<String> scalar(Object value) {
        if (value instanceof BigDecimal number) {
            return Optional.of(number.toPlainString());
        }
        return value instanceof String || value instanceof Boolean ? Optional.of(value.toString()) : Optional.empty();
    }

    private static Optional<BigDecimal> number(Object value) {
        try {
            return scalar(value).map(text -> new BigDecimal(text.trim()));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(Object value) {
        try {
            return scalar(value).map(Instant::parse);
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    private static String before(String name) {
        int blank = name.lastIndexOf(' ');
        return blank < 0 ? name : name.substring(0, blank).trim();
    }

    private static Map<String, Object> flat(Map<?, ?> tree) {
        Map<String, Object> flat = new LinkedHashMap<>();
        flatten("", tree, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, Object> into) {
        tree.forEach((name, value) -> {
            String key = prefix + String.valueOf(name).toLowerCase(Locale.ROOT);
            if (value instanceof Map<?, ?> deeper) {
                flatten(key + "_", deeper, into);
            } else if (value instanceof List<?> list) {
                into.put(key, elements(list));
            } else {
                into.put(key, value);
            }
        });
    }

    private static List<Object> elements(List<?> list) {
        List<Object> elements = new ArrayList<>();
        for (Object element : list) {
            boolean tree = element instanceof Map || element instanceof List;
            elements.add(tree ? JSON.apply(element).orElseThrow() : element);
        }
        return elements;
    }
}
