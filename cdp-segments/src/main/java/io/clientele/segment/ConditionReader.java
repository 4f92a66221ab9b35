package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.internal.AggregateLeaf.Function;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.match.PropertyTest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads conditions from properties; says where it could not. */
final class ConditionReader {

    private final String place;
    private final Properties fields;

    private ConditionReader(String place, Properties fields) {
        this.place = place;
        this.fields = fields;
    }

    static Condition read(Properties properties) {
        return new ConditionReader("condition", properties).condition();
    }

    /** The condition in a field. */
    static Condition at(String name, Properties properties) {
        return reader(name, properties.get(name)).condition();
    }

    private Condition condition() {
        try {
            return byKind(text("kind"));
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException(place + " has an unreadable time or duration", unreadable);
        }
    }

    private Condition byKind(String kind) {
        return switch (kind) {
            case "did", "last_did" -> event();
            case "and_then_not" -> absence();
            case "then" -> sequence();
            case "trait" -> trait(TraitTypes.trait(text("trait"), text("type")));
            case "consented" -> new ConsentCondition(Purpose.named(text("purpose")));
            case "not" -> Conditions.not(child("of").condition());
            case "all", "any" ->
                new BooleanCondition(
                        kind,
                        children("of").stream().map(ConditionReader::condition).toList());
            case "sum", "average", "min", "max", "distinct" -> aggregate(kind);
            default -> throw wrong("kind", "is unknown");
        };
    }

    private EventCondition event() {
        EventCondition event =
                EventCondition.of(EventType.named(text("event")), text("kind").equals("last_did"));
        for (ConditionReader where : fields.get("where") == null ? List.<ConditionReader>of() : children("where")) {
            event = event.with(where.test());
        }
        if (fields.get("within") != null) {
            event = event.within(Duration.parse(text("within")));
        }
        if (fields.get("since") != null) {
            event = event.since(Instant.parse(text("since")));
        }
        for (String kind : List.of("at_least", "at_most", "exactly")) {
            if (fields.get(kind) != null) {
                event = event.counted(kind, number(kind).intValueExact());
            }
        }
        return event;
    }

    private PropertyTest test() {
        PropertyTest.Op op = constant(PropertyTest.Op.class, "match");
        List<Object> operands = fields.get("value") == null ? List.of() : list("value");
        return new PropertyTest(
                text("path"), op, operands, fields.flag("negated").orElse(false));
    }

    private Condition absence() {
        AbsenceCondition absence = child("first")
                .event()
                .andThenNot(child("answer").event())
                .forAtLeast(Duration.parse(text("for_at_least")));
        List<String> same = texts("same");
        return same.isEmpty() ? absence : absence.same(same.get(0), same.get(same.size() - 1));
    }

    private Condition sequence() {
        List<SequenceCondition.Step> steps = children("steps").stream()
                .map(step -> new SequenceCondition.Step(
                        step.event(), step.fields.text("after_at_most").map(Duration::parse)))
                .toList();
        return new SequenceCondition(steps, texts("same"));
    }

    private Condition aggregate(String kind) {
        Aggregate aggregate = new Aggregate(
                Function.valueOf(kind.toUpperCase(Locale.ROOT)), child("of").event(), text("path"));
        for (Comparison comparison : Comparison.values()) {
            String name = comparison.key();
            if (fields.get(name) != null) {
                return aggregate.compared(comparison, number(name));
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
        return new TraitCondition<>(trait, text("match"), values);
    }

    private String text(String name) {
        return fields.get(name) instanceof String text ? text : fail(name, "must be a text");
    }

    private BigDecimal number(String name) {
        return fields.get(name) instanceof BigDecimal number ? number : fail(name, "must be a number");
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(String name) {
        return fields.get(name) instanceof List<?> list ? (List<Object>) list : fail(name, "must be a list");
    }

    private List<String> texts(String name) {
        return fields.get(name) == null
                ? List.of()
                : list(name).stream().map(String::valueOf).toList();
    }

    private ConditionReader child(String name) {
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
    private static ConditionReader reader(String place, @org.jspecify.annotations.Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return new ConditionReader(place, Properties.of((Map<String, ?>) object));
        }
        throw new IllegalArgumentException(place + " must be an object");
    }

    private <E extends Enum<E>> E constant(Class<E> type, String name) {
        for (E each : type.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text(name))) {
                return each;
            }
        }
        throw wrong(name, "is unknown");
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> T fail(String name, String what) {
        throw wrong(name, what);
    }

    private IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException(place + "." + name + " " + what);
    }
}
