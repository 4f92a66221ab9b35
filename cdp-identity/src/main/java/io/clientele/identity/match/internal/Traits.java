package io.clientele.identity.match.internal;

import io.clientele.identity.match.FieldType;
import java.util.List;

/** What is known of a type of field before anything is learned. */
final class Traits {

    private static final List<FieldType> PLACES =
            List.of(FieldType.STREET, FieldType.HOUSE_NUMBER, FieldType.UNIT, FieldType.PHONE, FieldType.POSTCODE);

    private Traits() {}

    /** The largest share of one person's pairs of records in which the field may be wholly different. */
    static double mostDifferent(FieldType type) {
        return switch (type) {
            case GIVEN_NAME, FULL_NAME, DATE_OF_BIRTH, NATIONAL_ID -> 0.15;
            case SURNAME, PRODUCT_NAME -> 0.25;
            default -> 0.6;
        };
    }

    /** Whether the members of a household have it in common. */
    static boolean isShared(FieldType type) {
        return switch (type) {
            case GIVEN_NAME, FULL_NAME, DATE_OF_BIRTH, NATIONAL_ID, PRODUCT_NAME -> false;
            default -> true;
        };
    }

    /** How many of two members of a household agree on what they do not share: father and son, twins. */
    static double alike(FieldType type) {
        return switch (type) {
            case GIVEN_NAME, FULL_NAME, DATE_OF_BIRTH -> 0.02;
            case NATIONAL_ID -> 0.002;
            default -> 0;
        };
    }

    /** Whether records of these fields can show that two people live together. */
    static boolean showHouseholds(Layout layout) {
        List<FieldType> types =
                layout.fields.stream().map(field -> field.type()).toList();
        boolean personal = types.contains(FieldType.GIVEN_NAME)
                || types.contains(FieldType.FULL_NAME)
                || types.contains(FieldType.DATE_OF_BIRTH);
        return personal && PLACES.stream().anyMatch(types::contains);
    }
}
