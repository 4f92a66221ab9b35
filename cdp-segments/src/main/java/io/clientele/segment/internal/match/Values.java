package io.clientele.segment.internal.match;

import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads values of events: a number given as text counts as a number, a number has a plain text. */
public final class Values {

    private Values() {}

    /** The values at a path; lists reached by {@code [*]} give each element. */
    public static List<Object> at(Properties properties, String path) {
        return properties.all(path);
    }

    /** Whether a path reaches no deeper than a top-level field. */
    public static boolean isField(String path) {
        return path.indexOf('.') < 0 && path.indexOf('[') < 0;
    }

    /** The distinct values at a path in the form in which they are compared for being the same. */
    public static Set<Object> keys(Properties properties, String path) {
        Set<Object> keys = new LinkedHashSet<>();
        for (Object value : properties.all(path)) {
            keys.add(key(value));
        }
        return keys;
    }

    /** A value in the form in which equal numbers are equal. */
    public static Object key(Object value) {
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }

    /** The value as a number, or null. */
    public static @Nullable BigDecimal number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (!(value instanceof String text) || !mayBeNumber(text)) {
            return null;
        }
        try {
            return new BigDecimal(text.trim());
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static boolean mayBeNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean part = Character.isDigit(c) || c <= ' ' || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
            if (!part) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A text in which upper and lower case are the same. */
    public static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** The value as text, or null for lists and maps. */
    public static @Nullable String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof Boolean flag ? flag.toString() : null;
    }
}
