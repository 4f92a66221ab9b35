package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestRunTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return IngestRun.run(all, print, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    @Test
    void every_event_is_stored_and_every_stage_is_timed() throws IOException {
        int status = run("--dir", directory.toString(), "--events", "5000", "--profiles", "500", "--segments", "4");

        assertThat(status).isZero();
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("5,000 events, 5,504 stored in all");
        assertThat(text.lines().reduce("", (a, b) -> b))
                .contains("\"events_per_s\":", "\"p99_ms\":", "\"reopen_ms\":")
                .contains(
                        "\"admit\":",
                        "\"seal\":",
                        "\"decide\":",
                        "\"stitch\":",
                        "\"bound_db_events_per_s\":",
                        "\"bound_file_events_per_s\":",
                        "\"ratio_db\":",
                        "\"ratio_file\":",
                        "\"fold\":",
                        "\"evaluate\":",
                        "\"commit\":");
    }

    @Test
    @Tag("deep")
    void a_million_events_go_through_the_one_pen() throws IOException {
        assertThat(run("--dir", directory.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("1,000,000 events, 1,100,010 stored in all");
    }

    @Test
    void unusable_arguments_end_in_one_line_and_status_2() throws IOException {
        assertThat(run("--events", "many", "--dir", "x")).isEqualTo(2);
        assertThat(run("--durability", "lazy", "--dir", "x")).isEqualTo(2);
        assertThat(run("--events", "5")).isEqualTo(2);
    }
}
