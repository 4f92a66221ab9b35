package io.clientele.segment;

import io.clientele.model.Trait;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/** The types of traits by name. */
final class TraitTypes {

    private static final Map<Class<?>, String> NAMES = Map.of(
            String.class, "text",
            BigDecimal.class, "number",
            Boolean.class, "flag",
            LocalDate.class, "date",
            Instant.class, "time");

    private TraitTypes() {}

    static String name(Trait<?> trait) {
        String name = NAMES.get(trait.type());
        Values.require(name != null, "a trait of this type cannot be asked for in a condition");
        return name == null ? "" : name;
    }

    static Trait<?> trait(String name, String type) {
        return switch (type) {
            case "text" -> Trait.text(name);
            case "number" -> Trait.number(name);
            case "flag" -> Trait.flag(name);
            case "date" -> Trait.date(name);
            case "time" -> Trait.time(name);
            default -> throw new IllegalArgumentException("unknown type of trait: " + type);
        };
    }
}
