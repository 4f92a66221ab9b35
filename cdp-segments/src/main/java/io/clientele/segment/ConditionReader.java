package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.NamedCondition.Subject;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.match.PropertyTest;
import io.clientele.segment.internal.match.PropertyTest.Manner;
import io.clientele.segment.internal.measure.Formula;
import io.clientele.segment.internal.measure.Limit;
import io.clientele.segment.internal.measure.Measure.Way;
import io.clientele.segment.internal.timer.Days;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads conditions from their fields; says where it could not. */
final class ConditionReader {

    private static final String GAP = "after_at_most";
    private static final List<String> WINDOWS =
            List.of("within", "between", "since", "last", "days", "weeks", "months");

    private static final List<String> COUNTS = List.of("at_least", "at_most", "exactly");

    private final String place;
    private final Map<String, Object> fields;
    private final Set<String> known = new HashSet<>(Set.of("kind"));

    private ConditionReader(String place, Map<String, Object> fields) {
        this.place = place;
        this.fields = fields;
    }

    static Condition read(Map<String, Object> tree) {
        return new ConditionReader("condition", tree).condition();
    }

    /** The condition of a journaled segment: JSON text, or fields in the first stores. */
    static Condition inBody(Properties body) {
        Object condition = body.get("condition");
        return condition instanceof String json
                ? Condition.ofJson(json)
                : reader("condition", condition).condition();
    }

    static Segment segment(Map<String, Object> tree) {
        ConditionReader reader = new ConditionReader("segment", tree);
        return reader.read(kind -> Segment.named(reader.text("name"))
                .purpose(Purpose.named(reader.text("purpose")))
                .when(reader.child("condition").condition()));
    }

    private Condition condition() {
        return read(this::byKind);
    }

