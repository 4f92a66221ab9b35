package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Trait;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.FlagLeaf;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.word.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A predicate on a trait's latest value.
 *
 * @param <T> the type of its value
 */
final class TraitCondition<T> extends Condition {

    private static final Map<Class<?>, String> TYPES = Map.of(
            String.class, "text",
            BigDecimal.class, "number",
            Boolean.class, "flag",
            LocalDate.class, "date",
            Instant.class, "time");
    private static final Set<String> OF_TEXT = Set.of("contains", "starts_with");

    private final Trait<T> trait;
    private final String op;
    private final List<T> values;
    private final boolean caseless;

    TraitCondition(Trait<T> trait, String op, List<T> values, boolean caseless) {
        boolean text = trait.type() == String.class;
        Values.require(op.equals("exists") == values.isEmpty(), "a trait is compared with a value");
        boolean single = values.size() == 1
                && (OF_TEXT.contains(op) || Comparison.named(op).isPresent());
        Values.require(op.equals("exists") || op.equals("is") || single, "unknown comparison of a trait");
        Values.require(text || !OF_TEXT.contains(op), "only a text contains or starts with something");
        Values.require(text || !caseless, "only a text has upper and lower case");
        this.trait = trait;
        this.op = op;
        this.values = List.copyOf(values);
        this.caseless = caseless;
    }

    /** The trait of a name and the name of a type. */
    static Trait<?> trait(String name, String type) {
        return switch (type) {
            case "text" -> Trait.text(name);
            case "number" -> Trait.number(name);
            case "flag" -> Trait.flag(name);
            case "date" -> Trait.date(name);
            case "time" -> Trait.time(name);
            default -> throw new IllegalArgumentException("unknown type of trait: " + type);
        };
    }

    private String type() {
        String name = TYPES.get(trait.type());
        Values.require(name != null, "a trait of this type cannot be asked for in a condition");
        return name == null ? "" : name;
    }

    Trait<T> trait() {
        return trait;
    }

    /** Whether none of the values that this names satisfies the other. */
    boolean excludes(TraitCondition<?> other) {
        return op.equals("is")
                && !caseless
                && trait.equals(other.trait)
                && values.stream().noneMatch(value -> other.accepts(trait.raw(value)));
    }

    @Override
    public String kind() {
        return "trait";
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put("trait", trait.name());
        fields.put("type", type());
        fields.put("match", op);
        fields.put("value", values.stream().map(trait::raw).toList());
        if (caseless) {
            fields.put("ignore_case", true);
        }
        return Properties.of(fields).asMap();
    }

    @Override
    List<FieldRead> reads() {
        List<String> compared = op.equals("is") && !caseless
                ? values.stream().map(value -> Values.word(trait.raw(value))).toList()
                : List.of();
        return List.of(new FieldRead(EventType.IDENTIFY, trait.name(), compared));
    }

    @Override
    public String describe() {
        String operands = values.stream().map(v -> Values.word(trait.raw(v))).collect(Collectors.joining(" or "));
        return (trait.name() + " " + op.replace('_', ' ') + " " + operands).trim();
    }

    @Override
    Node compile(Scope scope) {
        return scope.leaf(FlagLeaf.trait(tree(), trait.name(), this::accepts));
    }

    private boolean accepts(Object raw) {
        Optional<T> value = trait.value(raw);
        return value.isPresent() && satisfies(value.get());
    }

    private boolean satisfies(T value) {
        return switch (op) {
            case "exists" -> true;
            case "is" -> isAny(value);
            case "contains" -> folded(value).contains(folded(values.get(0)));
            case "starts_with" -> folded(value).startsWith(folded(values.get(0)));
            default -> Comparison.named(op).orElseThrow().accepts(compare(value, values.get(0)));
        };
    }

    private boolean isAny(T value) {
        for (T operand : values) {
            if (compare(value, operand) == 0) {
                return true;
            }
        }
        return false;
    }

    private String folded(T text) {
        String plain = (String) text;
        return caseless ? io.clientele.segment.internal.match.Values.folded(plain) : plain;
    }

    @SuppressWarnings("unchecked")
    private int compare(T value, T operand) {
        return caseless ? folded(value).compareTo(folded(operand)) : ((Comparable<T>) value).compareTo(operand);
    }
}
