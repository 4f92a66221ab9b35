package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Trait;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.FlagLeaf;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.match.Comparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A predicate on a trait's latest value.
 *
 * @param <T> the type of its value
 */
final class TraitCondition<T> extends Condition {

    private final Trait<T> trait;
    private final String op;
    private final List<T> values;

    TraitCondition(Trait<T> trait, String op, List<T> values) {
        boolean plain = op.equals("exists") || op.equals("is");
        Values.require(op.equals("exists") == values.isEmpty(), "a trait is compared with a value");
        Values.require(
                plain || (values.size() == 1 && Comparison.named(op).isPresent()), "unknown comparison of a trait");
        this.trait = trait;
        this.op = op;
        this.values = List.copyOf(values);
    }

    Trait<T> trait() {
        return trait;
    }

    /** Whether none of the values that this names satisfies the other. */
    boolean excludes(TraitCondition<?> other) {
        return op.equals("is")
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
        fields.put("type", TraitTypes.name(trait));
        fields.put("match", op);
        fields.put("value", values.stream().map(trait::raw).toList());
        return Properties.of(fields).asMap();
    }

    @Override
    List<FieldRead> reads() {
        List<String> compared = op.equals("is")
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
    Node compile(Machine machine) {
        return leaf(machine, FlagLeaf.trait(tree(), trait.name(), this::accepts));
    }

    private boolean accepts(Object raw) {
        return trait.in(Properties.of(Map.of(trait.name(), raw)))
                .filter(this::satisfies)
                .isPresent();
    }

    private boolean satisfies(T value) {
        return switch (op) {
            case "exists" -> true;
            case "is" -> values.stream().anyMatch(operand -> compare(value, operand) == 0);
            default -> Comparison.named(op).orElseThrow().accepts(compare(value, values.get(0)));
        };
    }

    @SuppressWarnings("unchecked")
    private int compare(T value, T operand) {
        return ((Comparable<T>) value).compareTo(operand);
    }
}
