package io.clientele.identity.match;

import java.util.Locale;
import java.util.Optional;

/** What a field of a record means: it decides how values are normalised, compared and looked up. */
public enum FieldType {
    /** One or more given names. */
    GIVEN_NAME,
    /** A family name. */
    SURNAME,
    /** All names of a person in any order. */
    FULL_NAME,
    /** A day, ISO 8601 or eight digits with the year first; day, month and year with the day first. */
    DATE_OF_BIRTH,
    /** An e-mail address. */
    EMAIL,
    /** A telephone number in any spelling. */
    PHONE,
    /** The name of a street, with or without a number. */
    STREET,
    /** A number in a street. */
    HOUSE_NUMBER,
    /** A flat, a house's name or a second line of an address. */
    UNIT,
    /** A city, town or suburb. */
    CITY,
    /** A postal code. */
    POSTCODE,
    /** A state, county or province. */
    STATE,
    /** A country. */
    COUNTRY,
    /** A number that a state gives to one person. */
    NATIONAL_ID,
    /** What somebody does for a living. */
    OCCUPATION,
    /** What a thing is called, with its model codes. */
    PRODUCT_NAME,
    /** Words of any kind. */
    TEXT,
    /** A decimal number: an amount, a year, a size. */
    NUMBER;

    /** The name that configurations use: lower case with underscores. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of a {@linkplain #label() label}; empty for a text that is none. */
    public static Optional<FieldType> find(String label) {
        for (FieldType type : values()) {
            if (type.label().equals(label)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
