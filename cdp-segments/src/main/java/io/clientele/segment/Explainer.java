package io.clientele.segment;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.segment.Explanation.Deciding;
import io.clientele.segment.Explanation.Part;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import io.clientele.spi.Fact;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Explains a membership by folding a person's history from nothing and looking for the events that decide. */
final class Explainer {

    private static final int FEW = 5;

    private final Machine machine;
    private final List<Event> events;
    private final long now;
    private boolean changed;

    private Explainer(List<Fact> facts, Instant now) {
        this.now = Times.of(now);
        this.events = facts.stream()
                .filter(Fact.Happened.class::isInstance)
                .map(fact -> ((Fact.Happened) fact).event())
                .toList();
        this.machine = new Machine(new Machine.Changes() {
            @Override
            public void changed(int profile, int slot, long instant, boolean entered) {
                changed = true;
            }

            @Override
            public void crossed(int profile) {}
        });
    }

    static Explanation explain(Segment segment, List<Fact> facts, Instant now) {
        Explainer explainer = new Explainer(facts, now);
        explainer.machine.define(0, segment.compile(explainer.machine), segment.fingerprint(), visitor -> {});
        explainer.machine.refold(0, facts, explainer.now);
        Condition consented = new ConsentCondition(segment.purpose());
        Part root = explainer.part(new BooleanCondition("all", List.of(consented, segment.condition())));
        return new Explanation(segment, root, now, explainer.nextChange());
    }

    private Optional<Instant> nextChange() {
        changed = false;
        for (long due = machine.nextDue(0); due != Times.NEVER; due = machine.nextDue(0)) {
            machine.advance(due);
            if (changed) {
                return Optional.of(Times.instant(due));
            }
        }
        return Optional.empty();
    }

    private Part part(Condition condition) {
        boolean holds = machine.holds(0, condition.compile(machine));
        if (condition instanceof BooleanCondition joined) {
            List<Part> parts = joined.parts().stream().map(this::part).toList();
            return new Part(joined.kind(), holds, List.of(), parts);
        }
        List<Deciding> deciding = deciding(condition).stream()
                .map(event -> new Deciding(event.id(), event.type(), event.time()))
                .toList();
        return new Part(condition.describe(), holds, deciding, List.of());
    }

    private List<Event> deciding(Condition condition) {
        if (condition instanceof EventCondition counted) {
            return latest(counted, Math.max(1, counted.times()));
        }
        if (condition instanceof AggregateCondition aggregate) {
            return latest(aggregate.aggregate().events(), FEW);
        }
        if (condition instanceof AbsenceCondition absence) {
            return waiting(absence);
        }
        if (condition instanceof SequenceCondition sequence) {
            return chain(sequence, new ArrayList<>(), 0);
        }
        if (condition instanceof TraitCondition<?> trait) {
            List<Event> known = events.stream()
                    .filter(event -> event.type().equals(EventType.IDENTIFY))
                    .filter(event -> event.properties().get(trait.trait().name()) != null)
                    .toList();
            return known.subList(Math.max(0, known.size() - 1), known.size());
        }
        return List.of();
    }

    private List<Event> within(EventCondition condition) {
        return events.stream()
                .filter(event -> means(condition, event) && counts(condition, event))
                .toList();
    }

    private boolean counts(EventCondition condition, Event event) {
        long time = Times.of(event.time());
        Extent extent = condition.window().extent();
        return Times.plus(time, extent.window()) > now && Times.plus(time, extent.delay()) <= now;
    }

    private static boolean means(EventCondition condition, Event event) {
        EventTest test = condition.test();
        return event.type().equals(condition.type()) && test.matches(event, Times.of(event.time()));
    }

    private List<Event> latest(EventCondition condition, int most) {
        List<Event> within = within(condition);
        return within.subList(Math.max(0, within.size() - Math.min(most, FEW)), within.size());
    }

    /** The event that waits for an answer, or else the latest first event and its answer. */
    private List<Event> waiting(AbsenceCondition absence) {
        List<Event> firsts = within(absence.first());
        List<Event> answered = List.of();
        for (int i = 0; i < firsts.size(); i++) {
            Event first = firsts.get(i);
            Set<Object> open = keys(absence.same(), 0, first);
            if (absence.first().isLatest()) {
                firsts.subList(i + 1, firsts.size()).forEach(later -> open.removeAll(keys(absence.same(), 0, later)));
            }
            if (!open.isEmpty()) {
                List<Event> answers = answers(absence, first, open);
                if (answers.isEmpty()) {
                    return List.of(first);
                }
                answered = List.of(first, answers.get(0));
            }
        }
        return answered;
    }

    private List<Event> answers(AbsenceCondition absence, Event first, Set<Object> open) {
        List<Event> answers = new ArrayList<>();
        for (Event event : events.subList(events.indexOf(first) + 1, events.size())) {
            if (means(absence.answer(), event) && open.removeAll(keys(absence.same(), 1, event))) {
                answers.add(event);
            }
        }
        return open.isEmpty() ? answers : List.of();
    }

    private static Set<Object> keys(List<String> same, int step, Event event) {
        Set<Object> keys = new HashSet<>();
        if (same.isEmpty()) {
            keys.add("");
        } else {
            event.properties()
                    .all(same.get(step))
                    .forEach(value ->
                            keys.add(value instanceof BigDecimal number ? number.stripTrailingZeros() : value));
        }
        return keys;
    }

    /** The events of one whole chain, latest starts first; none if there is no chain. */
    private List<Event> chain(SequenceCondition sequence, List<Event> begun, int from) {
        if (begun.size() == sequence.steps().size()) {
            return begun;
        }
        SequenceCondition.Step step = sequence.steps().get(begun.size());
        List<Event> candidates = begun.isEmpty()
                ? reversed(within(step.event()))
                : events.subList(from, events.size()).stream()
                        .filter(event -> means(step.event(), event)
                                && counts(sequence.steps().get(0).event(), event))
                        .toList();
        for (Event event : candidates) {
            List<Event> longer = new ArrayList<>(begun);
            longer.add(event);
            boolean soon = begun.isEmpty()
                    || step.gap().isEmpty()
                    || inTime(begun, event, step.gap().get());
            if (soon && shared(sequence.same(), longer)) {
                List<Event> whole = chain(sequence, longer, events.indexOf(event) + 1);
                if (!whole.isEmpty()) {
                    return whole;
                }
            }
        }
        return List.of();
    }

    private static boolean inTime(List<Event> begun, Event event, java.time.Duration gap) {
        return !event.time().isAfter(begun.get(begun.size() - 1).time().plus(gap));
    }

    private static boolean shared(List<String> same, List<Event> chain) {
        Set<Object> shared = keys(same, 0, chain.get(0));
        for (int step = 1; step < chain.size(); step++) {
            shared.retainAll(keys(same, step, chain.get(step)));
        }
        return !shared.isEmpty();
    }

    private static List<Event> reversed(List<Event> list) {
        List<Event> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }
}
