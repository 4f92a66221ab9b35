package io.clientele.identity.match.internal;

import io.clientele.identity.match.FieldType;
import io.clientele.identity.match.MatchField;
import java.util.ArrayList;
import java.util.List;

/** The fields of all records: their kinds, and which two may hold each other's values. */
final class Layout {

    private static final List<List<FieldType>> NEIGHBOURS = List.of(
            List.of(FieldType.GIVEN_NAME, FieldType.SURNAME),
            List.of(FieldType.STREET, FieldType.UNIT),
            List.of(FieldType.CITY, FieldType.POSTCODE));

    final List<MatchField> fields;
    final Kind[] kinds;
    /** For each field the later one whose values may stand in it, or -1. */
    final int[] partner;

    Layout(List<MatchField> fields, List<Kind> kinds) {
        this.fields = List.copyOf(fields);
        this.kinds = kinds.toArray(Kind[]::new);
        partner = new int[fields.size()];
        java.util.Arrays.fill(partner, -1);
        for (List<FieldType> two : NEIGHBOURS) {
            int one = first(two.get(0));
            int other = first(two.get(1));
            if (one >= 0 && other >= 0) {
                partner[Math.min(one, other)] = Math.max(one, other);
            }
        }
    }

    private int first(FieldType type) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).type() == type) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Where records name a person twice, in parts and in full: gives the parts that are missing the full name's first and last
     * word, and leaves in the full name the words that are in no part.
     */
    void spread(String[] raw) {
        int given = first(FieldType.GIVEN_NAME);
        int surname = first(FieldType.SURNAME);
        if (given < 0 || surname < 0) {
            return;
        }
        for (int field = 0; field < raw.length; field++) {
            if (fields.get(field).type() == FieldType.FULL_NAME && !raw[field].isEmpty()) {
                List<String> words =
                        new ArrayList<>(List.of(Letters.words(raw[field]).split(" ")));
                if (words.size() > 1 && raw[given].isBlank() && !raw[surname].isBlank()) {
                    raw[given] = words.get(0);
                } else if (words.size() > 1 && raw[surname].isBlank() && !raw[given].isBlank()) {
                    raw[surname] = words.get(words.size() - 1);
                } else if (words.size() > 1 && raw[given].isBlank()) {
                    raw[given] = words.get(0);
                    raw[surname] = words.get(words.size() - 1);
                }
                List.of(Letters.words(raw[given] + " " + raw[surname]).split(" "))
                        .forEach(words::remove);
                raw[field] = String.join(" ", words);
            }
        }
    }

    int size() {
        return kinds.length;
    }
}
