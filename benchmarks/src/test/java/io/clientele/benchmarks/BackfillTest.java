package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on definitions over history. */
class BackfillTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Backfill.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void ends_with_a_line_of_json() {
        assertThat(run("--events", "5000", "--customers", "100", "--passes", "1"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().reduce((a, b) -> b))
                .get()
                .asString()
                .matches("\\{\"events_per_s\": [1-9][0-9]*, \"ms_per_segment\": [0-9.]+}");
    }

    @Test
    void says_what_a_writer_waits_while_a_store_is_gone_through(@TempDir Path directory) {
        Path store = directory.resolve("store");
        assertThat(run("--events", "3000", "--customers", "100", "--dir", store.toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("a writer alone: 500 calls")
                .contains("a writer while it was built")
                .containsPattern("members in [0-9,]+ ms");
    }

    @Test
    void says_in_one_line_why_arguments_are_unusable() {
        assertThat(run("--events", "5")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }
}
