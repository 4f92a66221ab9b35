package io.clientele.identity.match.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All values that were ever normalised, each one once. Kinds whose values may stand in each other's fields share them. */
final class Values {

    private final Nicknames nicknames = new Nicknames();
    private final Map<Kind, Map<String, Value>> known = new HashMap<>();
    private int last;
    private final ToDoubleFunction<String> weight;

    /** Without words' weights: {@link #weigh} gives them. */
    Values() {
        this(word -> 1);
    }

    Values(ToDoubleFunction<String> weight) {
        this.weight = weight;
    }

    /** The value of a raw text; null if it says nothing. */
    @Nullable
    Value of(Kind kind, String text) {
        if (text.isEmpty()) {
            return null;
        }
        return intern(kind, kind.normal(text));
    }

    private @Nullable Value intern(Kind kind, String form) {
        if (form.isEmpty()) {
            return null;
        }
        Kind family = family(kind);
        return known.computeIfAbsent(family, key -> new HashMap<>()).computeIfAbsent(form, key -> {
            Value value = new Value(++last, kind, form, family == Kind.NAME ? nicknames.groups(form) : 0);
            value.weigh(weight);
            return value;
        });
    }

    private static Kind family(Kind kind) {
        return switch (kind) {
            case PLACE, CATEGORY, CODE -> Kind.NAME;
            default -> kind;
        };
    }

    /** Weighs the words of all values. */
    void weigh(ToDoubleFunction<String> newWeight) {
        known.values().forEach(some -> some.values().forEach(value -> value.weigh(newWeight)));
    }

    /** Forgets a value that no row has any more. */
    void forget(Kind kind, Value value) {
        known.getOrDefault(family(kind), new HashMap<>()).remove(value.text, value);
    }
}
