package io.clientele.segment;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.segment.Explanation.Deciding;
import io.clientele.segment.Explanation.Part;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.measure.Fraction;
import io.clientele.segment.internal.measure.Measure;
import io.clientele.segment.internal.measure.Series;
import io.clientele.segment.internal.measure.Total;
import io.clientele.segment.internal.timer.Extent;
import io.clientele.segment.internal.timer.Times;
import io.clientele.spi.Fact;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks at single histories: folds each from nothing, says who is in a segment and why, and looks for the events that decide.
 * Changes nothing.
 */
final class Inspection {

    private static final int FEW = 5;
    private static final int DIGITS = 20;

    private final Segment segment;
    private final Machine machine;
    private final Condition.Scope scope;
    private final List<Change> changes = new ArrayList<>();
    private List<Event> events = List.of();
    private long now;

    /**
     * A membership that changed.
     *
     * @param at when
     * @param entered how
     */
    record Change(Instant at, boolean entered) {}

    Inspection(
            Segment segment, Function<String, Optional<Segment>> segments, Function<String, Optional<Cutoff>> cutoffs) {
        this.segment = segment;
        this.machine = new Machine(new Machine.Changes() {
            @Override
            public void changed(int profile, int slot, long instant, boolean entered) {
                changes.add(new Change(Times.instant(instant), entered));
            }

            @Override
            public void crossed(int profile) {}
        });
        this.scope = new Condition.Scope(machine, segments, cutoffs);
        machine.define(
                List.of(new Node.Expression(0, segment.compile(scope), segment.fingerprint(scope))), visitor -> {});
    }

    /** Looks at a history up to an instant. */
    Inspection over(List<Fact> facts, Instant instant) {
        now = Times.of(instant);
        events = facts.stream()
                .filter(Fact.Happened.class::isInstance)
                .map(fact -> ((Fact.Happened) fact).event())
                .toList();
        machine.refold(0, facts, now);
        return this;
    }

    /** Whether the history looked at gives a member. */
    boolean isMember() {
        return machine.memberships().contains(0, 0);
    }

    /** Why. */
    Explanation explain() {
        Condition consented = NamedCondition.consented(segment.purpose());
        Part root = part(new BooleanCondition("all", List.of(consented, segment.condition())));
        return new Explanation(segment, root, Times.instant(now), nextChange());
    }

    /** Every enter and leave in a history up to an instant, each at its own. To be asked once, of nothing else. */
    List<Change> changes(List<Fact> facts, Instant instant) {
        facts.stream()
                .filter(fact -> !fact.time().isAfter(instant))
                .forEach(fact -> machine.apply(0, fact, Times.of(fact.time())));
        machine.advance(Times.of(instant));
        return List.copyOf(changes);
    }

    /** What an aggregate amounts to in a history; empty over nothing, or if the purpose is not permitted. */
    static Optional<BigDecimal> amount(Purpose purpose, Aggregate aggregate, List<Fact> facts, Instant instant) {
        Measure measure = aggregate.measure();
        Optional<List<Total>> totals = totals(purpose, measure, facts, instant);
        Fraction amount = totals.isEmpty() ? null : measure.amount(totals.get());
        return amount == null
                ? Optional.empty()
                : Optional.of(amount.over()
                        .divide(amount.under(), DIGITS, RoundingMode.FLOOR)
                        .stripTrailingZeros());
    }

    /** The value that an aggregate is in a history; empty over nothing, or if the purpose is not permitted. */
    static Optional<Object> value(Purpose purpose, Aggregate aggregate, List<Fact> facts, Instant instant) {
        return totals(purpose, aggregate.measure(), facts, instant)
                .map(totals -> totals.get(0))
                .filter(total -> !total.isEmpty())
                .map(Total::value);
    }

    private static Optional<List<Total>> totals(Purpose purpose, Measure measure, List<Fact> facts, Instant instant) {
        List<Total> totals = measure.series().stream().map(Total::new).toList();
        boolean permitted = false;
        for (Fact fact : facts) {
            if (fact.time().isAfter(instant)) {
                break;
            }
            if (fact instanceof Fact.Permits permits) {
                permitted = permits.purposes().contains(purpose);
            } else if (fact instanceof Fact.Happened happened) {
                take(totals, measure.series(), happened.event());
            }
        }
        totals.forEach(total -> total.settle(Times.of(instant)));
        return permitted ? Optional.of(totals) : Optional.empty();
    }

    private static void take(List<Total> totals, List<Series> series, Event event) {
        long time = Times.of(event.time());
        for (int i = 0; i < totals.size(); i++) {
            EventTest test = series.get(i).test();
            if (event.type().name().equals(test.type()) && test.matches(event, time)) {
                totals.get(i).on(event.properties(), time);
                totals.get(i).settle(time);
            }
        }
    }

