package io.clientele.benchmarks.table;

import io.clientele.identity.match.FieldType;
import io.clientele.identity.match.MatchField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of a table's columns: as told, as a file beside it says, or guessed by names and values. */
public final class FieldGuess {

    private static final Pattern ENTRY = Pattern.compile("\"([^\"]+)\"\\s*:\\s*\"([^\"]*)\"");
    private static final List<String> NO_FIELDS = List.of("record_id", "source", "cluster_id", "cluster", "unique_id");
    private static final double MOST = 0.8;
    private static final int SAMPLE = 2000;

    /** Parts of names without separators, the most special ones first. */
    private static final List<Map.Entry<String, FieldType>> NAMES = List.of(
            Map.entry("mail", FieldType.EMAIL),
            Map.entry("phone", FieldType.PHONE),
            Map.entry("mobile", FieldType.PHONE),
            Map.entry("dob", FieldType.DATE_OF_BIRTH),
            Map.entry("birthdate", FieldType.DATE_OF_BIRTH),
            Map.entry("dateofbirth", FieldType.DATE_OF_BIRTH),
            Map.entry("birthplace", FieldType.CITY),
            Map.entry("givenname", FieldType.GIVEN_NAME),
            Map.entry("firstname", FieldType.GIVEN_NAME),
            Map.entry("forename", FieldType.GIVEN_NAME),
            Map.entry("fname", FieldType.GIVEN_NAME),
            Map.entry("midname", FieldType.GIVEN_NAME),
            Map.entry("middlename", FieldType.GIVEN_NAME),
            Map.entry("firstandsurname", FieldType.FULL_NAME),
            Map.entry("surname", FieldType.SURNAME),
            Map.entry("lastname", FieldType.SURNAME),
            Map.entry("familyname", FieldType.SURNAME),
            Map.entry("lname", FieldType.SURNAME),
            Map.entry("fullname", FieldType.FULL_NAME),
            Map.entry("authors", FieldType.FULL_NAME),
            Map.entry("streetnumber", FieldType.HOUSE_NUMBER),
            Map.entry("housenum", FieldType.HOUSE_NUMBER),
            Map.entry("address2", FieldType.UNIT),
            Map.entry("unit", FieldType.UNIT),
            Map.entry("street", FieldType.STREET),
            Map.entry("address", FieldType.STREET),
            Map.entry("suburb", FieldType.CITY),
            Map.entry("city", FieldType.CITY),
            Map.entry("town", FieldType.CITY),
            Map.entry("postcode", FieldType.POSTCODE),
            Map.entry("postalcode", FieldType.POSTCODE),
            Map.entry("zip", FieldType.POSTCODE),
            Map.entry("state", FieldType.STATE),
            Map.entry("county", FieldType.STATE),
            Map.entry("country", FieldType.COUNTRY),
            Map.entry("socsec", FieldType.NATIONAL_ID),
            Map.entry("ssn", FieldType.NATIONAL_ID),
            Map.entry("nationalid", FieldType.NATIONAL_ID),
            Map.entry("occupation", FieldType.OCCUPATION),
            Map.entry("profession", FieldType.OCCUPATION),
            Map.entry("product", FieldType.PRODUCT_NAME),
            Map.entry("price", FieldType.NUMBER),
            Map.entry("year", FieldType.NUMBER));

    /** Whole names without separators that say too little as a part of others. */
    private static final Map<String, FieldType> SHORT_NAMES = Map.ofEntries(
            Map.entry("name", FieldType.FULL_NAME),
            Map.entry("first", FieldType.GIVEN_NAME),
            Map.entry("middle", FieldType.GIVEN_NAME),
            Map.entry("middleinitial", FieldType.GIVEN_NAME),
            Map.entry("last", FieldType.SURNAME),
            Map.entry("birth", FieldType.DATE_OF_BIRTH),
            Map.entry("birthday", FieldType.DATE_OF_BIRTH),
            Map.entry("born", FieldType.DATE_OF_BIRTH),
            Map.entry("tel", FieldType.PHONE),
            Map.entry("cell", FieldType.PHONE),
            Map.entry("addr", FieldType.STREET),
            Map.entry("addr1", FieldType.STREET),
            Map.entry("addr2", FieldType.UNIT),
            Map.entry("houseno", FieldType.HOUSE_NUMBER),
            Map.entry("place", FieldType.CITY),
            Map.entry("region", FieldType.STATE),
            Map.entry("province", FieldType.STATE),
            Map.entry("gender", FieldType.STATE),
            Map.entry("sex", FieldType.STATE),
            Map.entry("job", FieldType.OCCUPATION),
            Map.entry("age", FieldType.NUMBER));

    private FieldGuess() {}

    /**
     * Fields as {@code name=type,...} says.
     *
     * @throws IllegalArgumentException if a type is none
     */
    public static List<MatchField> told(String text) {
        List<MatchField> fields = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            int sign = entry.lastIndexOf('=');
            fields.add(field(entry.substring(0, Math.max(0, sign)), entry.substring(sign + 1)));
        }
        return fields;
    }

    private static MatchField field(String name, String type) {
        FieldType known = FieldType.find(type.strip())
                .orElseThrow(() -> new IllegalArgumentException("no type of a field: " + type.strip()));
        return new MatchField(name.strip(), known);
    }

    /** Fields as a flat JSON object of names and types says. */
    public static List<MatchField> file(Path json) {
        try {
            List<MatchField> fields = new ArrayList<>();
            Matcher entries = ENTRY.matcher(Files.readString(json, StandardCharsets.UTF_8));
            while (entries.find()) {
                fields.add(field(entries.group(1), entries.group(2)));
            }
            return fields;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Fields guessed from the columns' names, and their values where a name says nothing. */
    public static List<MatchField> guessed(List<String> columns, List<Map<String, String>> rows) {
        List<MatchField> fields = new ArrayList<>();
        for (String column : columns) {
            if (!NO_FIELDS.contains(column)) {
                FieldType type = byName(column).orElseGet(() -> byValues(values(column, rows)));
                fields.add(new MatchField(column, type));
            }
        }
        return fields;
    }

    private static List<String> values(String column, List<Map<String, String>> rows) {
        return rows.stream()
                .limit(SAMPLE)
                .map(row -> row.getOrDefault(column, "").strip())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static Optional<FieldType> byName(String column) {
        String name = column.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        Optional<FieldType> whole = Optional.ofNullable(SHORT_NAMES.get(name));
        return whole.isPresent()
                ? whole
                : NAMES.stream()
                        .filter(entry -> name.contains(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    private static FieldType byValues(List<String> values) {
        if (most(values, value -> value.matches("[^@\\s]+@[^@\\s]+"))) {
            return FieldType.EMAIL;
        }
        if (most(values, value -> value.matches("(19|20)\\d\\d-?\\d\\d-?\\d\\d"))) {
            return FieldType.DATE_OF_BIRTH;
        }
        if (most(values, value -> value.matches("\\+?[0-9 ()/.-]{9,}"))) {
            return FieldType.PHONE;
        }
        return most(values, value -> value.matches("[$€£]?-?[0-9]+([.,][0-9]+)*")) ? FieldType.NUMBER : FieldType.TEXT;
    }

    private static boolean most(List<String> values, Predicate<String> test) {
        return !values.isEmpty() && values.stream().filter(test).count() >= MOST * values.size();
    }
}
