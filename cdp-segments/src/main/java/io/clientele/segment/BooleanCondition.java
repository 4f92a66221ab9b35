package io.clientele.segment;

import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.word.Reach;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All, any or none of some conditions. */
final class BooleanCondition extends Condition {

    private final String kind;
    private final List<Condition> parts;

    BooleanCondition(String kind, List<Condition> parts) {
        this.kind = kind;
        this.parts = List.copyOf(parts);
    }

    /** Joins conditions, without nesting one that is joined the same way at the head. */
    static Condition join(String kind, List<Condition> parts) {
        List<Condition> flat = new ArrayList<>();
        for (Condition part : parts) {
            boolean same = flat.isEmpty() && part instanceof BooleanCondition joined && joined.kind.equals(kind);
            flat.addAll(same ? ((BooleanCondition) part).parts : List.of(part));
        }
        return new BooleanCondition(kind, flat);
    }

    List<Condition> parts() {
        return parts;
    }

    @Override
    List<NamedCondition> names() {
        return parts.stream().flatMap(part -> part.names().stream()).toList();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind);
        fields.put(
                "of",
                kind.equals("not")
                        ? parts.get(0).tree()
                        : parts.stream().map(Condition::tree).toList());
        return fields;
    }

    @Override
    List<FieldRead> reads() {
        return parts.stream().flatMap(part -> part.reads().stream()).toList();
    }

    @Override
    List<Reach> reaches() {
        return parts.stream().flatMap(part -> part.reaches().stream()).toList();
    }

    @Override
    public String describe() {
        if (kind.equals("not")) {
            return "not (" + parts.get(0).describe() + ")";
        }
        if (parts.isEmpty()) {
            return kind.equals("all") ? "whoever there is" : "nobody";
        }
        return parts.stream().map(Condition::describe).collect(Collectors.joining("; ", kind + " of (", ")"));
    }

    @Override
    Node compile(Scope scope) {
        List<Node> nodes = parts.stream().map(part -> part.compile(scope)).toList();
        return switch (kind) {
            case "all" -> new Node.All(nodes);
            case "any" -> Node.any(nodes);
            default -> new Node.Not(nodes.get(0));
        };
    }
}
