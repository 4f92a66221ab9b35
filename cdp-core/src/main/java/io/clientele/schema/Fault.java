package io.clientele.schema;

import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.schema.Field.Label;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a field may not be read, or is not declared as it should be.
 *
 * @param reason a short stable word, fit for counting
 * @param sentence what is wrong and what helps; names the field's path and no value
 */
public record Fault(String reason, String sentence) {

    static Fault undeclared(FieldRead read) {
        return new Fault(
                "field_undeclared",
                "the field " + read.path() + " of " + read.type()
                        + " is not in its schema, so that it is never kept: add it to Schema.of(...) or Schema.traits()");
    }

    static Optional<Fault> of(Field field, Purpose purpose, FieldRead read) {
        if (!field.mayBeUsedFor(purpose)) {
            return Optional.of(field.category().isSpecial() ? special(field, purpose, read) : use(purpose, read));
        }
        boolean told =
                field.labels().stream().anyMatch(label -> !label.purpose().equals(purpose));
        boolean safe = !read.values().isEmpty()
                && read.values().stream()
                        .allMatch(value -> field.label(value)
                                .filter(label -> !label.purpose().equals(purpose))
                                .isEmpty());
        return told && !safe ? Optional.of(telling(purpose, read)) : Optional.empty();
    }

    private static Fault special(Field field, Purpose purpose, FieldRead read) {
        return new Fault(
                "special",
                "the field " + read.path() + " of " + read.type() + " is special data ("
                        + field.category() + ", GDPR Art. 9(1)) and may not be used for " + purpose
                        + ": it needs a purpose marked special() that the field names");
    }

    private static Fault use(Purpose purpose, FieldRead read) {
        return new Fault(
                "field_purpose",
                "the field " + read.path() + " of " + read.type() + " may not be used for " + purpose
                        + " (GDPR Art. 5(1)(b)): name the purpose in its schema, with usedFor(...)");
    }

    private static Fault telling(Purpose purpose, FieldRead read) {
        return new Fault(
                "special",
                "the field " + read.path() + " of " + read.type()
                        + " has values that reveal special data (GDPR Art. 9(1)), and " + purpose
                        + " may not tell them apart: compare it with other values only, or use the special purpose they name");
    }

    /** What is wrong with what a schema's type is collected for under a policy. */
    static Optional<String> of(Schema schema, Function<String, Optional<Purpose>> policy) {
        EventType type = schema.type();
        Optional<Purpose> purpose = policy.apply(type.purpose().key());
        if (purpose.isEmpty()) {
            return Optional.of("The type " + type + " has a schema and is collected for the purpose " + type.purpose()
                    + ", which is not in the policy: nobody could permit it. Add it to ConsentModule.purposes.");
        }
        return purpose.get().allows(type.basis())
                ? Optional.empty()
                : Optional.of("The type " + type + " has a schema and is collected for the purpose " + type.purpose()
                        + " on the basis " + type.basis()
                        + ", which that purpose does not allow: nobody could permit it."
                        + " Say collectedFor(...) with one of its bases.");
    }

    /** What is wrong with a field under a policy. */
    static Optional<String> of(Schema schema, Field field, Function<String, Optional<Purpose>> policy) {
        String named = "The field " + field.path() + " of " + schema.type();
        Stream<Purpose> all =
                Stream.concat(field.purposes().stream(), field.labels().stream().map(Label::purpose));
        Optional<Purpose> unknown =
                all.filter(purpose -> policy.apply(purpose.key()).isEmpty()).findFirst();
        if (unknown.isPresent()) {
            return Optional.of(named + " is for the purpose " + unknown.get()
                    + ", which is not in the policy: add it to ConsentModule.purposes.");
        }
        if (field.category().isSpecial() && field.purposes().isEmpty()) {
            return Optional.of(named + " is special data (" + field.category()
                    + ", GDPR Art. 9(1)) and names no purpose: say usedFor(...) with a special() one.");
        }
        Stream<Purpose> special = Stream.concat(
                field.category().isSpecial() ? field.purposes().stream() : Stream.of(),
                field.labels().stream().map(Label::purpose));
        return special.filter(purpose ->
                        policy.apply(purpose.key()).filter(Purpose::isSpecial).isEmpty())
                .findFirst()
                .map(plain -> named + " is special data (GDPR Art. 9(1)), but the purpose " + plain
                        + " is not marked special(): it would need no explicit consent.");
    }

    /** A field in words, for the record. */
    static String words(Field field) {
        String purposes = field.purposes().stream().map(Purpose::key).sorted().collect(Collectors.joining(","));
        String labels = field.labels().stream()
                .map(label -> label.category() + ">" + label.purpose() + ":" + new TreeSet<>(label.values()))
                .collect(Collectors.joining(","));
        return "  " + field.path() + " " + field.category() + " " + field.care() + " for [" + purposes + "] tells ["
                + labels + "]";
    }
}
