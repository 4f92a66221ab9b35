package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that measure stitching. */
class StitchProgramsTest {

    private static final String TOUCHPOINTS = """
            session_id,ts,country,anonymous_id,user_id,email,phone,city
            s1,2025-01-01T00:00:00Z,DE,c1,u1,ann@example.org,,"Berlin, Mitte"
            s2,2025-01-02T00:00:00Z,DE,c2,,Ann@Example.org,,"a ""quoted"" place"
            s3,2025-01-03T00:00:00Z,DE,c2,,,,
            s4,2025-01-04T00:00:00Z,DE,null,null,bob@example.org,030 1234567,
            s5,2025-01-05T00:00:00Z,FR,c3,,,+49301234567,
            s6,2025-01-06T00:00:00Z,FR,null,,,,
            """;

    private static final String TRUTH = """
            session_id,person_id,household_id,traps
            s1,ann,h1,
            s2,ann,h1,
            s3,bob,h1,shared-device|kiosk
            s4,bob,h1,
            s5,bob,h1,
            s6,ann,h1,
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private int quality(String... args) {
        return StitchQuality.run(List.of(args), print(out), print(err));
    }

    private int speed(String... args) {
        return StitchSpeed.run(List.of(args), print(out), print(err));
    }

    private String lastLine() {
        return out.toString(StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
    }

    private String value(String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": \"?([^,\"}]+)").matcher(lastLine());
        assertThat(matcher.find()).as(key).isTrue();
        return matcher.group(1);
    }

    @Test
    void quality_counts_right_and_wrong_pairs() throws IOException {
        Files.writeString(folder.resolve("touchpoints.csv"), TOUCHPOINTS);
        Files.writeString(folder.resolve("truth.csv"), TRUTH);

        assertThat(quality(folder.toString())).isZero();
        assertThat(value("clusters")).isEqualTo("3");
        assertThat(value("largest_cluster")).isEqualTo("3");
        assertThat(value("pairs_precision")).isEqualTo("0.5000");
        assertThat(value("pairs_recall")).isEqualTo("0.3333");
        assertThat(lastLine()).contains("\"wrong_pairs_by_trap\": {\"kiosk\": 2, \"none\": 2, \"shared-device\": 2}");
    }

    @Test
    void speed_ends_with_a_line_of_json() {
        assertThat(speed("--profiles", "3000", "--identifiers", "3")).isZero();
        assertThat(Long.parseLong(value("stitches_per_s"))).isPositive();
        assertThat(Double.parseDouble(value("p99_us"))).isPositive();
        assertThat(lastLine()).contains("\"bytes_per_profile\": ");
    }

    @Test
    void both_say_in_one_line_why_arguments_are_unusable() {
        assertThat(speed("--profiles", "0", "--identifiers", "3")).isEqualTo(2);
        assertThat(speed("--profiles", "10", "--identifiers", "9")).isEqualTo(2);
        assertThat(speed("--what")).isEqualTo(2);
        assertThat(quality()).isEqualTo(2);
        assertThat(quality(folder.toString())).isEqualTo(2);
        assertThat(quality(folder.toString(), "--shuffle", "x")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(6);
    }

    @Test
    void both_explain_themselves() {
        assertThat(speed("--help") + quality("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("StitchSpeed --profiles", "StitchQuality DIR");
    }
}
