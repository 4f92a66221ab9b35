package io.clientele.identity.match;

import static io.clientele.identity.match.Match.Verdict.DIFFERENT;
import static io.clientele.identity.match.Match.Verdict.POSSIBLE;
import static io.clientele.identity.match.Match.Verdict.SAME;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Cases in which records look alike and are not, or look different and are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdversariesTest {

    private static final List<String> NAMES =
            List.of("given", "surname", "born", "street", "house", "postcode", "phone", "mail");

    private final People people = new People(12, 1500);
    private final MatchModel model = MatchModel.learn(People.FIELDS, people.records);

    /** A record of values in the order of the fields, apart by commas; a dash is a missing one. */
    private static MatchRecord record(String id, String values) {
        Map<String, String> named = new HashMap<>();
        List<String> each = List.of(values.split(", ", -1));
        for (int i = 0; i < each.size(); i++) {
            named.put(NAMES.get(i), each.get(i).equals("-") ? "" : each.get(i));
        }
        return MatchRecord.of(id, named);
    }

    private Match.Verdict verdict(MatchRecord one, MatchRecord other) {
        MatchEngine engine = MatchEngine.with(model);
        engine.addAll(people.records);
        engine.add(one);
        engine.add(other);
        return engine.explain(one.id(), other.id()).orElseThrow().verdict();
    }

    @Test
    void father_and_son_of_one_name_at_one_address_are_two() {
        assertThat(verdict(
                        record("x1", "William, Kowalczyk, 1950-03-14, hill street, 12, 12345, 0301234567, -"),
                        record("x2", "William, Kowalczyk, 1981-11-02, hill street, 12, 12345, 0301234567, -")))
                .isNotEqualTo(SAME);
    }

    @Test
    void twins_are_two() {
        assertThat(verdict(
                        record("x1", "Oskar, Kowalczyk, 2001-05-20, hill street, 12, 12345, 0301234567, -"),
                        record("x2", "Fiona, Kowalczyk, 2001-05-20, hill street, 12, 12345, 0301234567, -")))
                .isNotEqualTo(SAME);
    }

    @Test
    void who_moved_is_one() {
        assertThat(verdict(
                        record("x1", "Oskar, Kowalczyk, 1971-05-20, hill street, 12, 12345, -, ok@mail.example"),
                        record("x2", "Oskar, Kowalczyk, 1971-05-20, lake road, 3, 17777, -, ok@mail.example")))
                .isEqualTo(SAME);
    }

    @Test
    void who_married_is_one() {
        assertThat(verdict(
                        record(
                                "x1",
                                "Fiona, Kowalczyk, 1985-08-09, hill street, 12, 12345, 0301234567, fi@mail.example"),
                        record(
                                "x2",
                                "Fiona, Abendroth, 1985-08-09, hill street, 12, 12345, 0301234567, fi@mail.example")))
                .isEqualTo(SAME);
    }

    @Test
    void a_couple_with_one_mailbox_and_one_telephone_is_two() {
        assertThat(verdict(
                        record(
                                "x1",
                                "Oskar, Kowalczyk, 1971-05-20, hill street, 12, 12345, 0301234567, us@mail.example"),
                        record(
                                "x2",
                                "Fiona, Kowalczyk, 1973-01-30, hill street, 12, 12345, 0301234567, us@mail.example")))
                .isNotEqualTo(SAME);
    }

    @Test
    void a_typing_error_in_every_field_is_still_one() {
        assertThat(
                        verdict(
                                record(
                                        "x1",
                                        "Alexander, Kowalczyk, 1971-05-20, hollister street, 12, 12345, 0301234567, alex.kow@mail.example"),
                                record(
                                        "x2",
                                        "Alexnader, Kowalzcyk, 1971-05-21, holister street, 12, 12354, 0301234576, alex.kov@mail.example")))
                .isEqualTo(SAME);
    }

    @Test
    void records_that_say_nothing_are_nobody() {
        assertThat(verdict(record("x1", "-, -, -, -, -, -, -, -"), record("x2", "-, -, -, -, -, -, -, -")))
                .isEqualTo(DIFFERENT);
        assertThat(verdict(
                        record("x1", "n/a, unknown, -, null, -, -, 0000000000, -"),
                        record("x2", "n/a, unknown, -, null, -, -, 0000000000, -")))
                .isEqualTo(DIFFERENT);
    }

    @Test
    void a_frequent_given_name_alone_is_nobody() {
        String frequent = people.records.stream()
                .map(record -> record.values().getOrDefault("given", ""))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(verdict(record("x1", frequent), record("x2", frequent))).isEqualTo(DIFFERENT);
    }

    @Test
    void a_value_that_everybody_has_joins_nobody() {
        List<MatchRecord> all = people.records.stream()
                .map(record -> {
                    Map<String, String> values = new HashMap<>(record.values());
                    values.put("mail", "shop@till.example");
                    return MatchRecord.of(record.id(), values);
                })
                .toList();
        MatchEngine engine = MatchEngine.with(MatchModel.learn(People.FIELDS, all));
        engine.addAll(all);

        assertThat(engine.evaluate(people.truth()).groups().precision()).isGreaterThan(0.98);
    }

    @Test
    void doubt_is_said_to_be_doubt() {
        assertThat(verdict(
                        record("x1", "Oskar, Kowalczyk, 1971-05-20, -, -, -, -, -"),
                        record("x2", "O, Kowalczyk, -, hill street, 12, 12345, -, -")))
                .isIn(POSSIBLE, SAME);
    }

    @Test
    void nicknames_and_swapped_names_are_one() {
        assertThat(verdict(
                        record("x1", "Robert, Kowalczyk, 1971-05-20, hill street, 12, 12345, -, rk@mail.example"),
                        record("x2", "Bob, Kowalczyk, 1971-05-20, hill street, 12, -, -, rk@mail.example")))
                .isEqualTo(SAME);
        assertThat(verdict(
                        record("x1", "Oskar, Kowalczyk, 1971-05-20, hill street, -, -, -, ok@mail.example"),
                        record("x2", "Kowalczyk, Oskar, 1971-05-20, -, -, 12345, -, ok@mail.example")))
                .isEqualTo(SAME);
    }
}
