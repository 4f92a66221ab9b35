package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurement of hand-over and planning, on a few firings. */
class TriggerRunTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(String... args) {
        return TriggerRun.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void nothing_is_lost_or_doubled_and_the_bound_and_the_cost_of_planning_are_of_the_same_run() {
        assertThat(run(
                        "--firings",
                        "700",
                        "--planning",
                        "600",
                        "--dir",
                        directory.resolve("run").toString()))
                .isZero();
        String[] lines = out.toString(StandardCharsets.UTF_8).split("\n", -1);
        assertThat(lines[lines.length - 2])
                .startsWith("{\"handed_over\": 700,")
                .contains(
                        "\"bound_per_s\":",
                        "\"cpu_us_each\":",
                        "\"duplicates\": 0",
                        "\"lost\": 0",
                        "\"planning_percent_1_of_20\":");
    }

    @Test
    void unusable_arguments_are_named() {
        assertThat(run("--firing", "1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("unusable argument --firing");
    }
}
