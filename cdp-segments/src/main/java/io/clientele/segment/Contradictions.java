package io.clientele.segment;

import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.match.TestPairs;
import io.clientele.segment.internal.measure.Formula;
import io.clientele.segment.internal.word.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds conditions that can never be true, and says why in a sentence without values of properties or traits. What it finds
 * is certain; it does not find everything.
 */
final class Contradictions {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private Contradictions() {}

    /** How often something may happen. */
    private record Times(EventCondition event, int least, int most) {}

    /** Why a condition can never be true; empty if nothing is known against it. */
    static Optional<String> find(Condition condition) {
        if (condition instanceof BooleanCondition joined) {
            return inside(joined);
        }
        if (condition instanceof EventCondition event) {
            return counted(event);
        }
        if (condition instanceof AbsenceCondition absence) {
            return impossible(absence.first()).or(() -> waitsTooLong(absence));
        }
        if (condition instanceof SequenceCondition sequence) {
            return first(sequence.steps().stream()
                    .map(step -> impossible(step.event()))
                    .toList());
        }
        return condition instanceof Aggregate.Compared aggregate ? overNothing(aggregate) : Optional.empty();
    }

    private static Optional<String> inside(BooleanCondition joined) {
        return switch (joined.kind()) {
            case "not" ->
                isAlways(joined.parts().get(0))
                        ? Optional.of("what it excludes is true of everybody")
                        : Optional.empty();
            case "all" -> together(flat(joined));
            default -> alternatives(joined.parts());
        };
    }

    private static Optional<String> alternatives(List<Condition> parts) {
        if (parts.isEmpty()) {
            return Optional.of("it offers no alternative");
        }
        List<Optional<String>> reasons =
                parts.stream().map(Contradictions::find).toList();
        return reasons.stream().allMatch(Optional::isPresent) ? reasons.get(0) : Optional.empty();
    }

    private static boolean isAlways(Condition condition) {
        if (condition instanceof BooleanCondition joined) {
            return switch (joined.kind()) {
                case "not" -> find(joined.parts().get(0)).isPresent();
                case "all" -> joined.parts().stream().allMatch(Contradictions::isAlways);
                default -> joined.parts().stream().anyMatch(Contradictions::isAlways);
            };
        }
        return condition instanceof EventCondition event
                && event.least() == 0
                && event.same().isEmpty()
                && (event.most() == NO_LIMIT || impossible(event).isPresent());
    }

    private static List<Condition> flat(Condition condition) {
        if (!(condition instanceof BooleanCondition joined) || !joined.kind().equals("all")) {
            return List.of(condition);
        }
        List<Condition> flat = new ArrayList<>();
        joined.parts().forEach(part -> flat.addAll(flat(part)));
        return flat;
    }

    private static Optional<String> together(List<Condition> parts) {
        Optional<String> alone = first(parts.stream().map(Contradictions::find).toList());
        for (int i = 0; i < parts.size() && alone.isEmpty(); i++) {
            for (int k = 0; k < parts.size() && alone.isEmpty(); k++) {
                alone = i == k ? alone : pair(parts.get(i), parts.get(k));
            }
        }
        return alone;
    }

    private static Optional<String> first(List<Optional<String>> reasons) {
        return reasons.stream().flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> pair(Condition a, Condition b) {
        if (b instanceof BooleanCondition not
                && not.kind().equals("not")
                && not.parts().contains(a)) {
            return Optional.of("it asks for something and for its opposite");
        }
        Optional<Times> many = times(a);
        Optional<Times> few = times(b);
        if (many.isPresent() && few.isPresent()) {
            return counts(many.get(), few.get());
        }
        if (a instanceof TraitCondition<?> one && b instanceof TraitCondition<?> other && one.excludes(other)) {
            return Optional.of("what it asks of the trait " + one.trait().name() + " excludes itself");
        }
        return a instanceof Aggregate.Compared one && b instanceof Aggregate.Compared other && one.excludes(other)
                ? Optional.of("what it asks of the " + one.aggregate().subject() + " excludes itself")
                : Optional.empty();
    }

    private static Optional<Times> times(Condition condition) {
        if (condition instanceof EventCondition event && event.same().isEmpty()) {
            return Optional.of(new Times(event, event.least(), event.most()));
        }
        boolean not =
                condition instanceof BooleanCondition joined && joined.kind().equals("not");
        if (!not
                || !(((BooleanCondition) condition).parts().get(0) instanceof EventCondition event)
                || !event.same().isEmpty()) {
            return Optional.empty();
        }
        if (event.most() == NO_LIMIT && event.least() > 0) {
            return Optional.of(new Times(event, 0, event.least() - 1));
        }
        return event.least() == 0 && event.most() != NO_LIMIT
                ? Optional.of(new Times(event, event.most() + 1, NO_LIMIT))
                : Optional.empty();
    }

    /** Whether more must happen than may, where whatever counts for the first counts for the second. */
    private static Optional<String> counts(Times many, Times few) {
        EventTest one = many.event.test();
        EventTest other = few.event.test();
        boolean within = one.type().equals(other.type())
                && one.properties().containsAll(other.properties())
                && many.event.window().isWithin(few.event.window());
        return within && many.least > few.most
                ? Optional.of("it asks for " + one.type() + " at least " + many.least + " times"
                        + many.event.window().describe() + ", and for at most " + few.most
                        + few.event.window().describe())
                : Optional.empty();
    }

    private static Optional<String> counted(EventCondition event) {
        int last = event.window().last();
        if (last > 0 && event.least() > last) {
            return Optional.of(
                    "it asks for " + event.type().name() + " " + event.least() + " times among the last " + last);
        }
        if (!event.same().isEmpty() && event.most() == 0) {
            return Optional.of(
                    "nothing shares a value with " + event.type().name() + " that never happened; say didNot");
        }
        return event.least() == 0 && event.same().isEmpty() ? Optional.empty() : impossible(event);
    }

    private static Optional<String> impossible(EventCondition event) {
        return TestPairs.conflict(event.test().properties())
                .map(path -> "no " + event.type().name() + " is as it asks of " + path);
    }

    private static Optional<String> waitsTooLong(AbsenceCondition absence) {
        Optional<Duration> window = absence.first().window().within();
        return window.filter(length -> absence.hold().compareTo(length) >= 0)
                .map(length -> absence.first().type().name() + " counts for " + Values.words(length)
                        + " only, which is over before the wait of " + Values.words(absence.hold()) + " is");
    }

    private static Optional<String> overNothing(Aggregate.Compared aggregate) {
        boolean counts = aggregate.aggregate().isOnly(Formula.DISTINCT)
                || aggregate.aggregate().isOnly(Formula.COUNT)
                || aggregate.aggregate().isOnly(Formula.DISTINCT_DAYS);
        if (counts && !aggregate.mayBeAtLeast(BigDecimal.ONE)) {
            return Optional.of(
                    "the " + aggregate.aggregate().subject() + " is never less than 1 where there are any; say didNot");
        }
        List<Aggregate.Term> terms = aggregate.aggregate().terms();
        return terms.size() == 1 ? impossible(terms.get(0).events()) : Optional.empty();
    }
}
