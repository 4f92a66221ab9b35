package io.clientele.internal.upkeep;

import io.clientele.internal.codec.EvidenceFields;
import io.clientele.internal.codec.Json;
import io.clientele.internal.codec.RecordCodec;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads lines of history: an event or a consent act each. */
final class HistoryLine {

    private static final List<String> TEXTS = List.of(
            "id",
            "time",
            "event",
            "act",
            "purpose",
            "basis",
            "kind",
            "source",
            "notice",
            "method",
            "notice_id",
            "notice_hash",
            "language",
            "jurisdiction",
            "raw_hash",
            "speaker");

    private static final List<String> OTHERS = List.of("who", "properties", "age");

    private final Function<String, Optional<Purpose>> purposes;
    private final RecordCodec codec;

    HistoryLine(Function<String, Optional<Purpose>> purposes) {
        this.purposes = purposes;
        this.codec = new RecordCodec(purposes);
    }

    /**
     * What a line tells.
     *
     * @throws IllegalArgumentException if it cannot be read, which names the field and repeats nothing of it
     */
    Intake read(String line) {
        Properties fields = fields(line);
        check(fields);
        return fields.text("act").isPresent() ? act(fields) : event(fields);
    }

    /** A field of another kind than it should be is wrong, not missing: an age that is left out would make an adult of a child. */
    private static void check(Properties fields) {
        for (String name : TEXTS) {
            if (fields.get(name) != null && fields.text(name).isEmpty()) {
                throw new IllegalArgumentException(name + ": it is no text");
            }
        }
        if (fields.get("age") != null) {
            BigInteger years = whole("age", fields.number("age").orElse(null));
            if (years.bitLength() >= Integer.SIZE) {
                throw new IllegalArgumentException("age: it is too large");
            }
        }
    }

    private static BigInteger whole(String field, @Nullable Object value) {
        try {
            if (value instanceof BigDecimal number) {
                return number.toBigIntegerExact();
            }
        } catch (ArithmeticException fraction) {
            throw new IllegalArgumentException(field + ": it is no whole number", fraction);
        }
        throw new IllegalArgumentException(field + ": it is no whole number");
    }

    private Properties fields(String line) {
        try {
            return codec.decodeTree(line.getBytes(StandardCharsets.UTF_8));
        } catch (Json.TwiceException twice) {
            throw new IllegalArgumentException(
                    twice.isWithin()
                            ? name(twice.field()) + ": a field in it is there twice"
                            : name(twice.field()) + (isKnown(twice.field()) ? ": it" : "") + " is there twice",
                    twice);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("the line is not one JSON object", unreadable);
        }
    }

    private static boolean isKnown(String field) {
        return TEXTS.contains(field) || OTHERS.contains(field);
    }

    /** A field's name as far as it is one of ours: of any other nobody knows what it tells. */
    private static String name(String field) {
        return isKnown(field) ? field : "a field";
    }

    private Event event(Properties fields) {
        EventType type = EventType.named(text(fields, "event"));
        if (fields.text("purpose").isPresent()) {
            LawfulBasis basis =
                    one(LawfulBasis.class, "basis", fields.text("basis").orElse("CONSENT"));
            type = type.collectedFor(purpose(fields), basis);
        }
        List<Identifier> who = who(fields);
        PlainEventDraft draft = Event.of(type).from(fields.text("source").orElse(""));
        Object properties = fields.get("properties");
        if (properties != null && !(properties instanceof Map<?, ?>)) {
            throw new IllegalArgumentException("properties: it is no JSON object");
        }
        RecordCodec.tree(fields, "properties").asMap().forEach(draft::set);
        return draft.about(who.get(0), time(fields), text(fields, "id")).about(who);
    }

    private ConsentAct act(Properties fields) {
        List<Identifier> who = who(fields);
        if (who.size() > 1) {
            throw new IllegalArgumentException("who: an act names one identifier");
        }
        var decision = one(ConsentAct.Decision.class, "act", text(fields, "act"));
        return ConsentAct.of(text(fields, "id"), who.get(0), purpose(fields), decision, time(fields))
                .kind(one(ConsentAct.Kind.class, "kind", fields.text("kind").orElse("UNKNOWN")))
                .by(EvidenceFields.LONG.read(fields));
    }

    private Purpose purpose(Properties fields) {
        return purposes.apply(text(fields, "purpose"))
                .orElseThrow(() -> new IllegalArgumentException("purpose: it is not in the policy"));
    }

    private static List<Identifier> who(Properties fields) {
        List<Identifier> who = new ArrayList<>();
        RecordCodec.tree(fields, "who").asMap().forEach((namespace, value) -> {
            Collection<?> values = value instanceof Collection<?> several ? several : List.of(value);
            for (Object each : values) {
                String text = each instanceof String given
                        ? given
                        : whole("who", each).toString();
                who.add(Identifier.of(namespace, text));
            }
        });
        if (who.isEmpty()) {
            throw new IllegalArgumentException("who: an identifier is needed");
        }
        return who;
    }

    private static Instant time(Properties fields) {
        try {
            return Instant.parse(text(fields, "time"));
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException("time: it is no instant in UTC as ISO 8601 writes it", unreadable);
        }
    }

    private static <E extends Enum<E>> E one(Class<E> kind, String field, String name) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        field + ": it is none of " + Arrays.toString(kind.getEnumConstants())));
    }

    private static String text(Properties fields, String name) {
        return fields.text(name).orElseThrow(() -> new IllegalArgumentException(name + ": it is missing"));
    }
}
