package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program on the segment workload. */
class SegmentWorkloadTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String arguments) {
        return SegmentWorkload.run(
                List.of(arguments.split(" ")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void ends_with_a_line_of_json_that_holds_the_answer() {
        assertThat(run("--segments 3 --events 20000")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().reduce((a, b) -> b))
                .get()
                .asString()
                .matches(
                        "\\{\"enters\": [1-9][0-9]*, \"exits\": [0-9]+, \"sum\": \"[0-9a-f]{16}\", .*\"p99_ns\": [0-9]+, "
                                + "\"bytes_per_customer\": [0-9]+}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--segments 3",
                "--segments x --events 5",
                "--segments 3 --events 5 --threads 0",
                "--segments 3 --events 5 --vs nobody",
                "--segments 3 --events 5 --vs",
                "--segments 3 --events",
                "--what 3"
            })
    void says_in_one_line_why_arguments_are_unusable(String arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    @Test
    void says_the_same_with_several_threads() {
        run("--segments 10 --events 20000 --passes 1");
        String one = answer();
        out.reset();
        assertThat(run("--segments 10 --events 20000 --passes 1 --threads 3")).isZero();
        assertThat(answer()).isEqualTo(one);
    }

    @Test
    void ends_with_the_same_members_through_the_whole_pipeline() {
        assertThat(run("--segments 10 --events 5000 --passes 1 --full")).isZero();
        assertThat(answer()).matches("\\{\"enters\": [1-9].*");
    }

    private String answer() {
        String last =
                out.toString(StandardCharsets.UTF_8).lines().reduce((a, b) -> b).orElseThrow();
        return last.substring(0, last.indexOf("events_per_s"));
    }

    @Test
    void explains_itself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--segments K --events N");
    }
}
