package io.clientele.identity.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Made-up people in households, and what a shop may have written down of them, with errors. Everything follows a seed. */
public final class People {

    public static final List<MatchField> FIELDS = List.of(
            new MatchField("given", FieldType.GIVEN_NAME),
            new MatchField("surname", FieldType.SURNAME),
            new MatchField("born", FieldType.DATE_OF_BIRTH),
            new MatchField("street", FieldType.STREET),
            new MatchField("house", FieldType.HOUSE_NUMBER),
            new MatchField("postcode", FieldType.POSTCODE),
            new MatchField("phone", FieldType.PHONE),
            new MatchField("mail", FieldType.EMAIL));

    private static final List<String> SYLLABLES = List.of(
            "ma", "ri", "lo", "be", "an", "da", "ke", "jo", "el", "sa", "ti", "ro", "mon", "der", "win", "ham", "ley",
            "ber", "gar", "fel", "pot", "hu", "son", "ford", "by", "ter", "cor", "vik", "zu", "ne");

    private final Random random;
    private final List<String> givens;
    private final List<String> surnames;
    private final List<String> streets;
    public final List<MatchRecord> records = new ArrayList<>();
    final Map<String, String> persons = new HashMap<>();

    /** Records of about so many people, most of them with one to four. */
    public People(long seed, int size) {
        random = new Random(seed);
        givens = words(120, 2);
        surnames = words(700, 3);
        streets = words(400, 3);
        int person = 0;
        while (person < size) {
            Map<String, String> home = home();
            int members = 1 + random.nextInt(3);
            for (int member = 0; member < members; member++) {
                write("p" + person++, member(home));
            }
        }
    }

    private List<String> words(int count, int syllables) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = 0; k < syllables; k++) {
                word.append(SYLLABLES.get(random.nextInt(SYLLABLES.size())));
            }
            words.add(word.toString());
        }
        return words;
    }

    /** One of the first words more often than one of the last. */
    private String frequent(List<String> words) {
        return words.get((int) (words.size() * random.nextDouble() * random.nextDouble()));
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(1 + random.nextInt(9));
        }
        return digits.toString();
    }

    private Map<String, String> home() {
        Map<String, String> home = new HashMap<>();
        home.put("surname", frequent(surnames));
        home.put("street", frequent(streets) + " street");
        home.put("house", "" + (1 + random.nextInt(150)));
        home.put("postcode", "1" + digits(4));
        home.put("phone", "0" + digits(9));
        return home;
    }

    private Map<String, String> member(Map<String, String> home) {
        Map<String, String> member = new HashMap<>(home);
        member.put("given", frequent(givens));
        member.put("born", day());
        member.put("mail", member.get("given") + "." + digits(3) + "@" + frequent(streets) + ".example");
        if (random.nextBoolean()) {
            member.put("phone", "0" + digits(9));
        }
        return member;
    }

    private String day() {
        return String.format("%d-%02d-%02d", 1935 + random.nextInt(70), 1 + random.nextInt(12), 1 + random.nextInt(28));
    }

    private void write(String person, Map<String, String> values) {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Map<String, String> written = new HashMap<>(values);
            for (MatchField field : FIELDS) {
                String value = values.getOrDefault(field.name(), "");
                if (random.nextInt(8) == 0) {
                    written.put(field.name(), "");
                } else if (random.nextInt(9) == 0) {
                    written.put(field.name(), error(value));
                }
            }
            String id = String.format("r%05d", records.size());
            records.add(MatchRecord.of(id, written));
            persons.put(id, person);
        }
    }

    private String error(String value) {
        int at = random.nextInt(value.length());
        String letter =
                Character.isDigit(value.charAt(at)) ? "" + random.nextInt(10) : "" + (char) ('a' + random.nextInt(26));
        return value.substring(0, at) + letter + value.substring(at + random.nextInt(2));
    }

    MatchTruth truth() {
        return MatchTruth.of(persons);
    }
}
