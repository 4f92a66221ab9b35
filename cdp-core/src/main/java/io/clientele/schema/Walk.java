package io.clientele.schema;

import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes through fields by the rules of a schema and keeps what a judge leaves of them. What nothing is taken from stays the
 * same object. Used once.
 */
final class Walk {

    private final Judge judge;
    private final Bounds bounds;
    private int dropped;
    private int reduced;
    private boolean undeclared;

    /** Says what is left of each value. */
    interface Judge {

        /** What is left of a value of a field; empty if nothing. */
        Optional<Object> keep(Field field, Object value);

        /** Whether a value with this label takes what it stands in with it. */
        boolean bars(Field.Label label);
    }

    /**
     * How far it goes.
     *
     * @param open whether what nobody declared is kept
     * @param alone whether each field of the outermost object stands for itself: it takes nothing with it
     */
    record Bounds(boolean open, boolean alone) {}

    Walk(Judge judge, Bounds bounds) {
        this.judge = judge;
        this.bounds = bounds;
    }

    /** What is left; empty if not even the object that holds it all. */
    Optional<Properties> of(Properties all, Rule root) {
        Map<String, Object> fields = all.asMap();
        Optional<Map<String, Object>> left = object(fields, root, bounds.alone);
        return left.map(map -> map.equals(fields) ? all : Properties.of(map));
    }

    int dropped() {
        return dropped;
    }

    int reduced() {
        return reduced;
    }

    /** Whether something was dropped that nobody declared. */
    boolean metUndeclared() {
        return undeclared;
    }

    private Optional<Map<String, Object>> object(Map<String, Object> fields, Rule rule, boolean alone) {
        Map<String, Object> left = new LinkedHashMap<>();
        boolean same = true;
        for (Map.Entry<String, Object> entry : fields.entrySet()) {
            Optional<Rule> place = rule.at(entry.getKey());
            boolean barred = place.flatMap(Rule::field)
                    .filter(field -> isBarred(field, entry.getValue()))
                    .isPresent();
            if (barred && !alone) {
                return Optional.empty();
            }
            Optional<Object> value = barred ? none() : place.isEmpty() ? undeclared(entry) : value(entry, place.get());
            value.ifPresent(kept -> left.put(entry.getKey(), kept));
            same &= value.filter(entry.getValue()::equals).isPresent();
        }
        return Optional.of(same ? fields : left);
    }

    private Optional<Object> none() {
        dropped++;
        return Optional.empty();
    }

    private Optional<Object> undeclared(Map.Entry<String, Object> entry) {
        if (bounds.open) {
            return Optional.of(entry.getValue());
        }
        undeclared = true;
        return none();
    }

    private boolean isBarred(Field field, Object value) {
        if (field.labels().isEmpty()) {
            return false;
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(each -> isBarred(field, each));
        }
        if (value instanceof Map<?, ?> map) {
            return field.care().nested() && map.values().stream().anyMatch(each -> isBarred(field, each));
        }
        return field.label(text(value)).filter(judge::bars).isPresent();
    }

    static String text(Object value) {
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value.toString();
    }

    private Optional<Object> value(Map.Entry<String, Object> entry, Rule rule) {
        return value(entry.getValue(), rule);
    }

    private Optional<Object> value(Object value, Rule rule) {
        if (value instanceof Map<?, ?> map) {
            return nested(map, rule);
        }
        if (value instanceof List<?> list) {
            return list(list, rule);
        }
        if (rule.field().isEmpty()) {
            return bounds.open ? Optional.of(value) : undeclared();
        }
        Optional<Object> left = judge.keep(rule.field().get(), value);
        if (left.isEmpty()) {
            return none();
        }
        reduced += left.get().equals(value) ? 0 : 1;
        return left;
    }

    private Optional<Object> undeclared() {
        undeclared = true;
        return none();
    }

    private Optional<Object> nested(Map<?, ?> map, Rule rule) {
        boolean known = rule.isWay()
                || rule.field().filter(field -> field.care().nested()).isPresent();
        if (!known) {
            return bounds.open ? Optional.of(map) : undeclared();
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> fields = (Map<String, Object>) map;
        Optional<Map<String, Object>> left = object(fields, rule, false);
        return left.isEmpty() ? none() : left.map(fieldsLeft -> fieldsLeft);
    }

    private Optional<Object> list(List<?> list, Rule rule) {
        List<Object> left = new ArrayList<>(list.size());
        boolean same = true;
        for (Object each : list) {
            Optional<Object> kept = value(each, rule);
            kept.ifPresent(left::add);
            same &= kept.filter(each::equals).isPresent();
        }
        return Optional.of(same ? list : left);
    }
}
