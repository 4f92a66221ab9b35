package io.clientele.internal.codec;

import io.clientele.internal.fold.Recorded;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Definition;
import io.clientele.spi.Note;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes and back, in the form that the package describes; times are epoch milliseconds. A record keeps the purpose
 * and basis it was admitted under, whatever the types say later. Thread-safe; about a microsecond for 300 bytes.
 *
 * <p>Fields of every intake: {@code r} received, {@code i} id, {@code t} time. Of an event: {@code e} type, {@code u} purpose,
 * {@code l} basis, {@code w} identifiers as pairs, the owner first, {@code p} properties, {@code s} source. Of an act:
 * {@code w} with one pair, {@code u} purpose, {@code d} decision, {@code k} kind, {@code s} source and {@code n} notice of its
 * evidence; where known, {@code m} method, {@code o} name of the notice's series, {@code h} hash of its text, {@code g}
 * language, {@code j} jurisdiction, {@code x} hash of the raw signal, {@code v} speaker, {@code y} stated age; {@code c} the time
 * it claimed, where {@code t} is another. Of a decision: {@code k} kind, {@code w} and {@code o} the identifiers of either side as
 * pairs; or {@code x} the id of the decision it revokes. Of a definition or note: {@code m} module, {@code n} name, {@code b} body.
 */
public final class RecordCodec {

    private final Json json = new Json();
    private final Function<String, Optional<Purpose>> purposes;

    /** A codec that finds purposes by key as the policy knows them. */
    public RecordCodec(Function<String, Optional<Purpose>> purposes) {
        this.purposes = purposes;
    }

    /** What kind of row an intake becomes. */
    public static RecordKind kind(Intake intake) {
        if (intake instanceof Event) {
            return RecordKind.EVENT;
        }
        if (intake instanceof IdentityDecision) {
            return RecordKind.DECISION;
        }
        if (intake instanceof Note) {
            return RecordKind.NOTE;
        }
        return intake instanceof ConsentAct ? RecordKind.ACT : RecordKind.DEFINITION;
    }

