package io.clientele.internal.upkeep;

import io.clientele.internal.codec.EvidenceFields;
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
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads lines of history: an event or a consent act each. */
final class HistoryLine {

    private final Function<String, Optional<Purpose>> purposes;
    private final RecordCodec codec;

    HistoryLine(Function<String, Optional<Purpose>> purposes) {
        this.purposes = purposes;
        this.codec = new RecordCodec(purposes);
    }

    /** What a line tells; empty if it cannot be read. */
    Optional<Intake> read(String line) {
        try {
            Properties fields = codec.decodeTree(line.getBytes(StandardCharsets.UTF_8));
            return Optional.of(fields.text("act").isPresent() ? act(fields) : event(fields));
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private Event event(Properties fields) {
        EventType type = EventType.named(text(fields, "event"));
        if (fields.text("purpose").isPresent()) {
            LawfulBasis basis = LawfulBasis.valueOf(fields.text("basis").orElse("CONSENT"));
            type = type.collectedFor(purpose(fields), basis);
        }
        List<Identifier> who = who(fields);
        PlainEventDraft draft = Event.of(type).from(fields.text("source").orElse(""));
        RecordCodec.tree(fields, "properties").asMap().forEach(draft::set);
        return draft.about(who.get(0), time(fields), text(fields, "id")).about(who);
    }

    private ConsentAct act(Properties fields) {
        var decision = ConsentAct.Decision.valueOf(text(fields, "act"));
        return ConsentAct.of(text(fields, "id"), who(fields).get(0), purpose(fields), decision, time(fields))
                .kind(ConsentAct.Kind.valueOf(fields.text("kind").orElse("UNKNOWN")))
                .by(EvidenceFields.LONG.read(fields));
    }

    private Purpose purpose(Properties fields) {
        return purposes.apply(text(fields, "purpose"))
                .orElseThrow(() -> new IllegalArgumentException("purpose: it is not in the policy"));
    }

    private static List<Identifier> who(Properties fields) {
        List<Identifier> who = RecordCodec.tree(fields, "who").asMap().entrySet().stream()
                .map(entry -> Identifier.of(entry.getKey(), entry.getValue().toString()))
                .toList();
        if (who.isEmpty()) {
            throw new IllegalArgumentException("who: an identifier is needed");
        }
        return who;
    }

    private static Instant time(Properties fields) {
        return Instant.parse(text(fields, "time"));
    }

    private static String text(Properties fields, String name) {
        return fields.text(name).orElseThrow(() -> new IllegalArgumentException(name + ": it is missing"));
    }
}