    private Optional<Instant> nextChange() {
        changes.clear();
        for (long due = machine.nextDue(0); due != Times.NEVER; due = machine.nextDue(0)) {
            machine.advance(due);
            if (!changes.isEmpty()) {
                return Optional.of(Times.instant(due));
            }
        }
        return Optional.empty();
    }

    private Part part(Condition condition) {
        boolean holds = machine.holds(0, condition.compile(scope));
        if (condition instanceof BooleanCondition joined) {
            List<Part> parts = joined.parts().stream().map(this::part).toList();
            return new Part(joined.kind(), holds, List.of(), List.of(), parts);
        }
        if (condition instanceof NamedCondition named && named.subject() == NamedCondition.Subject.MEMBER_OF) {
            Segment other = scope.segment(named.name());
            Condition consented = NamedCondition.consented(other.purpose());
            List<Part> parts = List.of(part(consented), part(other.condition()));
            return new Part(condition.describe(), holds, List.of(), List.of(), parts);
        }
        return new Part(condition.describe(), holds, shown(deciding(condition)), shown(leftOut(condition)), List.of());
    }

    private static List<Deciding> shown(List<Event> some) {
        return some.stream()
                .map(event -> new Deciding(event.id(), event.type(), event.time()))
                .toList();
    }

    /** The latest events that would count if they were in the currency of a sum. */
    private List<Event> leftOut(Condition condition) {
        if (!(condition instanceof Aggregate.Compared compared)) {
            return List.of();
        }
        List<Event> others = compared.aggregate().terms().stream()
                .flatMap(term ->
                        counting(term.events().inAnyCurrency()).stream().filter(event -> !means(term.events(), event)))
                .distinct()
                .sorted()
                .toList();
        return others.subList(Math.max(0, others.size() - FEW), others.size());
    }

    private List<Event> deciding(Condition condition) {
        if (condition instanceof EventCondition counted && !counted.same().isEmpty()) {
            return shared(counted);
        }
        if (condition instanceof EventCondition counted) {
            return latest(counted, Math.max(1, counted.times()));
        }
        if (condition instanceof Aggregate.Compared aggregate) {
            return aggregate.aggregate().terms().stream()
                    .flatMap(term -> latest(term.events(), FEW).stream())
                    .distinct()
                    .sorted()
                    .toList();
        }
        if (condition instanceof AbsenceCondition absence) {
            return waiting(absence);
        }
        if (condition instanceof SequenceCondition sequence) {
            return chain(sequence, new ArrayList<>(), 0);
        }
        if (condition instanceof TraitCondition<?> trait) {
            return known(trait.trait().name());
        }
        return condition instanceof TraitTest.DateCondition date ? known(date.trait()) : List.of();
    }

    private List<Event> known(String trait) {
        List<Event> known = events.stream()
                .filter(event -> event.type().equals(EventType.IDENTIFY))
                .filter(event -> event.properties().get(trait) != null)
                .toList();
        return known.subList(Math.max(0, known.size() - 1), known.size());
    }

    private List<Event> within(EventCondition condition) {
        List<Event> within = counting(condition);
        int last = condition.window().last();
        return last > 0 && within.size() > last ? within.subList(within.size() - last, within.size()) : within;
    }

    private boolean counts(EventCondition condition, Event event) {
        long time = Times.of(event.time());
        Extent extent = condition.window().extent();
        return extent.ends(time) > now && extent.begins(time) <= now;
    }

    private List<Event> counting(EventCondition condition) {
        return events.stream()
                .filter(event -> means(condition, event) && counts(condition, event))
                .toList();
    }

    /** Events of one value for which the count is right; none if there is no such value. */
    private List<Event> shared(EventCondition condition) {
        List<String> path = List.of(condition.same());
        Map<Object, List<Event>> byKey = new LinkedHashMap<>();
        for (Event event : counting(condition)) {
            keys(path, 0, event)
                    .forEach(key ->
                            byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(event));
        }
        int last = condition.window().last() > 0 ? condition.window().last() : Integer.MAX_VALUE;
        return byKey.values().stream()
                .map(all -> all.subList(Math.max(0, all.size() - last), all.size()))
                .filter(all -> all.size() >= condition.least() && all.size() <= condition.most())
                .findFirst()
                .map(all -> all.subList(Math.max(0, all.size() - Math.max(FEW, condition.times())), all.size()))
                .orElse(List.of());
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
        List<Event> firsts = counting(absence.first());
        List<Event> answered = List.of();
        for (int i = 0; i < firsts.size(); i++) {
            Event first = firsts.get(i);
            Set<Object> open = keys(absence.same(), 0, first);
            int latest = absence.first().latest();
            List<Event> later = firsts.subList(i + 1, firsts.size());
            open.removeIf(key -> latest > 0
                    && latest
                            <= later.stream()
                                    .filter(each ->
                                            keys(absence.same(), 0, each).contains(key))
                                    .count());
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
        return same.isEmpty()
                ? new HashSet<>(Set.of(""))
                : io.clientele.segment.internal.match.Values.keys(event.properties(), same.get(step));
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
