package io.clientele.benchmarks;

import io.clientele.benchmarks.shop.RandomBits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a partition of sessions compares with the truth. */
final class PartitionScore {

    /** A session's true person and the traps it sets. */
    record Truth(String person, List<String> traps) {}

    private final Map<String, Truth> truths;
    private final Map<String, List<String>> clusters = new HashMap<>();
    private final SortedMap<String, Long> wrongByTrap = new TreeMap<>();
    private final SortedMap<String, Long> wrongWithinTrap = new TreeMap<>();
    private final long predicted;
    private final long right;
    private final long trulyPairs;
    private final double cubedPrecision;
    private final double cubedRecall;

    PartitionScore(Map<String, String> clusterOf, Map<String, Truth> truths) {
        this.truths = truths;
        clusterOf.forEach((session, cluster) ->
                clusters.computeIfAbsent(cluster, key -> new ArrayList<>()).add(session));
        Map<String, Integer> sizes = new HashMap<>();
        clusterOf.keySet().forEach(session -> sizes.merge(person(session), 1, Integer::sum));
        long pairs = 0;
        long hits = 0;
        double precision = 0;
        double recall = 0;
        for (List<String> sessions : clusters.values()) {
            Map<String, Integer> persons = new HashMap<>();
            sessions.forEach(session -> persons.merge(person(session), 1, Integer::sum));
            pairs += pairs(sessions.size());
            for (Map.Entry<String, Integer> part : persons.entrySet()) {
                double square = (double) part.getValue() * part.getValue();
                hits += pairs(part.getValue());
                precision += square / sessions.size();
                recall += square / sizes.getOrDefault(part.getKey(), 1);
            }
            blame(sessions, persons);
        }
        predicted = pairs;
        right = hits;
        trulyPairs = sizes.values().stream().mapToLong(PartitionScore::pairs).sum();
        cubedPrecision = precision / clusterOf.size();
        cubedRecall = recall / clusterOf.size();
    }

    private static long pairs(int n) {
        return (long) n * (n - 1) / 2;
    }

    private String person(String session) {
        return truth(session).person();
    }

    private Truth truth(String session) {
        return truths.getOrDefault(session, new Truth("nobody " + session, List.of()));
    }

    /** Counts a wrong pair for each trap that either of its sessions sets, once for each session. */
    private void blame(List<String> sessions, Map<String, Integer> persons) {
        if (persons.size() > 1) {
            for (String session : sessions) {
                long wrong = (long) sessions.size() - persons.getOrDefault(person(session), 0);
                List<String> traps = truth(session).traps();
                (traps.isEmpty() ? List.of("none") : traps).forEach(trap -> wrongByTrap.merge(trap, wrong, Long::sum));
            }
            blameWithin(sessions);
        }
    }

    private void blameWithin(List<String> sessions) {
        Map<String, Map<String, Integer>> persons = new HashMap<>();
        for (String session : sessions) {
            for (String trap : truth(session).traps()) {
                persons.computeIfAbsent(trap, key -> new HashMap<>()).merge(person(session), 1, Integer::sum);
            }
        }
        persons.forEach((trap, some) -> {
            int all = some.values().stream().mapToInt(Integer::intValue).sum();
            long wrong = pairs(all)
                    - some.values().stream().mapToLong(PartitionScore::pairs).sum();
            if (wrong > 0) {
                wrongWithinTrap.merge(trap, wrong, Long::sum);
            }
        });
    }

    double precision() {
        return predicted == 0 ? 1 : (double) right / predicted;
    }

    double recall() {
        return trulyPairs == 0 ? 1 : (double) right / trulyPairs;
    }

    double f1() {
        return harmonic(precision(), recall());
    }

    double cubedF1() {
        return harmonic(cubedPrecision, cubedRecall);
    }

    private static double harmonic(double a, double b) {
        return a + b == 0 ? 0 : 2 * a * b / (a + b);
    }

    int clusters() {
        return clusters.size();
    }

    int largest() {
        return clusters.values().stream().mapToInt(List::size).max().orElse(0);
    }

    /** For each trap how many wrong pairs its sessions are in; a pair of two such sessions counts twice. */
    SortedMap<String, Long> wrongByTrap() {
        return wrongByTrap;
    }

    /** For each trap how many wrong pairs are of two sessions that both set it: what it may have caused. */
    SortedMap<String, Long> wrongWithinTrap() {
        return wrongWithinTrap;
    }

    /** How many pairs the partition makes. */
    long predicted() {
        return predicted;
    }

    /** The sum of one number for each cluster, made of its sessions: the same for the same partition. */
    String hash() {
        long sum = 0;
        for (List<String> sessions : clusters.values()) {
            long members = 0;
            for (String session : sessions) {
                members += RandomBits.mix(hash(session));
            }
            sum += RandomBits.mix(members * RandomBits.GOLDEN + sessions.size());
        }
        return String.format("%016x", sum);
    }

    private static long hash(String text) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 1_000_003 + text.charAt(i);
        }
        return hash;
    }
}
