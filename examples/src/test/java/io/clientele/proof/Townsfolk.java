package io.clientele.proof;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Made-up people in households, and what they say of themselves, with errors. Everything follows a seed. */
public final class Townsfolk {

    private static final List<String> SYLLABLES = List.of(
            "ma", "ri", "lo", "be", "an", "da", "ke", "jo", "el", "sa", "ti", "ro", "mon", "der", "win", "ham", "ley",
            "ber", "gar", "fel", "pot", "hu", "son", "ford", "by", "ter", "cor", "vik", "zu", "ne");
    private static final List<String> FIELDS =
            List.of("first_name", "last_name", "birth_date", "street", "house_number", "postcode", "phone", "email");

    private final Random random;
    private final List<String> givens;
    private final List<String> surnames;
    private final List<String> streets;
    /** What each person would say without errors. */
    public final List<Map<String, String>> people = new ArrayList<>();

    public Townsfolk(long seed, int size) {
        random = new Random(seed);
        givens = words(120, 2);
        surnames = words(700, 3);
        streets = words(400, 3);
        while (people.size() < size) {
            Map<String, String> home = home();
            for (int members = 1 + random.nextInt(3); members > 0; members--) {
                people.add(member(home));
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
        Map<String, String> home = new TreeMap<>();
        home.put("last_name", frequent(surnames));
        home.put("street", frequent(streets) + " street");
        home.put("house_number", "" + (1 + random.nextInt(150)));
        home.put("postcode", "1" + digits(4));
        home.put("phone", "0" + digits(9));
        return home;
    }

    private Map<String, String> member(Map<String, String> home) {
        Map<String, String> member = new TreeMap<>(home);
        member.put("first_name", frequent(givens));
        member.put(
                "birth_date",
                String.format(
                        "%d-%02d-%02d", 1935 + random.nextInt(70), 1 + random.nextInt(12), 1 + random.nextInt(28)));
        member.put("email", member.get("first_name") + "." + digits(3) + "@" + frequent(streets) + ".example");
        if (random.nextBoolean()) {
            member.put("phone", "0" + digits(9));
        }
        return member;
    }

    /** What a person says this time. */
    public Map<String, String> said(Map<String, String> person) {
        Map<String, String> said = new HashMap<>(person);
        for (String field : FIELDS) {
            if (random.nextInt(8) == 0) {
                said.remove(field);
            } else if (random.nextInt(9) == 0) {
                said.put(field, error(person.get(field)));
            }
        }
        return said;
    }

    private String error(String value) {
        int at = random.nextInt(value.length());
        String letter =
                Character.isDigit(value.charAt(at)) ? "" + random.nextInt(10) : "" + (char) ('a' + random.nextInt(26));
        return value.substring(0, at) + letter + value.substring(at + random.nextInt(2));
    }

    /** Each person's guest checkouts, one to three, at an instant. */
    public List<Event> guests(Instant at) {
        List<Event> guests = new ArrayList<>();
        for (Map<String, String> person : people) {
            for (int more = random.nextInt(3); more >= 0; more--) {
                String id = "guest-" + guests.size();
                guests.add(event(id, at, said(person), Identifier.orderId(id)));
            }
        }
        return guests;
    }

    /** That somebody says something of themselves. */
    public static Event event(String id, Instant at, Map<String, String> said, Identifier... who) {
        var draft = Event.of(EventType.IDENTIFY);
        new TreeMap<>(said).forEach(draft::set);
        for (int i = 1; i < who.length; i++) {
            draft.with(who[i]);
        }
        return draft.id(id).about(who[0], at, "unused");
    }
}
