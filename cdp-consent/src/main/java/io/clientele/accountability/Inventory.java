package io.clientele.accountability;

import io.clientele.consent.Notice;
import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import io.clientele.schema.Field;
import io.clientele.schema.Schema;
import io.clientele.schema.Schemas;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What a platform is configured to process. */
record Inventory(
        Collection<Purpose> purposes,
        List<Notice> notices,
        Schemas schemas,
        List<Party> parties,
        Collection<EventType> collected) {

    /** The types that were collected although no schema declares them. */
    List<EventType> undeclared() {
        return collected.stream()
                .filter(type -> schemas.find(type).isEmpty())
                .sorted(Comparator.comparing(EventType::name)
                        .thenComparing(type -> type.purpose().key())
                        .thenComparing(EventType::basis))
                .toList();
    }

    /** What kinds of data may be used for a purpose. */
    Set<Category> categories(Purpose purpose) {
        return categories(fields().filter(field -> isFor(field, purpose)));
    }

    /** What kinds of data there are. */
    Set<Category> categories() {
        return categories(fields());
    }

    private static Set<Category> categories(Stream<Field> fields) {
        Set<Category> all = EnumSet.noneOf(Category.class);
        fields.forEach(field -> all.add(field.category()));
        return all;
    }

    private Stream<Field> fields() {
        return schemas.all().stream().map(Schema::fields).flatMap(Collection::stream);
    }

    private static boolean isFor(Field field, Purpose purpose) {
        return field.mayBeUsedFor(purpose);
    }

    /** Who receives data for a purpose. */
    List<String> recipients(Purpose purpose) {
        return parties.stream()
                .filter(party -> party.purposes().contains(purpose))
                .map(Party::name)
                .toList();
    }

    /** A constant's name as words. */
    static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static List<String> words(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(Inventory::words).sorted().toList();
    }
}
