package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of one person is told to its end. */
class RightsExampleTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Rights.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }

    @Test
    @Requirement("GDPR Art. 15")
    @Requirement("GDPR Art. 17")
    @Requirement("scenario 35")
    @Requirement("scenario 37")
    @Requirement("scenario 38")
    void a_person_is_shown_everything_erased_and_does_not_come_back() throws IOException {
        Path data = directory.resolve("story");
        int status = run("--customers", "40", "--months", "2", "--data", data.toString());
        String said = out.toString(StandardCharsets.UTF_8);

        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(said).contains("receipt          right: an erasure of ");
        assertThat(said.lines().filter(line -> line.startsWith("sent again")))
                .hasSize(2)
                .allMatch(line -> line.matches("sent again +\\{SUPPRESSED:erased=\\d+}: not known"));
        assertThat(said).contains("restored: not known").contains("a new customer with 0 records and 1 choice");
        assertThat(Files.readString(data.resolve("access.html"))).contains("What you agreed to");
        assertThat(Files.readString(data.resolve("access.json"))).startsWith("{\n  \"access_file\": 1");
    }

    @Test
    void what_cannot_be_used_is_said_in_a_line() {
        assertThat(run("--nonsense")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Rights: unknown option");
    }
}
