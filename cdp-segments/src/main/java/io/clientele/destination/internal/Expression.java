package io.clientele.destination.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A way to a value: paths or quoted texts separated by commas, of which the first that leads somewhere counts, then filters
 * after bars: {@code userId, anonymousId, 'nobody' | lower}. The path {@code .} is all there is. Immutable.
 */
final class Expression {

    private final List<String> alternatives;
    private final List<Filter> filters;

    private Expression(List<String> alternatives, List<Filter> filters) {
        this.alternatives = alternatives;
        this.filters = filters;
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Expression parse(String text) {
        String[] parts = text.split("\\|", -1);
        List<String> alternatives =
                Arrays.stream(parts[0].split(",", -1)).map(String::trim).toList();
        if (alternatives.contains("")) {
            throw new IllegalArgumentException("an expression names no path: " + text);
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            filters.add(Filter.named(parts[i].trim()));
        }
        return new Expression(alternatives, List.copyOf(filters));
    }

    /** The value, if there is one. */
    Optional<Object> in(Object scope) {
        for (String alternative : alternatives) {
            Optional<Object> value = find(scope, alternative);
            for (Filter filter : filters) {
                value = value.flatMap(filter::apply);
            }
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static Optional<Object> find(Object scope, String path) {
        if (path.startsWith("'") && path.endsWith("'")) {
            return Optional.of(path.substring(1, path.length() - 1));
        }
        Object value = scope;
        for (String name : path.equals(".") ? new String[0] : path.split("\\.", -1)) {
            Object next = value instanceof Map<?, ?> map ? map.get(name) : element(value, name);
            if (next == null) {
                return Optional.empty();
            }
            value = next;
        }
        return Optional.of(value);
    }

    private static @Nullable Object element(Object value, String place) {
        boolean there =
                value instanceof List<?> list && place.matches("[0-9]{1,4}") && Integer.parseInt(place) < list.size();
        return there ? ((List<?>) value).get(Integer.parseInt(place)) : null;
    }
}