    /**
     * An event, act, decision, definition or note as bytes.
     *
     * @throws IllegalArgumentException if a text in it could not be read again
     */
    public byte[] encode(Intake intake, Instant received) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("r", received.toEpochMilli());
        fields.put("i", intake.id());
        fields.put("t", intake.time().toEpochMilli());
        if (intake instanceof Event event) {
            put(fields, event);
        } else if (intake instanceof ConsentAct act) {
            put(fields, act);
        } else if (intake instanceof IdentityDecision decision) {
            put(fields, decision);
        } else if (intake instanceof Definition definition) {
            fields.put("m", definition.module());
            fields.put("n", definition.name());
            fields.put("b", definition.body());
        } else if (intake instanceof Note note) {
            fields.put("m", note.module());
            fields.put("n", note.name());
            fields.put("b", note.body());
        } else {
            throw new IllegalArgumentException(
                    "intake of type " + intake.getClass().getName() + " is not known");
        }
        return TreeWriter.write(fields);
    }

    private static void put(Map<String, Object> fields, Event event) {
        fields.put("e", event.type().name());
        fields.put("u", event.type().purpose().key());
        fields.put("l", event.type().basis().name());
        fields.put("w", pairs(event.identifiers()));
        fields.put("p", event.properties());
        fields.put("s", event.source());
    }

    private static void put(Map<String, Object> fields, ConsentAct act) {
        fields.put("w", List.of(identifier(act.identifier())));
        fields.put("u", act.purpose().key());
        fields.put("d", act.decision().name());
        fields.put("k", act.kind().name());
        EvidenceFields.SHORT.put(fields, act.evidence());
        act.claimed().ifPresent(time -> fields.put("c", time.toEpochMilli()));
    }

    private static void put(Map<String, Object> fields, IdentityDecision decision) {
        fields.put("k", decision.kind().name());
        fields.put("w", decision.these().stream().map(RecordCodec::identifier).toList());
        fields.put("o", decision.those().stream().map(RecordCodec::identifier).toList());
        decision.revokes().ifPresent(id -> fields.put("x", id));
    }

    private static List<List<String>> pairs(List<Identifier> identifiers) {
        if (identifiers.size() == 1) {
            return List.of(identifier(identifiers.get(0)));
        }
        return identifiers.stream().map(RecordCodec::identifier).toList();
    }

    /**
     * What {@link #encode} was given.
     *
     * @throws IllegalArgumentException if the bytes are no record of this kind, or of a format not known
     */
    public Recorded decode(RecordKind kind, long position, byte[] bytes) {
        Map<String, Object> tree = read(bytes);
        if (kind == RecordKind.EVENT) {
            return new Recorded(position, event(tree), Instant.ofEpochMilli(millis(tree, "r")));
        }
        Properties fields = Properties.of(tree);
        Intake intake = switch (kind) {
            case ACT -> act(fields);
            case DEFINITION -> definition(fields);
            case DECISION -> decision(fields);
            case NOTE -> note(fields);
            default -> throw new IllegalArgumentException("a " + kind + " is no intake");
        };
        return new Recorded(position, intake, time(fields, "r"));
    }

    private Map<String, Object> read(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == '{' ? json.read(bytes) : TreeReader.read(bytes);
    }

    /** Events are many: theirs is the way that copies nothing twice. */
    private Event event(Map<String, Object> fields) {
        LawfulBasis basis = constant(LawfulBasis.values(), field(fields, "l", String.class));
        Purpose purpose = purpose(field(fields, "u", String.class), basis);
        EventType type = EventType.named(field(fields, "e", String.class)).collectedFor(purpose, basis);
        PlainEventDraft draft = Event.of(type).from(field(fields, "s", String.class));
        Map<?, ?> properties = field(fields, "p", Map.class);
        properties.forEach((name, value) -> draft.set(String.valueOf(name), value));
        List<Identifier> who = new ArrayList<>();
        List<?> pairs = field(fields, "w", List.class);
        pairs.forEach(pair -> who.add(identifier(pair)));
        if (who.isEmpty()) {
            throw new IllegalArgumentException("a record names nobody");
        }
        Event event =
                draft.about(who.get(0), Instant.ofEpochMilli(millis(fields, "t")), field(fields, "i", String.class));
        return who.size() == 1 ? event : event.about(who);
    }

    /** The constant of a name; the message of the language's own look-up would show what stands there instead. */
    static <E extends Enum<E>> E constant(E[] all, String name) {
        for (E each : all) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("a record names something that this version does not know");
    }

    private static long millis(Map<String, Object> fields, String name) {
        return field(fields, name, BigDecimal.class).longValue();
    }

    private static <T> T field(Map<String, Object> fields, String name, Class<T> type) {
        if (!type.isInstance(fields.get(name))) {
            throw new IllegalArgumentException("a record lacks its field " + name);
        }
        return type.cast(fields.get(name));
    }

    private ConsentAct act(Properties fields) {
        Purpose purpose = purpose(text(fields, "u"), LawfulBasis.CONSENT);
        Decision decision = constant(Decision.values(), text(fields, "d"));
        Identifier who = identifiers(fields).get(0);
        boolean clamped = fields.get("c") != null;
        ConsentAct act = ConsentAct.of(text(fields, "i"), who, purpose, decision, time(fields, clamped ? "c" : "t"))
                .kind(constant(Kind.values(), text(fields, "k")))
                .by(EvidenceFields.SHORT.read(fields));
        return clamped ? act.clamped(time(fields, "t")) : act;
    }

    private static IdentityDecision decision(Properties fields) {
        String id = text(fields, "i");
        IdentityDecision.Kind kind = constant(IdentityDecision.Kind.values(), text(fields, "k"));
        return kind == IdentityDecision.Kind.REVOKE
                ? IdentityDecision.revoke(id, time(fields, "t"), text(fields, "x"))
                : IdentityDecision.of(kind, pairs(fields, "w"), pairs(fields, "o"))
                        .made(id, time(fields, "t"));
    }

    private static Definition definition(Properties fields) {
        return new Definition(
                text(fields, "i"), time(fields, "t"), text(fields, "m"), text(fields, "n"), tree(fields, "b"));
    }

    private static Note note(Properties fields) {
        return new Note(text(fields, "i"), time(fields, "t"), text(fields, "m"), text(fields, "n"), tree(fields, "b"));
    }

    /** A purpose as the policy knows it. */
    Optional<Purpose> known(String key) {
        return purposes.apply(key);
    }

    /** A purpose that the policy no longer knows stays itself, allowed what the record says and permitted to nobody. */
    private Purpose purpose(String key, LawfulBasis basis) {
        return purposes.apply(key)
                .filter(known -> known.allows(basis))
                .orElseGet(() -> Purpose.named(key).on(basis));
    }

    /** An identifier in the form in which records hold it. */
    public static List<String> identifier(Identifier identifier) {
        return List.of(identifier.namespace(), identifier.value());
    }

    private static List<Identifier> pairs(Properties fields, String name) {
        return fields.all(name + "[*]").stream().map(RecordCodec::identifier).toList();
    }

    private static List<Identifier> identifiers(Properties fields) {
        List<Identifier> who = pairs(fields, "w");
        if (who.isEmpty()) {
            throw new IllegalArgumentException("a record names nobody");
        }
        return who;
    }

    private static Identifier identifier(Object pair) {
        if (pair instanceof List<?> parts && parts.size() == 2) {
            return Identifier.of(parts.get(0).toString(), parts.get(1).toString());
        }
        throw new IllegalArgumentException("a record names an identifier of other than two parts");
    }

    /** An identifier alone, as bytes. */
    public byte[] encode(Identifier identifier) {
        return TreeWriter.write(Map.of("w", List.of(identifier(identifier))));
    }

    /** The identifier behind bytes. */
    public Identifier decodeIdentifier(byte[] bytes) {
        return identifiers(decodeTree(bytes)).get(0);
    }

    /** A property tree as bytes. */
    public byte[] encode(Properties tree) {
        return TreeWriter.write(tree.asMap());
    }

    /** Fields as bytes; values as {@link Properties} hold them, or such. */
    public byte[] encode(Map<String, ?> fields) {
        return TreeWriter.write(fields);
    }

    /** The fields behind bytes. */
    public Map<String, Object> decodeFields(byte[] bytes) {
        return read(bytes);
    }

    /** The property tree behind bytes. */
    public Properties decodeTree(byte[] bytes) {
        return Properties.of(read(bytes));
    }

    /** A text field that every record of its kind has. */
    static String text(Properties fields, String name) {
        return fields.text(name).orElseThrow(() -> new IllegalArgumentException("a record lacks its field " + name));
    }

    private static Instant time(Properties fields, String name) {
        if (!(fields.get(name) instanceof BigDecimal millis)) {
            throw new IllegalArgumentException("a record lacks its field " + name);
        }
        return Instant.ofEpochMilli(millis.longValue());
    }

    /** The property tree in a field; empty if there is none. */
    public static Properties tree(Properties fields, String name) {
        return tree(fields.get(name));
    }

    /** A tree among decoded fields; empty if it is none. */
    public static Properties tree(@Nullable Object field) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (field instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return Properties.of(copy);
    }
}
