package io.clientele.segment;

import io.clientele.model.Properties;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.AbsenceLeaf;
import io.clientele.segment.internal.AbsenceLeaf.Span;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import io.clientele.segment.internal.word.Reach;
import io.clientele.segment.internal.word.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something happened and something else did not happen after it, such as a cart without an order:
 * {@code did(A).andThenNot(B)}. Immutable: each method gives another value.
 */
public final class AbsenceCondition extends Condition {

    private final EventCondition first;
    private final EventCondition answer;
    private final Duration hold;
    private final List<String> same;

    AbsenceCondition(EventCondition first, EventCondition answer, Duration hold, List<String> same) {
        this.first = first;
        this.answer = answer;
        this.hold = hold;
        this.same = Values.paths(same);
    }

    /** True only once the first lies so long back: from exactly then on. Nothing by default. */
    public AbsenceCondition forAtLeast(Duration duration) {
        return new AbsenceCondition(first, answer, Values.duration("forAtLeast", duration), same);
    }

    /** Only an answer with the same value at this path counts; a list path carries each of its elements. */
    public AbsenceCondition same(String path) {
        return same(path, path);
    }

    /** As {@link #same(String)}, with a path for the first and one for the answer. */
    public AbsenceCondition same(String pathOfFirst, String pathOfAnswer) {
        return new AbsenceCondition(first, answer, hold, List.of(pathOfFirst, pathOfAnswer));
    }

    EventCondition first() {
        return first;
    }

    EventCondition answer() {
        return answer;
    }

    Duration hold() {
        return hold;
    }

    List<String> same() {
        return same;
    }

    @Override
    public String kind() {
        return "and_then_not";
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put("first", first.tree());
        fields.put("answer", answer.tree());
        fields.put("for_at_least", hold.toString());
        if (!same.isEmpty()) {
            fields.put("same", same);
        }
        return Properties.of(fields).asMap();
    }

    @Override
    List<FieldRead> reads() {
        List<FieldRead> reads = new ArrayList<>(first.reads());
        reads.addAll(answer.reads());
        if (!same.isEmpty()) {
            reads.add(first.read(same.get(0)));
            reads.add(answer.read(same.get(1)));
        }
        return reads;
    }

    @Override
    List<Reach> reaches() {
        Reach from = first.reach(Reach.Total.NONE);
        return List.of(from, new Reach(answer.type(), from.back(), Reach.Total.NONE));
    }

    @Override
    public String describe() {
        String with = same.isEmpty() ? "" : " of the same " + same.get(0);
        String held = hold.isZero() ? "" : " for at least " + Values.words(hold);
        return first.describe() + " and then not " + answer.subject() + with + held;
    }

    @Override
    Node compile(Scope scope) {
        Extent extent = first.window().extent();
        Span span = new Span(extent, Math.max(Times.of(hold), extent.delay()), first.latest());
        return scope.leaf(new AbsenceLeaf(first.test(), answer.test(), span, same));
    }
}
