package io.clientele.internal.codec;

import io.clientele.internal.fold.Recorded;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Evidence;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Definition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Records as bytes and back. Version 1: a JSON object with short names, times in epoch milliseconds. A record keeps the
 * purpose and basis it was admitted under, whatever the types say later. Thread-safe.
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
        return intake instanceof ConsentAct ? RecordKind.ACT : RecordKind.DEFINITION;
    }

    /** An event, act or definition as bytes. */
    public byte[] encode(Intake intake, Instant received) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("r", received.toEpochMilli());
        fields.put("i", intake.id());
        fields.put("t", intake.time().toEpochMilli());
        if (intake instanceof Event event) {
            put(fields, event);
        } else if (intake instanceof ConsentAct act) {
            put(fields, act);
        } else if (intake instanceof Definition definition) {
            fields.put("m", definition.module());
            fields.put("n", definition.name());
            fields.put("b", definition.body());
        } else {
            throw new IllegalArgumentException(
                    "intake of type " + intake.getClass().getName() + " is not known");
        }
        return json.write(Properties.of(fields));
    }

    private static void put(Map<String, Object> fields, Event event) {
        fields.put("e", event.type().name());
        fields.put("u", event.type().purpose().key());
        fields.put("l", event.type().basis().name());
        fields.put(
                "w", event.identifiers().stream().map(RecordCodec::identifier).toList());
        fields.put("p", event.properties());
        fields.put("s", event.source());
    }

    private static void put(Map<String, Object> fields, ConsentAct act) {
        fields.put("w", List.of(identifier(act.identifier())));
        fields.put("u", act.purpose().key());
        fields.put("d", act.decision().name());
        fields.put("k", act.kind().name());
        fields.put("s", act.evidence().source());
        fields.put("n", act.evidence().notice());
    }

    /** What {@link #encode} was given. */
    public Recorded decode(RecordKind kind, long position, byte[] bytes) {
        Properties fields = json.read(bytes);
        Intake intake = switch (kind) {
            case EVENT -> event(fields);
            case ACT -> act(fields);
            case DEFINITION -> definition(fields);
            default -> throw new IllegalArgumentException("a " + kind + " is no intake");
        };
        return new Recorded(position, intake, time(fields, "r"));
    }

    private Event event(Properties fields) {
        LawfulBasis basis = LawfulBasis.valueOf(text(fields, "l"));
        EventType type = EventType.named(text(fields, "e")).collectedFor(purpose(fields, basis), basis);
        PlainEventDraft draft = Event.of(type).from(text(fields, "s"));
        tree(fields, "p").asMap().forEach(draft::set);
        List<Identifier> who = identifiers(fields);
        return draft.about(who.get(0), time(fields, "t"), text(fields, "i")).about(who);
    }

    private ConsentAct act(Properties fields) {
        Purpose purpose = purpose(fields, LawfulBasis.CONSENT);
        Decision decision = Decision.valueOf(text(fields, "d"));
        Identifier who = identifiers(fields).get(0);
        return ConsentAct.of(text(fields, "i"), who, purpose, decision, time(fields, "t"))
                .kind(Kind.valueOf(text(fields, "k")))
                .by(new Evidence(text(fields, "s"), text(fields, "n")));
    }

    private static Definition definition(Properties fields) {
        return new Definition(
                text(fields, "i"), time(fields, "t"), text(fields, "m"), text(fields, "n"), tree(fields, "b"));
    }

    /** A purpose that the policy no longer knows stays itself, allowed what the record says and permitted to nobody. */
    private Purpose purpose(Properties fields, LawfulBasis basis) {
        String key = text(fields, "u");
        return purposes.apply(key)
                .filter(known -> known.allows(basis))
                .orElseGet(() -> Purpose.named(key).on(basis));
    }

    /** An identifier in the form in which records hold it. */
    public static List<String> identifier(Identifier identifier) {
        return List.of(identifier.namespace(), identifier.value());
    }

    private static List<Identifier> identifiers(Properties fields) {
        return fields.all("w[*]").stream()
                .map(pair -> (List<?>) pair)
                .map(pair -> Identifier.of(pair.get(0).toString(), pair.get(1).toString()))
                .toList();
    }

    /** An identifier alone, as bytes. */
    public byte[] encode(Identifier identifier) {
        return json.write(Properties.of(Map.of("w", List.of(identifier(identifier)))));
    }

    /** The identifier behind bytes. */
    public Identifier decodeIdentifier(byte[] bytes) {
        return identifiers(json.read(bytes)).get(0);
    }

    /** A property tree as bytes. */
    public byte[] encode(Properties tree) {
        return json.write(tree);
    }

    /** The property tree behind bytes. */
    public Properties decodeTree(byte[] bytes) {
        return json.read(bytes);
    }

    /** A text field that every record of its kind has. */
    static String text(Properties fields, String name) {
        return fields.text(name).orElseThrow(() -> new IllegalArgumentException("a record lacks its field " + name));
    }

    private static Instant time(Properties fields, String name) {
        return Instant.ofEpochMilli(Long.parseLong(text(fields, name)));
    }

    /** The property tree in a field; empty if there is none. */
    public static Properties tree(Properties fields, String name) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (fields.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return Properties.of(copy);
    }
}
