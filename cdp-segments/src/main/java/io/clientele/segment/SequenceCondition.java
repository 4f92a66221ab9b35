package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.SequenceLeaf;
import io.clientele.segment.internal.timer.Times;
import io.clientele.segment.internal.word.Reach;
import io.clientele.segment.internal.word.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Things that happened one after another: {@code did(A).then(B).within(d)}. What stands before {@code then} carries the
 * window in which all of them lie. Immutable: each method gives another value.
 */
public final class SequenceCondition extends Condition {

    private static final int MOST = 32;

    private final List<Step> steps;
    private final List<String> same;

    /**
     * One step.
     *
     * @param event what happens
     * @param gap how long after the step before at most
     */
    record Step(EventCondition event, Optional<Duration> gap) {}

    SequenceCondition(List<Step> steps, List<String> same) {
        Values.require(steps.size() >= 2 && steps.size() <= MOST, "a sequence has 2 to " + MOST + " steps");
        Values.require(steps.get(0).gap.isEmpty(), "the first step comes after nothing");
        steps.get(0).event.requireFirst();
        steps.subList(1, steps.size()).forEach(step -> step.event.requirePlain("after then"));
        Values.require(same.isEmpty() || same.size() == steps.size(), "same needs one path for each step");
        this.steps = List.copyOf(steps);
        this.same = Values.paths(same);
    }

    static SequenceCondition of(EventCondition first, EventCondition next) {
        return new SequenceCondition(
                List.of(new Step(first, Optional.empty()), new Step(next, Optional.empty())), List.of());
    }

    /** And later that. */
    public SequenceCondition then(EventType next) {
        return then(EventCondition.of(next, false));
    }

    /**
     * And later that.
     *
     * @param next type and properties only: no window, no count
     */
    public SequenceCondition then(EventCondition next) {
        Values.require(same.isEmpty(), "same comes after the last step");
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(next, Optional.empty()));
        return new SequenceCondition(more, same);
    }

    /** The step just named comes at most so long after the one before it. */
    public SequenceCondition within(Duration duration) {
        List<Step> changed = new ArrayList<>(steps);
        Step last = changed.remove(changed.size() - 1);
        changed.add(new Step(last.event, Optional.of(Values.duration("within", duration))));
        return new SequenceCondition(changed, same);
    }

    /** All steps carry the same value at this path; a list path carries each of its elements. */
    public SequenceCondition same(String path) {
        return new SequenceCondition(steps, steps.stream().map(step -> path).toList());
    }

    /** As {@link #same(String)}, with a path for each step. */
    public SequenceCondition same(String first, String... others) {
        List<String> paths = new ArrayList<>(List.of(others));
        paths.add(0, first);
        Values.require(paths.size() == steps.size(), "same needs one path, or one for each step");
        return new SequenceCondition(steps, paths);
    }

    List<Step> steps() {
        return steps;
    }

    List<String> same() {
        return same;
    }

    @Override
    public String kind() {
        return "then";
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put("steps", steps.stream().map(SequenceCondition::tree).toList());
        if (!same.isEmpty()) {
            fields.put("same", same);
        }
        return Properties.of(fields).asMap();
    }

    private static Map<String, Object> tree(Step step) {
        Map<String, Object> event = new LinkedHashMap<>(step.event.tree());
        step.gap.ifPresent(gap -> event.put("after_at_most", gap.toString()));
        return event;
    }

    @Override
    List<FieldRead> reads() {
        List<FieldRead> reads = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            EventCondition event = steps.get(i).event;
            reads.addAll(event.reads());
            if (!same.isEmpty()) {
                reads.add(event.read(same.get(i)));
            }
        }
        return reads;
    }

    @Override
    List<Reach> reaches() {
        Optional<Duration> back = steps.get(0).event.window().reach();
        return steps.stream()
                .map(step -> new Reach(step.event.type(), back, Reach.Total.NONE))
                .toList();
    }

    @Override
    public String describe() {
        StringBuilder words = new StringBuilder(steps.get(0).event.describe());
        for (Step step : steps.subList(1, steps.size())) {
            words.append(", then ").append(step.event.subject());
            step.gap.ifPresent(
                    gap -> words.append(" at most ").append(Values.words(gap)).append(" later"));
        }
        return words + (same.isEmpty() ? "" : ", all of the same " + same.get(0));
    }

    @Override
    Node compile(Scope scope) {
        var tests = steps.stream().map(step -> step.event.test()).toList();
        var gaps = steps.stream()
                .skip(1)
                .map(step -> step.gap.map(Times::of).orElse(Times.NEVER))
                .toList();
        return scope.leaf(
                new SequenceLeaf(tests, gaps, steps.get(0).event.window().extent(), same));
    }
}
