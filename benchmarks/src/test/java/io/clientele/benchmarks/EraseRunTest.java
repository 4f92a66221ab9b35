package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.benchmarks.erase.Marked;
import io.clientele.benchmarks.erase.RawKeys;
import io.clientele.benchmarks.erase.Residue;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program finds nothing of the erased, and would find what is there. */
class EraseRunTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return EraseRun.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    @Requirement("scenario 34")
    @Requirement("GDPR Art. 17")
    void nothing_is_left_of_whoever_was_erased() {
        int status = run(
                "--people",
                "3",
                "--events",
                "20",
                "--dir",
                directory.resolve("d").toString());
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .as("five identifiers of each of three")
                .contains("12 keys were destroyed");
        assertThat(lines.get(lines.size() - 1))
                .startsWith("{")
                .contains("\"residue_hits\":0")
                .contains("\"erase_p99_ms\":", "\"access_p99_ms\":", "\"withdraw_p99_ms\":", "\"fsync_p99_ms\":");
    }

    @Test
    void what_is_there_is_found_in_files_and_in_heap() throws IOException {
        Marked marked = new Marked(77);
        Residue residue = new Residue(marked.values());
        Files.write(
                directory.resolve("file"),
                ("xx" + marked.customer().value() + "yy").getBytes(StandardCharsets.US_ASCII));
        assertThat(residue.inFiles(directory)).isEqualTo(1);

        Path heap = directory.resolve("heap.hprof");
        Residue.dump(heap);
        assertThat(residue.in(heap)).isPositive();
    }

    /** A key of somebody who is not erased is found where keys are used. */
    @Test
    void a_key_that_is_there_is_found_in_heap() throws IOException {
        Path heap = directory.resolve("heap.hprof");
        RawKeys keys = new RawKeys(directory.resolve("cdp"), directory.resolve("copy"));
        try (Cdp cdp = Cdp.in(directory.resolve("cdp"))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .open()) {
            new Marked(78).live(cdp, 3);
            keys.keep(cdp);
            Residue.dump(heap);
        }
        assertThat(keys.all()).hasSizeGreaterThan(3);
        assertThat(new Residue(keys.all()).in(heap)).isPositive();
        assertThat(keys.destroyed()).isEmpty();
    }

    @Test
    void unusable_arguments_are_said_in_a_line() {
        assertThat(run(
                        "--people",
                        "0",
                        "--events",
                        "1",
                        "--dir",
                        directory.resolve("d").toString()))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--people");
    }
}
