package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        assertThat(text).startsWith("5,000 events, 6,504 stored in all");
        assertThat(text).contains("before them 1,000 untimed", "99th percentile of each tenth");
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
    void h2_and_memory_are_measured_too() throws IOException {
        assertThat(run(
                        "--dir",
                        directory.resolve("h2").toString(),
                        "--store",
                        "h2",
                        "--events",
                        "1000",
                        "--profiles",
                        "50"))
                .isZero();
        assertThat(run("--dir", directory.toString(), "--durability", "memory", "--events", "1000", "--profiles", "50"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("1,000 events, 1,260 stored in all")
                .contains("\"bytes_per_event\":0.000");
    }

    @Test
    void a_directory_in_which_something_lies_is_refused() throws IOException {
        Files.createFile(directory.resolve("something"));
        assertThat(run("--dir", directory.toString(), "--events", "1000", "--profiles", "50"))
                .isEqualTo(2);
    }

    @Test
    void postgresql_of_a_host_is_measured_too() throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(new File("target/postgres"))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            String url = server.getJdbcUrl("postgres", "postgres");
            String shop = directory.toString();
            assertThat(run("--dir", shop, "--store", "postgres", "--jdbc", url, "--events", "2000", "--profiles", "50"))
                    .isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("2,000 events, 2,460 stored in all")
                .doesNotContain("\"bytes_per_event\":0.000", "\"bound_db_events_per_s\":0.000");
    }

    @Test
    void what_may_wait_is_measured_and_all_of_it_is_kept() throws IOException {
        String shop = directory.toString();
        assertThat(run("--dir", shop, "--durability", "lazy", "--events", "1000", "--profiles", "50"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("1,000 events, 1,260 stored in all");
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\"bytes_per_event\":0.000");
    }

    @Test
    void the_bare_rows_of_the_bound_are_as_large_as_those_of_the_store() throws IOException, SQLException {
        run("--dir", directory.toString(), "--events", "2000", "--profiles", "100");

        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"));
                Statement statement = connection.createStatement();
                ResultSet size =
                        statement.executeQuery("SELECT AVG(LENGTH(sealed)) - 29 FROM journal WHERE kind = 1")) {
            assertThat(size.getDouble(1)).isCloseTo(BareRows.PAYLOAD, withinPercentage(5));
        }
    }

    @Test
    @Tag("deep")
    void a_million_events_go_through_the_one_pen() throws IOException {
        assertThat(run("--dir", directory.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("1,000,000 events, 1,300,010 stored in all");
    }

    @Test
    void unusable_arguments_end_in_one_line_and_status_2() throws IOException {
        assertThat(run("--events", "many", "--dir", "x")).isEqualTo(2);
        assertThat(run("--durability", "never", "--dir", "x")).isEqualTo(2);
        assertThat(run("--events", "5")).isEqualTo(2);
        assertThat(run("--store", "postgres", "--dir", "x")).isEqualTo(2);
        assertThat(run("--store", "sqlite", "--jdbc", "jdbc:x", "--dir", "x")).isEqualTo(2);
    }
}
