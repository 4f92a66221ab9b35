package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class ConsentProgramsTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private interface Run {
        int run(List<String> args, PrintStream out, PrintStream err);
    }

    private int run(Run program, String arguments) {
        return program.run(
                List.of(arguments.split(" ")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    @Requirement("scenario 23")
    void nothing_that_begins_after_a_withdrawal_returned_sees_anything() {
        assertThat(run(ConsentRace::run, "--withdrawals 100 --readers 2 --dir " + directory.resolve("race")))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("\\{\"withdrawals\": 100, \"seen_before\": [1-9][0-9]*, \"handed_over\": [1-9][0-9]*,"
                        + " \"seen_after\": 0, \"p50_us\": [0-9]+, \"p99_us\": [0-9]+}\\s*");
    }

    @Test
    void a_race_in_which_something_was_seen_too_late_would_be_noted() {
        var found = new ConsentRace.Found(1, 1);
        found.note(true, found.isGone(0));
        found.returned(0);
        found.note(false, found.isGone(0));
        found.note(true, found.isGone(0));
        found.note(true, found.isGone(0, 0));

        assertThat(found.before.get()).isEqualTo(2);
        assertThat(found.after.get()).isEqualTo(1);
    }

    @Test
    void the_ledger_tells_how_fast_it_is() {
        assertThat(run(LedgerSpeed::run, "--acts 2000 --dir " + directory.resolve("ledger")))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("\\{\"acts\": 2000, \"heap_per_s\": [1-9][0-9]*, \"durable_per_s\": [1-9][0-9]*,"
                        + " \"permitted_us\": [0-9.]+}\\s*");
    }

    @Test
    void both_explain_themselves_and_what_is_wrong() {
        assertThat(run(ConsentRace::run, "--help")).isZero();
        assertThat(run(LedgerSpeed::run, "--help")).isZero();
        assertThat(run(ConsentRace::run, "--withdrawals 3")).isEqualTo(2);
        assertThat(run(LedgerSpeed::run, "--acts 3 --dir " + directory)).isEqualTo(2);
        assertThat(run(ConsentRace::run, "--withdrawals 0 --dir " + directory.resolve("x")))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(3);
    }
}
