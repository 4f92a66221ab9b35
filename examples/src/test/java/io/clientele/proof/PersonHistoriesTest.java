package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.testkit.Requirement;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Identity and consent together, under random histories, against their definition. */
class PersonHistoriesTest {

    @Test
    @Requirement("scenario 18")
    @Requirement("scenario 29")
    void engine_and_gate_agree_with_the_definition_along_random_histories() {
        seeds(1, 400).forEach(seed -> new PersonHistory(seed).along(30));
    }

    @Test
    @Requirement("scenario 18")
    void any_order_of_the_same_events_and_acts_with_duplicates_gives_the_same_state() {
        seeds(2, 1_500).forEach(seed -> new PersonHistory(seed).permuted(30, 2));
    }

    @Test
    @Tag("deep")
    @Requirement("scenario 18")
    void a_million_random_histories_agree_with_the_definition() {
        seeds(3, 1_000_000).forEach(seed -> new PersonHistory(seed).permuted(25, 1));
    }

    @Test
    void the_histories_come_across_every_answer_and_every_limit() {
        Set<String> answers = new TreeSet<>();
        Set<String> limits = new TreeSet<>();
        seeds(4, 2_000).forEach(seed -> {
            PersonHistory history = new PersonHistory(seed);
            PersonOracle oracle = history.run(30);
            limits.addAll(oracle.refused.values());
            history.universe().forEach(who -> note(oracle, who, answers));
        });
        assertThat(limits).contains("user_id", "loyalty_id", "email", "anonymous_id", "device_id");
        assertThat(answers)
                .contains("granted", "no_act", "refused", "withdrawn", "objection")
                .contains(
                        "unknown_purpose",
                        "basis_not_allowed",
                        "contract",
                        "legitimate_interest",
                        "public_task",
                        "basis_swap");
    }

    private static void note(PersonOracle oracle, Identifier who, Set<String> answers) {
        for (Purpose purpose : Persons.ASKED) {
            for (LawfulBasis basis : LawfulBasis.values()) {
                answers.add(oracle.decide(who, purpose, basis, Persons.time(Persons.INSTANTS)));
            }
        }
    }

    private static LongStream seeds(long series, long count) {
        return new SplittableRandom(20_261_124 + series).longs(count);
    }
}
