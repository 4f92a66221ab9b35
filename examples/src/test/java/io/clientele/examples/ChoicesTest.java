package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clientele.examples.Choices.Answer;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ChoicesTest {

    private static final Offset<Double> A_POINT = within(1.0);

    private final List<Choices> people = IntStream.range(0, 20_000)
            .mapToObj(number -> Choices.of(String.valueOf(number)))
            .toList();

    private double percent(Predicate<Choices> question) {
        return 100.0 * people.stream().filter(question).count() / people.size();
    }

    @Test
    void the_shares_are_those_of_the_rule_that_the_report_states() {
        assertThat(percent(c -> c.analytics() == Answer.YES)).isCloseTo(70, A_POINT);
        assertThat(percent(c -> c.analytics() == Answer.NO)).isCloseTo(20, A_POINT);
        assertThat(percent(Choices::withdraws)).isCloseTo(4, A_POINT);
        assertThat(percent(c -> c.mail() == Answer.YES)).isCloseTo(50, A_POINT);
        assertThat(percent(c -> c.mail() == Answer.NO)).isCloseTo(30, A_POINT);
    }

    @Test
    void only_who_agreed_withdraws() {
        assertThat(people).filteredOn(Choices::withdraws).allMatch(c -> c.analytics() == Answer.YES);
    }

    @Test
    void the_two_questions_are_answered_independently() {
        assertThat(percent(c -> c.analytics() == Answer.YES && c.mail() == Answer.YES))
                .isCloseTo(35, A_POINT);
    }
}
