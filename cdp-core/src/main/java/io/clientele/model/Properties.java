package io.clientele.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an event or the traits of a profile: an immutable tree as in JSON.
 *
 * <p>A value is a {@link String}, a {@link BigDecimal} (every number), a {@link Boolean}, a {@link List} of values or a
 * {@link Map} from names to values; nothing else. A {@code null} is a missing field. Order of fields is kept but does not
 * matter to {@link #equals}. A <em>path</em> is a chain of names joined by dots; {@code products[*].product_id} reaches
 * into every element of a list.
 */
public final class Properties {

    private static final Properties EMPTY = new Properties(Map.of());
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_DIGITS = 100;

    private final Map<String, Object> values;

    private Properties(Map<String, Object> values) {
        this.values = values;
    }

    /** No fields. */
    public static Properties empty() {
        return EMPTY;
    }

    /**
     * The fields of a map, copied.
     *
     * @throws IllegalArgumentException if a value is of no kind named above, the tree is deeper than 16, a name is longer
     *     than 256 characters, a number than 100 digits, or a text holds half of a surrogate pair
     */
    public static Properties of(Map<String, ?> fields) {
        return fields.isEmpty() ? EMPTY : new Properties(copy(fields, 0));
    }

    /** Checks a field and puts it into a map for {@link #checked}. */
    static void put(Map<String, Object> fields, String name, Object value) {
        fields.put(name(name), value(value, 1));
    }

    /** The fields of a map that {@link #put} filled, copied. */
    static Properties checked(Map<String, Object> fields) {
        return fields.isEmpty() ? EMPTY : new Properties(SmallMap.copyOf(fields));
    }

    private static Map<String, Object> copy(Map<?, ?> fields, int depth) {
        LinkedHashMap<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            if (field.getValue() != null) {
                copy.put(name(String.valueOf(field.getKey())), value(field.getValue(), depth + 1));
            }
        }
        return SmallMap.of(copy);
    }

    private static String name(String name) {
        boolean good = name.length() <= MAX_NAME_LENGTH && Checks.isWellFormed(name);
        return Checks.require(good, name, "a property name must hold at most 256 well-formed characters");
    }

    private static Object value(Object value, int depth) {
        Checks.require(depth <= MAX_DEPTH, value, "properties are nested deeper than " + MAX_DEPTH);
        if (value instanceof String text) {
            return Checks.require(Checks.isWellFormed(text), text, "a property value must be well-formed text");
        }
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            BigDecimal decimal = decimal(number);
            return Checks.require(isSane(decimal), decimal, "a number property must have at most 100 digits");
        }
        if (value instanceof Map<?, ?> map) {
            return copy(map, depth);
        }
        if (value instanceof Properties properties) {
            return copy(properties.values, depth);
        }
        if (value instanceof Collection<?> list) {
            List<Object> elements = new ArrayList<>();
            for (Object element : list) {
                if (element != null) {
                    elements.add(value(element, depth + 1));
                }
            }
            return Collections.unmodifiableList(elements);
        }
        throw new IllegalArgumentException(
                "a property of type " + value.getClass().getName() + " cannot be kept");
    }

    private static boolean isSane(BigDecimal decimal) {
        return decimal.precision() <= MAX_DIGITS && Math.abs((long) decimal.scale()) <= MAX_DIGITS;
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (number instanceof Double || number instanceof Float) {
            Checks.require(Double.isFinite(number.doubleValue()), number, "a number property must be finite");
            return new BigDecimal(number.toString());
        }
        return BigDecimal.valueOf(number.longValue());
    }

    /** These fields with one more, or one replaced. */
    public Properties with(String name, Object value) {
        LinkedHashMap<String, Object> more = new LinkedHashMap<>(values);
        put(more, name, value);
        return new Properties(SmallMap.of(more));
    }

    /** Whether there is no field. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The fields as an unmodifiable map of the kinds of values named above. */
    public Map<String, Object> asMap() {
        return values;
    }

    /** The value of a top-level field, or null: the cheap form for hot paths. */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /** The text at a path: a string as it is, a number or boolean in its plain form; empty for others and for none. */
    public Optional<String> text(String path) {
        return first(path).flatMap(Properties::asText);
    }

    /** The number at a path; a text that is a number of at most 100 digits counts. */
    public Optional<BigDecimal> number(String path) {
        return first(path).flatMap(Properties::asNumber);
    }

    /** The boolean at a path. */
    public Optional<Boolean> flag(String path) {
        return first(path).filter(Boolean.class::isInstance).map(Boolean.class::cast);
    }

    /** Every value at a path, in order; lists reached by {@code [*]} give one each. */
    public List<Object> all(String path) {
        if (path.indexOf('.') < 0 && path.indexOf('[') < 0) {
            Object value = values.get(path);
            return value == null ? List.of() : List.of(value);
        }
        List<Object> level = List.of(values);
        for (String step : path.split("\\.", -1)) {
            level = step(level, step);
        }
        return level;
    }

    private Optional<Object> first(String path) {
        List<Object> found = all(path);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    private static List<Object> step(List<Object> level, String step) {
        boolean each = step.endsWith("[*]");
        String name = each ? step.substring(0, step.length() - 3) : step;
        List<Object> next = new ArrayList<>();
        for (Object node : level) {
            Object value = node instanceof Map<?, ?> map ? map.get(name) : null;
            if (each && value instanceof List<?> list) {
                next.addAll(list);
            } else if (value != null && !each) {
                next.add(value);
            }
        }
        return next;
    }

    static Optional<String> asText(Object value) {
        if (value instanceof BigDecimal number) {
            return Optional.of(number.toPlainString());
        }
        return value instanceof String || value instanceof Boolean ? Optional.of(value.toString()) : Optional.empty();
    }

    static Optional<BigDecimal> asNumber(Object value) {
        if (value instanceof BigDecimal number) {
            return Optional.of(number);
        }
        try {
            return value instanceof String text
                    ? Optional.of(new BigDecimal(text.trim())).filter(Properties::isSane)
                    : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Properties that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The number of fields; never a value. */
    @Override
    public String toString() {
        return values.size() + " fields";
    }
}
