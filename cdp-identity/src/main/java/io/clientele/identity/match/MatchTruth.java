package io.clientele.identity.match;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which records are of one person, for those who know. Immutable. */
public final class MatchTruth {

    private final Map<String, String> persons;
    private final Map<String, String> sources;

    private MatchTruth(Map<String, String> persons, Map<String, String> sources) {
        this.persons = persons;
        this.sources = sources;
    }

    /** The person of each record, by the record's id. */
    public static MatchTruth of(Map<String, String> persons) {
        return new MatchTruth(Map.copyOf(persons), Map.of());
    }

    /** The same, where pairs of records of one source do not count. */
    public MatchTruth across(Map<String, String> sourceOfEach) {
        return new MatchTruth(persons, Map.copyOf(sourceOfEach));
    }

    /** A record's person; one of its own if that is not known. */
    String person(String id) {
        return persons.getOrDefault(id, "\u0000" + id);
    }

    Optional<String> source(String id) {
        return Optional.ofNullable(sources.get(id));
    }

    boolean same(String one, String other) {
        return person(one).equals(person(other));
    }

    /** How many records there are of each person and source. */
    Map<String, Map<String, Integer>> sizes() {
        Map<String, Map<String, Integer>> sizes = new HashMap<>();
        persons.forEach((id, person) -> sizes.computeIfAbsent(person, key -> new HashMap<>())
                .merge(sources.getOrDefault(id, ""), 1, Integer::sum));
        return sizes;
    }
}
