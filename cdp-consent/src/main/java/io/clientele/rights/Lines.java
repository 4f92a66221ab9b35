package io.clientele.rights;

import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events and acts as trees in the form that {@code docs/import.md} describes, without identifiers of others. */
final class Lines {

    private final Collection<Identifier> person;

    Lines(Collection<Identifier> person) {
        this.person = person;
    }

    /** An event. */
    Map<String, Object> of(Event event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", event.id());
        line.put("time", event.time().toString());
        line.put("who", who(event.identifiers()));
        line.put("event", event.type().name());
        line.put("purpose", event.type().purpose().key());
        line.put("basis", event.type().basis().name());
        put(line, "source", Optional.of(event.source()));
        if (!event.properties().isEmpty()) {
            line.put("properties", event.properties().asMap());
        }
        return line;
    }

    /** An act. */
    Map<String, Object> of(ConsentAct act) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", act.id());
        line.put("time", act.time().toString());
        line.put("who", who(act.identifiers()));
        line.put("act", act.decision().name());
        line.put("purpose", act.purpose().key());
        line.put("kind", act.kind().name());
        put(line, act.evidence());
        return line;
    }

    private static void put(Map<String, Object> line, Evidence evidence) {
        put(line, "source", Optional.of(evidence.source()));
        put(line, "notice", Optional.of(evidence.notice()));
        put(line, "method", evidence.method());
        put(line, "notice_id", evidence.noticeId());
        put(line, "notice_hash", evidence.noticeHash());
        put(line, "language", evidence.language());
        put(line, "jurisdiction", evidence.jurisdiction());
        put(line, "raw_hash", evidence.rawHash());
        put(
                line,
                "speaker",
                Optional.of(evidence.speaker())
                        .filter(speaker -> speaker != Evidence.Speaker.PERSON)
                        .map(Enum::name));
        evidence.age().ifPresent(years -> line.put("age", years));
    }

    private static void put(Map<String, Object> line, String name, Optional<String> value) {
        value.filter(text -> !text.isEmpty()).ifPresent(text -> line.put(name, text));
    }

    /** The person's own among some identifiers, by namespace: one as a text, several as texts. */
    Map<String, Object> who(Collection<Identifier> identifiers) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        identifiers.stream()
                .filter(person::contains)
                .forEach(each -> all.computeIfAbsent(each.namespace(), key -> new ArrayList<>())
                        .add(each.value()));
        Map<String, Object> who = new LinkedHashMap<>();
        all.forEach((namespace, values) -> who.put(namespace, values.size() == 1 ? values.get(0) : values));
        return who;
    }
}
