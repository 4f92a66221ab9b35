package io.clientele.accountability;

import io.clientele.consent.Notice;
import io.clientele.model.EventType;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Field;
import io.clientele.schema.Schema;
import io.clientele.schema.Schemas;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parts of a record that state what is. */
final class Sections {

    private static final List<String> MEASURES = List.of(
            "Every record is sealed with AES-256-GCM under a key of its person's own; keys lie apart from data, and an erasure"
                    + " destroys them.",
            "People are looked up by keyed hashes; no file and no log holds an identifier in the clear.",
            "What a purpose does not permit is not collected, not read and not handed over: each is asked for at the moment.",
            "Of a type with a schema only the fields it declares are kept; network addresses are cut short.",
            "What was decided and done is in a log that shows any change to it.");

    private static final List<String> UNDECLARED = List.of("undeclared: whatever is sent");

    private static final String KNOWN = "as long as the person is known";

    private Sections() {}

    private static Map<String, Object> row(Object... pairs) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            row.put(pairs[i].toString(), pairs[i + 1]);
        }
        return row;
    }

    static Section controller(Controller controller) {
        Map<String, Object> row = row(
                "name",
                controller.name(),
                "contact",
                controller.contact(),
                "data_protection_officer",
                controller.officer());
        return new Section("controller", "Controller", "GDPR Art. 30(1)(a)", List.of(row));
    }

    static Section purposes(Inventory inventory) {
        List<Map<String, Object>> rows = inventory.purposes().stream()
                .map(purpose -> purpose(purpose, inventory))
                .toList();
        return new Section("purposes", "Purposes", "GDPR Art. 30(1)(b), (c), (d) and (f)", rows);
    }

    private static Map<String, Object> purpose(Purpose purpose, Inventory inventory) {
        return row(
                "purpose",
                purpose.key(),
                "rests_on",
                purpose.bases().stream().map(Sections::basis).sorted().toList(),
                "concerns",
                Inventory.words(purpose.scope()),
                "kinds_of_data",
                Inventory.words(inventory.categories(purpose)),
                "recipients",
                inventory.recipients(purpose),
                "consent_ends_after",
                purpose.validity().map(Sections::words).orElse(""),
                "limits",
                limits(purpose));
    }

    private static String basis(LawfulBasis basis) {
        char letter = (char) ('a' + basis.ordinal());
        return Inventory.words(basis) + " (Art. 6(1)(" + letter + "))";
    }

    private static List<String> limits(Purpose purpose) {
        List<String> limits = new ArrayList<>();
        purpose.assessment().ifPresent(id -> limits.add("weighed in " + id));
        if (purpose.isAdultsOnly()) {
            limits.add("nobody under 18");
        }
        if (purpose.isSpecial()) {
            limits.add("special categories, by explicit consent");
        }
        return limits;
    }

    private static String words(Period period) {
        List<String> parts = new ArrayList<>();
        part(parts, period.getYears(), "year");
        part(parts, period.getMonths(), "month");
        part(parts, period.getDays(), "day");
        return String.join(" ", parts);
    }

    private static void part(List<String> parts, int number, String unit) {
        if (number > 0) {
            parts.add(number + " " + unit + (number == 1 ? "" : "s"));
        }
    }

    static Section data(Inventory inventory) {
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row(
                "what",
                "Identifiers",
                "collected_for",
                "with whatever names them",
                "fields",
                List.of("contact: email, phone", "identity: all others"),
                "kept",
                KNOWN));
        inventory.schemas().all().forEach(schema -> rows.add(type(schema.type(), fields(schema), inventory)));
        inventory.undeclared().forEach(type -> rows.add(type(type, UNDECLARED, inventory)));
        rows.add(row(
                "what",
                "Looks of the shop's people",
                "collected_for",
                "legal, legal obligation (GDPR Art. 32(1))",
                "fields",
                List.of("identity: who looked, the id of the profile"),
                "kept",
                inventory.schemas().retention().looks().map(Sections::words).orElse("as long as the store")));
        rows.add(row(
                "what",
                "Choices, hand-overs and requests",
                "collected_for",
                "legal, legal obligation (GDPR Art. 5(2), 7(1), 12, 15(1)(c) and 19)",
                "fields",
                List.of("identity: the identifier of who chose"),
                "kept",
                KNOWN + "; what proves a choice, and an erasure's tombstone, for three years after"));
        return new Section("data", "Data map", "GDPR Art. 30(1)(c) and (f)", rows);
    }

    private static Map<String, Object> type(EventType type, List<String> fields, Inventory inventory) {
        return row(
                "what",
                type.name(),
                "collected_for",
                type.purpose().key() + ", " + Inventory.words(type.basis()),
                "fields",
                fields,
                "kept",
                kept(type, inventory.schemas()));
    }

    /** How long events of a type are kept, and what a law demands of them after an erasure. */
    private static String kept(EventType type, Schemas schemas) {
        String period = schemas.kept(type)
                .map(least -> least.toDays() + " days at least")
                .orElse(KNOWN);
        return schemas.retention()
                .hold(type)
                .map(hold -> period + "; by " + hold.law() + ", " + words(hold.period()) + " from the end of the year")
                .orElse(period);
    }

    /** The paths of fields of the same kind and use together. */
    private static List<String> fields(Schema schema) {
        Map<String, Set<String>> paths = new TreeMap<>();
        schema.fields()
                .forEach(field -> paths.computeIfAbsent(kind(field), kind -> new TreeSet<>())
                        .add(field.path()));
        List<String> fields = new ArrayList<>();
        paths.forEach((kind, all) -> fields.add(kind + ": " + String.join(", ", all)));
        return fields;
    }

    private static String kind(Field field) {
        List<String> uses = field.purposes().stream().map(Purpose::key).sorted().toList();
        return Inventory.words(field.category()) + (uses.isEmpty() ? "" : " for " + String.join(", ", uses));
    }

    static Section recipients(Inventory inventory) {
        List<Map<String, Object>> rows = inventory.parties().stream()
                .map(party -> row(
                        "name",
                        party.name(),
                        "is",
                        Inventory.words(party.standing()),
                        "country",
                        party.country(),
                        "contract",
                        party.contract().orElse(""),
                        "transfer",
                        party.isInTheArea()
                                ? "inside the EEA"
                                : party.transfer().orElse(""),
                        "receives_for",
                        party.purposes().stream().map(Purpose::key).sorted().toList()))
                .toList();
        return new Section("recipients", "Recipients", "GDPR Art. 28, 30(1)(d) and (e), 44", rows);
    }

    static Section sources(List<SourceNotice> sources) {
        List<Map<String, Object>> rows = sources.stream()
                .map(source ->
                        row("source", source.source(), "from", source.origin(), "people_are_told", source.told()))
                .toList();
        return new Section("sources", "Sources", "GDPR Art. 14", rows);
    }

    static Section notices(Inventory inventory, Instant now) {
        List<Map<String, Object>> rows = inventory.notices().stream()
                .map(notice -> row(
                        "version",
                        notice.version(),
                        "language",
                        notice.language(),
                        "in_force",
                        since(notice, now),
                        "about",
                        inventory.purposes().stream()
                                .filter(notice::covers)
                                .map(Purpose::key)
                                .toList(),
                        "sha_256",
                        notice.hash()))
                .toList();
        return new Section("notices", "Notices", "GDPR Art. 12 and 13", rows);
    }

    private static String since(Notice notice, Instant now) {
        if (notice.from().equals(Instant.EPOCH)) {
            return "from the beginning";
        }
        return (notice.from().isAfter(now) ? "will be from " : "from ") + notice.from();
    }

    static Section measures(Controller controller) {
        List<Map<String, Object>> rows = new ArrayList<>();
        MEASURES.forEach(sentence -> rows.add(row("measure", sentence, "whose", "the platform's")));
        controller.measures().forEach(sentence -> rows.add(row("measure", sentence, "whose", "the shop's")));
        return new Section("measures", "Measures", "GDPR Art. 30(1)(g), 32(1)", rows);
    }

    static Optional<Map<String, Object>> concern(boolean is, String what, String why, String article) {
        return is ? Optional.of(row("what", what, "why", why, "article", article)) : Optional.empty();
    }
}
