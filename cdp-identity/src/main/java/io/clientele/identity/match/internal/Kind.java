package io.clientele.identity.match.internal;

import io.clientele.identity.match.FieldType;
import java.util.List;

/** How the values of a field are normalised and compared: a few kinds for all types. */
enum Kind {
    NAME,
    DATE,
    EMAIL,
    DIGITS,
    CODE,
    PLACE,
    CATEGORY,
    NAMES,
    WORDS,
    NUMBER;

    /** Values that say that there is none. */
    private static final List<String> NOTHING = List.of(
            "null",
            "none",
            "na",
            "nan",
            "nil",
            "unknown",
            "undefined",
            "unbekannt",
            "inconnu",
            "missing",
            "anonymous",
            "xxx",
            "tbd",
            "notavailable",
            "notapplicable");

    /** The kind of a type. */
    static Kind of(FieldType type) {
        return switch (type) {
            case GIVEN_NAME, SURNAME -> NAME;
            case FULL_NAME -> NAMES;
            case DATE_OF_BIRTH -> DATE;
            case EMAIL -> EMAIL;
            case PHONE -> DIGITS;
            case HOUSE_NUMBER, POSTCODE, NATIONAL_ID -> CODE;
            case STREET, UNIT, CITY, OCCUPATION -> PLACE;
            case STATE, COUNTRY -> CATEGORY;
            case PRODUCT_NAME, TEXT -> WORDS;
            case NUMBER -> NUMBER;
        };
    }

    /** The one form of a raw value; empty if it says nothing. */
    String normal(String raw) {
        String form = switch (this) {
            case NAME, PLACE, CATEGORY, CODE -> Letters.joined(raw);
            case NAMES, WORDS -> Letters.words(raw);
            case DATE -> Dates.normal(raw);
            case EMAIL -> mail(raw);
            case DIGITS -> phone(raw);
            case NUMBER -> Numbers.normal(raw);
        };
        return NOTHING.contains(form) ? "" : form;
    }

    private static String mail(String raw) {
        String plain = Letters.plain(raw.strip()).replace(" ", "");
        return plain.startsWith("mailto:") ? plain.substring("mailto:".length()) : plain;
    }

    private static String phone(String raw) {
        String digits = Letters.digits(raw);
        return digits.chars().distinct().count() < 2 ? "" : digits;
    }
}
