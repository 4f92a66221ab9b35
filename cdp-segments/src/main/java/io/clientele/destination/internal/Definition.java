package io.clientele.destination.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One object of a mapping definition, read field by field; a field that nobody knows is refused. */
final class Definition {

    private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

    private final String what;
    private final Map<String, Object> fields;

    /** An object that may have these fields. */
    Definition(String what, Object tree, Set<String> known) {
        this.what = what;
        this.fields = map(what, tree);
        fields.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(what + " has no field " + name);
                });
    }

    /** A tree that must be an object. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> map(String what, Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException(what + " must be an object");
    }

    Optional<Object> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    Object require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(what + " has no " + name));
    }

    Optional<String> text(String name) {
        return find(name).map(String::valueOf);
    }

    int number(String name, int otherwise) {
        Object value = find(name).orElse(BigDecimal.valueOf(otherwise));
        if (value instanceof BigDecimal number && number.signum() > 0 && number.compareTo(MOST) <= 0) {
            return number.intValue();
        }
        throw new IllegalArgumentException(what + " has a " + name + " that is no positive number");
    }

    <T> Optional<T> as(String name, Function<Object, T> reader) {
        return find(name).map(reader);
    }

    <T> List<T> each(String name, Function<Object, T> reader) {
        Object value = find(name).orElse(List.of());
        if (value instanceof List<?> list) {
            return list.stream().<T>map(reader).toList();
        }
        throw new IllegalArgumentException(what + " has a " + name + " that is no list");
    }
}
