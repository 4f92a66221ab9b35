package io.clientele.segment;

import io.clientele.model.Properties;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.AggregateLeaf;
import io.clientele.segment.internal.AggregateLeaf.Limit;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.match.Comparison;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An aggregate compared with a value. */
final class AggregateCondition extends Condition {

    private final Aggregate aggregate;
    private final Limit limit;

    AggregateCondition(Aggregate aggregate, Limit limit) {
        this.aggregate = aggregate;
        this.limit = limit;
    }

    Aggregate aggregate() {
        return aggregate;
    }

    /** Whether no value of the same aggregate satisfies both. */
    boolean excludes(AggregateCondition other) {
        return aggregate.isSame(other.aggregate) && isLower() && !other.isLower() && !meets(other);
    }

    private boolean isLower() {
        return limit.comparison() == Comparison.AT_LEAST || limit.comparison() == Comparison.MORE_THAN;
    }

    private boolean meets(AggregateCondition upper) {
        int compared = limit.value().compareTo(upper.limit.value());
        boolean closed = limit.comparison() == Comparison.AT_LEAST && upper.limit.comparison() == Comparison.AT_MOST;
        return compared < 0 || compared == 0 && closed;
    }

    /** Whether this value, or a greater one, may satisfy it. */
    boolean mayBeAtLeast(BigDecimal value) {
        return isLower() || limit.comparison().accepts(value.compareTo(limit.value()));
    }

    @Override
    public String kind() {
        return aggregate.function().name().toLowerCase(Locale.ROOT);
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put("of", aggregate.events().tree());
        fields.put("path", aggregate.path());
        fields.put(comparison(), limit.value());
        return Properties.of(fields).asMap();
    }

    private String comparison() {
        return limit.comparison().key();
    }

    @Override
    List<FieldRead> reads() {
        List<FieldRead> reads = new ArrayList<>(aggregate.events().reads());
        reads.add(aggregate.events().read(aggregate.path()));
        return reads;
    }

    @Override
    public String describe() {
        return kind() + " of " + aggregate.path() + " over "
                + aggregate.events().subject()
                + aggregate.events().window().describe() + " " + comparison().replace('_', ' ') + " "
                + Values.word(limit.value());
    }

    @Override
    Node compile(Machine machine) {
        EventCondition events = aggregate.events();
        return leaf(
                machine,
                new AggregateLeaf(
                        events.test(),
                        aggregate.path(),
                        aggregate.function(),
                        limit,
                        events.window().extent()));
    }
}
