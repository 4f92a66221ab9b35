package io.clientele.segment;

import io.clientele.model.Properties;
import io.clientele.segment.internal.AggregateLeaf;
import io.clientele.segment.internal.AggregateLeaf.Limit;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
import java.util.LinkedHashMap;
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

    @Override
    public String kind() {
        return aggregate.function().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Properties properties() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put("of", aggregate.events().properties());
        fields.put("path", aggregate.path());
        fields.put(comparison(), limit.value());
        return Properties.of(fields);
    }

    private String comparison() {
        return limit.comparison().key();
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
                        events.window().length()));
    }
}