    /** Reads all fields; whatever is wrong is said with its place. */
    private <T> T read(Function<String, T> form) {
        T read;
        try {
            read = form.apply(fields.get("kind") instanceof String kind ? kind : "");
        } catch (PlacedException placed) {
            throw placed;
        } catch (IllegalArgumentException wrong) {
            throw new PlacedException(place + ": " + wrong.getMessage(), wrong);
        }
        fields.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> fail(name, "is unknown"));
        return read;
    }

    /** Names a place already. */
    private static final class PlacedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private PlacedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private Condition byKind(String kind) {
        return switch (kind) {
            case "did", "last_did" -> event();
            case "and_then_not" -> absence();
            case "then" -> sequence();
            case "trait" -> isComing() ? coming() : trait(trait());
            case "consented" -> NamedCondition.consented(Purpose.named(text("purpose")));
            case "member_of" -> new NamedCondition(Subject.MEMBER_OF, text("segment"));
            case "above_cutoff" -> new NamedCondition(Subject.ABOVE_CUTOFF, text("cutoff"));
            case "not" -> Conditions.not(child("of").condition());
            case "all", "any" ->
                new BooleanCondition(
                        kind,
                        children("of").stream().map(ConditionReader::condition).toList());
            default -> compared(aggregate(kind));
        };
    }

    private EventCondition eventOnly() {
        return read(kind -> {
            if (!kind.equals("did") && !kind.equals("last_did")) {
                throw wrong("kind", "must be did or last_did");
            }
            return event();
        });
    }

    private EventCondition event() {
        EventCondition event =
                EventCondition.of(EventType.named(text("event")), text("kind").equals("last_did"));
        for (ConditionReader where : has("where") ? children("where") : List.<ConditionReader>of()) {
            event = event.with(where.read(kind -> where.test()));
        }
        if (WINDOWS.stream().filter(this::has).count() > 1) {
            throw new PlacedException(place + " has more than one window", null);
        }
        if (has("within")) {
            event = event.within(duration("within"));
        }
        if (has("between")) {
            event = between(event, texts("between"));
        }
        if (has("since")) {
            event = event.since(instant("since"));
        }
        if (has("last")) {
            event = event.last(whole("last"));
        }
        for (Days.Unit unit : Days.Unit.values()) {
            String name = unit.name().toLowerCase(Locale.ROOT) + "s";
            event = has(name) ? event.in(new Days(unit, whole(name), zone("zone"))) : event;
        }
        return has("same") ? counted(event).same(path("same")) : counted(event);
    }

    private EventCondition counted(EventCondition event) {
        List<String> counts = COUNTS.stream().filter(this::has).toList();
        if (counts.size() > 1) {
            throw new PlacedException(place + " has more than one of " + String.join(", ", COUNTS), null);
        }
        return counts.isEmpty() ? event : event.counted(counts.get(0), whole(counts.get(0)));
    }

    private EventCondition between(EventCondition event, List<String> ages) {
        if (ages.size() != 2) {
            throw wrong("between", "must hold two durations");
        }
        return event.between(duration("between", ages.get(0)), duration("between", ages.get(1)));
    }

    private PropertyTest test() {
        PropertyTest.Op op = op(text("match"));
        List<Object> operands = has("value") ? list("value") : List.of();
        Manner manner = new Manner(isSaid("negated"), isSaid("ignore_case"), isSaid("of_all"));
        return new PropertyTest(path("path"), op, operands, manner);
    }

    private Condition absence() {
        AbsenceCondition absence = child("first")
                .eventOnly()
                .andThenNot(child("answer").eventOnly())
                .forAtLeast(duration("for_at_least"));
        List<String> same = same(2, "must hold two paths");
        return same.isEmpty() ? absence : absence.same(same.get(0), same.get(1));
    }

    private Condition sequence() {
        List<SequenceCondition.Step> steps = new ArrayList<>();
        for (ConditionReader reader : children("steps")) {
            boolean first = steps.isEmpty();
            steps.add(reader.read(kind -> reader.step(first)));
        }
        return new SequenceCondition(steps, same(steps.size(), "must hold one path for each step"));
    }

    private SequenceCondition.Step step(boolean first) {
        Optional<Duration> gap = has(GAP) ? Optional.of(duration(GAP)) : Optional.empty();
        if (gap.filter(Duration::isNegative).isPresent()) {
            throw wrong(GAP, "must not be negative");
        }
        EventCondition event = eventOnly();
        if (first) {
            event.requireFirst();
        } else {
            event.requirePlain("after then");
        }
        return new SequenceCondition.Step(event, gap);
    }

    /** The paths of what must be the same; none if nothing must. */
    private List<String> same(int paths, String what) {
        List<String> same = texts("same");
        if (has("same") && same.size() != paths) {
            throw wrong("same", what);
        }
        return notBlank("same", same);
    }

    private String path(String name) {
        return notBlank(name, List.of(text(name))).get(0);
    }

    private List<String> notBlank(String name, List<String> paths) {
        if (paths.stream().anyMatch(String::isBlank)) {
            throw wrong(name, "must not be blank");
        }
        return paths;
    }

    private Trait<?> trait() {
        return TraitCondition.trait(text("trait"), text("type"));
    }

    /** An aggregate that is compared with nothing. */
    static Aggregate aggregate(String place, Map<String, Object> tree) {
        return new ConditionReader(place, tree).plainAggregate();
    }

    private Aggregate plainAggregate() {
        return read(this::aggregate);
    }

    private Aggregate aggregate(String kind) {
        Aggregate aggregate = switch (kind) {
            case "ratio", "difference" ->
                Aggregate.of(
                        Way.valueOf(kind.toUpperCase(Locale.ROOT)),
                        children("of").stream()
                                .map(ConditionReader::plainAggregate)
                                .toList());
            default -> over(Formula.named(kind).orElseThrow(() -> wrong("kind", "is unknown")));
        };
        List<String> same = same(aggregate.terms().size(), "must hold one path for each aggregate");
        return same.isEmpty() ? aggregate : aggregate.same(same);
    }

    private Aggregate over(Formula formula) {
        String at = switch (formula.field()) {
            case "path" -> path("path");
            case "zone" -> zone("zone").getId();
            default -> "";
        };
        return Aggregate.of(formula, child("of").eventOnly(), at);
    }

    private Condition compared(Aggregate aggregate) {
        for (Comparison comparison : Comparison.values()) {
            String name = comparison.key();
            if (has(name)) {
                return comparison == Comparison.IS
                        ? aggregate.compared(new Limit(comparison, list(name)))
                        : aggregate.compared(comparison, number(name));
            }
        }
        throw wrong("kind", "needs a comparison");
    }

    private <T> Condition trait(Trait<T> trait) {
        List<T> values = new ArrayList<>();
        for (Object raw : list("value")) {
            Optional<T> value = trait.in(Properties.of(Map.of(trait.name(), raw)));
            values.add(value.orElseThrow(() -> wrong("value", "is not of the trait's type")));
        }
        return new TraitCondition<>(trait, text("match"), values, isSaid("ignore_case"));
    }

    private boolean isComing() {
        return text("match").equals("in_next") || text("match").equals("anniversary") || isDay();
    }

    private boolean isDay() {
        return text("match").equals("day") || text("match").equals("day_of_year");
    }

    private Condition coming() {
        if (isDay()) {
            Trait<?> trait = TraitCondition.trait(text("trait"), text("type"));
            return TraitTest.DateCondition.read(
                    trait, text("match").equals("day_of_year"), whole("days"), zone("zone"));
        }
        return TraitTest.DateCondition.read(
                text("trait"), text("type"), text("match"), duration("ahead"), zone("zone"));
    }

    private boolean isSaid(String name) {
        return has(name) && flag(name);
    }

    private ZoneId zone(String name) {
        try {
            return ZoneId.of(text(name));
        } catch (DateTimeException unknown) {
            throw new PlacedException(place + "." + name + " must be a time zone such as Europe/Berlin", unknown);
        }
    }

    private boolean has(String name) {
        known.add(name);
        return fields.containsKey(name);
    }

    private String text(String name) {
        return has(name) && fields.get(name) instanceof String text ? text : fail(name, "must be a text");
    }

    private BigDecimal number(String name) {
        return has(name) && fields.get(name) instanceof BigDecimal number ? number : fail(name, "must be a number");
    }

    private int whole(String name) {
        try {
            return number(name).intValueExact();
        } catch (ArithmeticException notWhole) {
            throw new PlacedException(place + "." + name + " must be a whole number", notWhole);
        }
    }

    private Duration duration(String name) {
        return duration(name, text(name));
    }

    private Duration duration(String name, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException unreadable) {
            throw new PlacedException(place + "." + name + " must be a duration such as PT30M or P7D", unreadable);
        }
    }

    private Instant instant(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException unreadable) {
            throw new PlacedException(place + "." + name + " must be a time such as 2026-01-31T00:00:00Z", unreadable);
        }
    }

    private boolean flag(String name) {
        return has(name) && fields.get(name) instanceof Boolean flag ? flag : fail(name, "must be true or false");
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(String name) {
        return has(name) && fields.get(name) instanceof List<?> list
                ? (List<Object>) list
                : fail(name, "must be a list");
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object each : has(name) ? list(name) : List.of()) {
            texts.add(each instanceof String text ? text : fail(name, "must hold texts"));
        }
        return texts;
    }

    private ConditionReader child(String name) {
        known.add(name);
        return reader(place + "." + name, fields.get(name));
    }

    private List<ConditionReader> children(String name) {
        List<ConditionReader> children = new ArrayList<>();
        for (Object each : list(name)) {
            children.add(reader(place + "." + name + "[" + children.size() + "]", each));
        }
        return children;
    }

    @SuppressWarnings("unchecked")
    private static ConditionReader reader(String place, @Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return new ConditionReader(place, (Map<String, Object>) object);
        }
        throw new PlacedException(place + " must be an object", null);
    }

    private PropertyTest.Op op(String key) {
        for (PropertyTest.Op each : PropertyTest.Op.values()) {
            if (each.key().equals(key)) {
                return each;
            }
        }
        throw wrong("match", "is unknown");
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> T fail(String name, String what) {
        throw wrong(name, what);
    }

    private IllegalArgumentException wrong(String name, String what) {
        return new PlacedException(place + "." + name + " " + what, null);
    }
}
