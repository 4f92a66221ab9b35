package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.testkit.Requirement;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Identity and consent together, under random histories, against their definition. */
class PersonHistoriesTest {

    @Test
    @Requirement("scenario 18")
    void engine_and_gate_agree_with_the_definition_along_random_histories() {
        new SplittableRandom(2_711_242_026L).longs(2_000).forEach(seed -> new PersonHistory(seed).along(30));
    }

    @Test
    @Requirement("scenario 18")
    void any_order_of_the_same_events_and_acts_with_duplicates_gives_the_same_state() {
        new SplittableRandom(2_711_242_027L).longs(2_000).forEach(seed -> new PersonHistory(seed).permuted(30, 2));
    }

    @Test
    @Tag("deep")
    @Requirement("scenario 18")
    void a_million_random_histories_agree_with_the_definition() {
        new SplittableRandom(2_711_242_028L).longs(1_000_000).forEach(seed -> new PersonHistory(seed).permuted(25, 1));
    }

    @Test
    void the_histories_reach_every_answer_that_the_gate_can_give() {
        PersonHistory.Reached reached = new PersonHistory.Reached();
        new SplittableRandom(2_711_242_029L).longs(300).forEach(seed -> new PersonHistory(seed).note(30, reached));
        assertThat(reached.reasons)
                .contains("granted", "no_act", "refused", "withdrawn", "objection", "unknown_purpose")
                .contains("basis_not_allowed", "contract", "legitimate_interest");
        assertThat(reached.refusals).contains("user_id", "email", "anonymous_id", "device_id");
        assertThat(reached.supersessions).isPositive();
        assertThat(reached.multipleSteps).isPositive();
    }
}
