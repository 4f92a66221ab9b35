package io.clientele.identity.match.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.identity.internal.Calibration;
import io.clientele.identity.match.Match;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.MatchRecord;
import io.clientele.identity.match.People;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups of records that come and go are those that the set of records gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactTest {

    private static final int UNIT = Exact.UNIT;

    private final People people = new People(5, 400);
    private final byte[] model = MatchModel.learn(People.FIELDS, people.records).bytes();

    /** The definition, in the slowest form. */
    private final class Oracle {

        private final Model learned = read();
        private final List<Row> rows = new ArrayList<>();
        private final Map<Row, Set<Long>> keys = new HashMap<>();
        private final Map<Set<Row>, Integer> scores = new HashMap<>();
        final Map<String, Set<String>> groups = new TreeMap<>();
        int closed;
        int raised;

        Oracle(Collection<MatchRecord> records) {
            Values values = learned.values();
            Keys.Scratch scratch = new Keys.Scratch(learned.keys);
            Map<Long, Integer> counts = new HashMap<>();
            records.stream().sorted(Comparator.comparing(MatchRecord::id)).forEach(record -> {
                Row row = learned.row(record, values);
                rows.add(row);
                int count = learned.keys.of(row, scratch);
                Set<Long> its = new HashSet<>();
                Arrays.stream(scratch.keys, 0, count).forEach(its::add);
                its.forEach(key -> counts.merge(key, 1, Integer::sum));
                keys.put(row, its);
            });
            keys.values().forEach(its -> its.removeIf(key -> counts.getOrDefault(key, 0) > Index.MOST));
            closed = (int)
                    counts.values().stream().filter(count -> count > Index.MOST).count();
            Pairing pairing = new Pairing(learned.layout);
            for (Row a : rows) {
                for (Row b : rows) {
                    if (a.id().compareTo(b.id()) < 0 && !disjoint(a, b)) {
                        pairing.grade(a, b);
                        double bits = learned.weights.score(pairing.levels, a, b);
                        scores.put(Set.of(a, b), (int) Math.round(Math.max(-3, Math.min(8, bits)) * UNIT));
                    }
                }
            }
            group();
        }

        private boolean disjoint(Row a, Row b) {
            return keys.getOrDefault(a, Set.of()).stream().noneMatch(keys.getOrDefault(b, Set.of())::contains);
        }

        private void group() {
            int stop = (int) Math.round(learned.stop * UNIT);
            Set<Row> open = new LinkedHashSet<>(rows);
            while (!open.isEmpty()) {
                Row row = open.iterator().next();
                List<Row> region = List.of(row);
                for (int height = 8 * UNIT; height > 8 * UNIT - 100 * UNIT; height--) {
                    boolean isHeight = height >= stop && (height - stop) % UNIT == 0;
                    List<Row> reached = isHeight ? component(row, height) : region;
                    region = reached.size() <= Exact.REGION ? reached : region;
                }
                raised += component(row, stop).size() > Exact.REGION ? 1 : 0;
                link(region, stop);
                region.forEach(open::remove);
            }
        }

        private List<Row> component(Row from, int height) {
            List<Row> reached = new ArrayList<>(List.of(from));
            for (int at = 0; at < reached.size(); at++) {
                Row here = reached.get(at);
                rows.stream()
                        .filter(row -> !reached.contains(row))
                        .filter(row -> scores.getOrDefault(Set.of(here, row), -9_999) >= height)
                        .forEach(reached::add);
            }
            return reached;
        }

        private void link(List<Row> region, int stop) {
            List<Row> sorted = new ArrayList<>(region);
            sorted.sort(Comparator.comparing(Row::id));
            Pairing pairing = new Pairing(learned.layout);
            Linkage linkage = new Linkage(
                    sorted,
                    (a, b) -> {
                        pairing.grade(a, b);
                        double bits = learned.weights.score(pairing.levels, a, b);
                        return (int) Math.round(Math.max(-3, Math.min(8, bits)) * UNIT);
                    },
                    Row::conflicts,
                    stop);
            for (int i = 0; i < sorted.size(); i++) {
                for (int j = i + 1; j < sorted.size(); j++) {
                    if (scores.getOrDefault(Set.of(sorted.get(i), sorted.get(j)), -9_999) >= stop) {
                        linkage.edge(i, j);
                    }
                }
            }
            for (List<Row> group : linkage.join()) {
                Set<String> ids = new TreeSet<>(group.stream().map(Row::id).toList());
                ids.forEach(id -> groups.put(id, ids));
            }
        }

        private Model read() {
            try (var in = new java.io.DataInputStream(new java.io.ByteArrayInputStream(model))) {
                return Model.read(in);
            } catch (java.io.IOException impossible) {
                throw new java.io.UncheckedIOException(impossible);
            }
        }
    }

    @Test
    void what_a_score_means_is_the_share_of_such_pairs_that_are_in_one_group_now() {
        Exact exact = new Exact(new Oracle(List.of()).learned);
        exact.fill(people.records.subList(0, 150));
        calibrated(exact, people.records.subList(0, 150));
        people.records.subList(0, 40).forEach(record -> exact.remove(record.id()));
        people.records.subList(150, 180).forEach(exact::put);
        calibrated(exact, people.records.subList(40, 180));
    }

    private void calibrated(Exact exact, List<MatchRecord> records) {
        Oracle oracle = new Oracle(records);
        Calibration.Count count = new Calibration.Count();
        oracle.scores.forEach((pair, score) -> {
            List<String> ids = pair.stream().map(Row::id).toList();
            boolean together = oracle.groups.getOrDefault(ids.get(0), Set.of()).contains(ids.get(1));
            if (score > -3 * UNIT) {
                count.pair(score / (double) UNIT, together);
            }
        });
        Calibration calibration = count.calibration();
        int others = 0;
        for (Set<Row> pair : oracle.scores.keySet()) {
            List<String> ids = pair.stream().map(Row::id).toList();
            Match match = exact.match(ids.get(0), ids.get(1)).orElseThrow();
            assertThat(match.probability()).isEqualTo(calibration.probability(match.score()));
            others += Math.abs(match.probability() - Calibration.likelihood(match.score())) > 0.01 ? 1 : 0;
        }
        assertThat(others).as("pairs of which the score alone says otherwise").isPositive();
    }

    private static Map<String, Set<String>> groups(Exact exact) {
        Map<String, Set<String>> groups = new TreeMap<>();
        exact.ids().forEach(id -> groups.put(id, new TreeSet<>(exact.group(id))));
        return groups;
    }

    private static Map<String, Set<Exact.Near>> links(Exact exact) {
        Map<String, Set<Exact.Near>> links = new TreeMap<>();
        exact.ids().forEach(id -> links.put(id, new HashSet<>(exact.links(id))));
        return links;
    }

    /** A record like one of the people's; some people have very many. */
    private MatchRecord drawn(Random random, String id) {
        double skewed = random.nextDouble() * random.nextDouble() * random.nextDouble();
        Map<String, String> values =
                new HashMap<>(people.records.get((int) (skewed * 60)).values());
        if (random.nextInt(3) == 0) {
            values.put("phone", "0" + (100_000_000 + random.nextInt(900_000_000)));
        }
        MatchRecord record = MatchRecord.of(id, values);
        return random.nextInt(6) == 0 ? record.ownedBy("u" + random.nextInt(40)) : record;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatever_comes_and_goes_groups_are_those_of_the_definition(long seed) {
        Random random = new Random(seed);
        Exact exact = Exact.of(model);
        Map<String, MatchRecord> there = new TreeMap<>();
        int closed = 0;
        int raised = 0;
        for (int step = 1; step <= 640; step++) {
            String id = "r" + random.nextInt(400);
            if (random.nextInt(4) == 0) {
                there.remove(id);
                exact.remove(id);
            } else {
                MatchRecord record = drawn(random, id);
                there.put(id, record);
                exact.put(record);
            }
            if (step % 160 == 0) {
                Oracle oracle = new Oracle(there.values());
                closed += oracle.closed;
                raised += oracle.raised;
                assertThat(groups(exact)).as("seed %d, step %d", seed, step).isEqualTo(oracle.groups);
                Exact anew = Exact.of(model);
                anew.fill(there.values());
                assertThat(links(anew)).as("seed %d, step %d", seed, step).isEqualTo(links(exact));
            }
        }
        assertThat(closed).as("seed %d: frequent keys", seed).isPositive();
        assertThat(raised).as("seed %d: regions too large", seed).isPositive();
    }

    @Test
    void whoever_is_otherwise_than_before_is_told() {
        Random random = new Random(9);
        Exact exact = Exact.of(model);
        for (int step = 1; step <= 600; step++) {
            String id = "r" + random.nextInt(300);
            Map<String, Set<Exact.Near>> before = links(exact);
            Set<String> told = random.nextInt(4) == 0 ? exact.remove(id) : exact.put(drawn(random, id));
            Map<String, Set<Exact.Near>> after = links(exact);
            Set<String> changed = new TreeSet<>();
            before.forEach((each, links) -> {
                if (!links.equals(after.get(each))) {
                    changed.add(each);
                }
            });
            assertThat(told).as("step %d", step).containsAll(changed);
        }
    }

    @Test
    void the_weights_of_a_match_are_those_of_its_links() {
        Exact exact = Exact.of(model);
        exact.fill(people.records);
        int links = 0;
        for (MatchRecord record : people.records) {
            for (Exact.Near near : exact.links(record.id())) {
                double score = exact.match(record.id(), near.id()).orElseThrow().score();
                assertThat((double) near.score() / UNIT)
                        .isCloseTo(Math.min(8, score), org.assertj.core.api.Assertions.within(0.01));
                links++;
            }
        }
        assertThat(links).isGreaterThan(100);
    }
}
