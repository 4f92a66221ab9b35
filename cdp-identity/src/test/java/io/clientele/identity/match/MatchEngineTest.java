package io.clientele.identity.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Groups of records that are likely of one person. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatchEngineTest {

    private static final long SEED = 5;

    private final People people = new People(SEED, 900);
    private final MatchModel model = MatchModel.learn(People.FIELDS, people.records);

    private MatchEngine settled() {
        MatchEngine engine = MatchEngine.with(model);
        engine.addAll(people.records);
        return engine;
    }

    private MatchEngine streamed(List<MatchRecord> records) {
        MatchEngine engine = MatchEngine.with(model);
        records.forEach(engine::add);
        return engine;
    }

    @Nested
    class Quality {

        @Test
        void finds_people_without_labels_among_households() {
            MatchScore score = settled().evaluate(people.truth());

            assertThat(score.groups().precision()).isGreaterThan(0.99);
            assertThat(score.groups().recall()).isGreaterThan(0.97);
            assertThat(score.ceiling()).isGreaterThan(0.97);
        }

        @Test
        void the_share_of_pairs_of_one_person_is_estimated() {
            double records = people.records.size();
            double truly = settled().evaluate(people.truth()).persons() / (records * (records - 1) / 2);

            assertThat(model.prior() / truly).isBetween(1 / 1.5, 1.5);
        }

        @Test
        void what_is_said_of_many_pairs_comes_true() {
            for (MatchScore.Tenth tenth : settled().evaluate(people.truth()).calibration()) {
                if (tenth.pairs() >= 300) {
                    assertThat(tenth.right()).isCloseTo(tenth.said(), within(0.05));
                }
            }
        }

        @Test
        void evaluation_counts_pairs() {
            MatchEngine engine = MatchEngine.with(model);
            List<MatchRecord> some = people.records.subList(0, 40);
            engine.addAll(some);
            Map<String, String> known = new TreeMap<>();
            some.forEach(record -> known.put(record.id(), people.persons.getOrDefault(record.id(), "")));
            MatchScore score = engine.evaluate(MatchTruth.of(known));

            double right = 0;
            double found = 0;
            double all = 0;
            for (MatchRecord a : some) {
                for (MatchRecord b : some) {
                    if (a.id().compareTo(b.id()) < 0) {
                        boolean same = people.persons.get(a.id()).equals(people.persons.get(b.id()));
                        boolean joined = engine.group(a.id()).contains(b.id());
                        all += same ? 1 : 0;
                        found += joined ? 1 : 0;
                        right += same && joined ? 1 : 0;
                    }
                }
            }
            assertThat(score.persons()).isEqualTo(all);
            assertThat(score.groups().precision()).isEqualTo(right / found);
            assertThat(score.groups().recall()).isEqualTo(right / all);
        }
    }

    @Nested
    class Order {

        @Test
        void the_model_does_not_depend_on_it() {
            List<MatchRecord> shuffled = new ArrayList<>(people.records);
            Collections.shuffle(shuffled, new Random(SEED));
            MatchModel other = MatchModel.learn(People.FIELDS, shuffled);
            MatchEngine engine = MatchEngine.with(other);
            engine.addAll(shuffled);

            assertThat(other.prior()).isEqualTo(model.prior());
            assertThat(engine.groups()).isEqualTo(settled().groups());
        }

        @Test
        void one_by_one_in_any_order_and_settled_gives_what_all_at_once_gives() {
            List<List<String>> groups = settled().groups();
            for (int seed = 0; seed < 5; seed++) {
                List<MatchRecord> shuffled = new ArrayList<>(people.records);
                Collections.shuffle(shuffled, new Random(seed));
                MatchEngine engine = streamed(shuffled);
                double before = engine.evaluate(people.truth()).groups().f1();
                engine.settle();

                assertThat(engine.groups()).as("seed %d", seed).isEqualTo(groups);
                assertThat(before)
                        .as("seed %d", seed)
                        .isCloseTo(engine.evaluate(people.truth()).groups().f1(), within(0.002));
            }
        }

        @Test
        void what_was_taken_out_and_taken_back_leaves_no_trace() {
            for (int seed = 0; seed < 5; seed++) {
                Random random = new Random(seed);
                List<MatchRecord> kept = new ArrayList<>(people.records.subList(0, 600));
                List<MatchRecord> gone = people.records.subList(600, 800);
                List<MatchRecord> all = new ArrayList<>(kept);
                all.addAll(gone);
                Collections.shuffle(all, random);
                MatchEngine engine = streamed(all);
                String one = kept.get(random.nextInt(600)).id();
                String other = kept.get(random.nextInt(600)).id();
                engine.together(one, other);
                gone.forEach(record -> engine.remove(record.id()));
                String twin = twin(engine);
                engine.apart(twin, engine.group(twin).get(1));
                engine.unpin(twin, engine.group(twin).get(0));
                engine.unpin(one, other);
                kept.forEach(record -> engine.unpin(twin, record.id()));
                engine.settle();
                MatchEngine replay = streamed(kept);
                replay.settle();

                assertThat(engine.groups()).as("seed %d", seed).isEqualTo(replay.groups());
            }
        }

        private String twin(MatchEngine engine) {
            return engine.groups().stream()
                    .filter(group -> group.size() > 1)
                    .findFirst()
                    .orElseThrow()
                    .get(0);
        }

        @Test
        void a_change_names_every_record_whose_group_is_another() {
            MatchEngine engine = MatchEngine.with(model);
            Random random = new Random(SEED);
            for (int step = 0; step < 600; step++) {
                Map<String, List<String>> before = groups(engine);
                MatchRecord record = people.records.get(random.nextInt(300));
                boolean there = before.containsKey(record.id());
                Set<String> changed = there && random.nextBoolean() ? engine.remove(record.id()) : engine.add(record);
                Map<String, List<String>> after = groups(engine);
                Set<String> others = new HashSet<>(before.keySet());
                others.addAll(after.keySet());
                others.removeIf(id -> before.getOrDefault(id, List.of()).equals(after.getOrDefault(id, List.of())));

                assertThat(changed).as("seed %d, step %d", SEED, step).containsAll(others);
            }
        }

        private Map<String, List<String>> groups(MatchEngine engine) {
            Map<String, List<String>> groups = new TreeMap<>();
            engine.groups().forEach(group -> group.forEach(id -> groups.put(id, group)));
            return groups;
        }
    }

    @Nested
    class Reasons {

        @Test
        void the_weights_of_every_match_add_up_to_its_score() {
            MatchEngine engine = settled();
            int matches = 0;
            for (MatchRecord record : people.records) {
                for (Match match : engine.matches(record.id())) {
                    double sum = match.sum().prior() + match.sum().household();
                    for (Match.Weight weight : match.sum().weights()) {
                        sum += weight.bits();
                    }
                    assertThat(match.score()).isCloseTo(sum, within(1e-9));
                    assertThat(match.sum().household()).isLessThanOrEqualTo(0);
                    matches++;
                }
            }
            assertThat(matches).isGreaterThan(people.records.size());
        }

        @Test
        void a_probability_is_that_of_the_odds_until_everything_is_settled_and_never_falls_with_the_score() {
            MatchEngine engine = streamed(people.records);
            for (Match match : engine.matches(people.records.get(0).id())) {
                assertThat(match.probability()).isCloseTo(1 / (1 + Math.pow(2, -match.score())), within(1e-9));
            }
            engine.settle();
            List<Match> all = new ArrayList<>();
            people.records.forEach(record -> all.addAll(engine.matches(record.id())));
            all.removeIf(match -> Math.abs(match.score()) > 11);
            all.sort(Comparator.comparingDouble(Match::score));
            assertThat(all).hasSizeGreaterThan(50);
            for (int i = 1; i < all.size(); i++) {
                assertThat(all.get(i).probability())
                        .isGreaterThanOrEqualTo(all.get(i - 1).probability() - 1e-12);
            }
        }

        @Test
        void a_match_reads_the_same_from_both_sides() {
            MatchEngine engine = settled();
            for (Match match : engine.matches(people.records.get(0).id())) {
                String first = match.other();
                Match back = engine.explain(first, match.one()).orElseThrow();
                assertThat(back.score()).isEqualTo(match.score());
                assertThat(back.verdict()).isEqualTo(match.verdict());
            }
        }

        @Test
        void the_review_holds_what_is_open_and_forgets_what_was_decided() {
            MatchEngine engine = settled();
            List<Match> review = engine.review();
            assertThat(review).isNotEmpty().allMatch(match -> match.verdict() == Match.Verdict.POSSIBLE);
            assertThat(review).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));

            Match first = review.get(0);
            engine.apart(first.one(), first.other());
            assertThat(engine.review())
                    .noneMatch(match ->
                            match.one().equals(first.one()) && match.other().equals(first.other()));
        }

        @Test
        void of_an_unknown_record_nothing_is_said() {
            assertThat(settled().explain("r00000", "nobody")).isEmpty();
            assertThat(settled().group("nobody")).isEmpty();
        }
    }

    @Nested
    class What_people_decide {

        @Test
        void a_pin_joins_and_parts() {
            MatchEngine engine = settled();
            String one = people.records.get(0).id();
            String far = people.records.get(people.records.size() - 1).id();
            assertThat(engine.group(one)).doesNotContain(far);

            assertThat(engine.together(one, far)).contains(one, far);
            assertThat(engine.group(one)).contains(far);
            engine.settle();
            assertThat(engine.group(one)).contains(far);
            engine.apart(one, far);
            assertThat(engine.group(one)).doesNotContain(far);
        }

        @Test
        void two_owners_are_never_in_one_group_whatever_else_is_said() {
            MatchEngine engine = MatchEngine.with(model);
            Map<String, String> values = people.records.get(0).values();
            engine.add(MatchRecord.of("a", values).ownedBy("user 1"));
            engine.add(MatchRecord.of("b", values));
            engine.add(MatchRecord.of("c", values).ownedBy("user 2"));
            engine.together("a", "c");

            assertThat(engine.group("a")).doesNotContain("c");
            engine.settle();
            assertThat(engine.group("a")).doesNotContain("c");
            assertThat(engine.explain("a", "c").orElseThrow().verdict()).isEqualTo(Match.Verdict.DIFFERENT);
            engine.remove("a");
            assertThat(engine.group("b")).containsExactly("b", "c");
        }

        @Test
        void records_of_one_source_are_not_compared() {
            MatchEngine engine = MatchEngine.with(model);
            Map<String, String> values = people.records.get(0).values();
            engine.add(MatchRecord.of("a", values).from("shop"));
            engine.add(MatchRecord.of("b", values).from("shop"));
            assertThat(engine.group("a")).containsExactly("a");
            engine.add(MatchRecord.of("c", values).from("till"));
            assertThat(engine.group("c")).hasSizeGreaterThan(1);
        }
    }

    @Test
    void refuses_what_nothing_can_be_learned_from() {
        assertThatThrownBy(() -> MatchModel.learn(List.of(), people.records))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MatchModel.learn(People.FIELDS, people.records.subList(0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MatchRecord.of("", Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MatchField("", FieldType.CITY)).isInstanceOf(IllegalArgumentException.class);
    }

    @BeforeAll
    static void the_generator_is_fixed() {
        assertThat(new People(SEED, 10).records.get(0).values())
                .isEqualTo(new People(SEED, 10).records.get(0).values());
    }
}
