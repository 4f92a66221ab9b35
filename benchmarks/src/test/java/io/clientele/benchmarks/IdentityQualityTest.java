package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that measures matching, on records made up here. */
class IdentityQualityTest {

    private static final List<String> PARTS = List.of("ma", "ri", "lo", "be", "an", "da", "ke", "jo", "el", "sa", "ti");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        return IdentityQuality.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String value(String key) {
        String last = text().lines().reduce("", (a, b) -> b);
        Matcher matcher = Pattern.compile("\"" + key + "\": (\\{[^}]*}|\"[^\"]*\"|[^,}]+)")
                .matcher(last);
        assertThat(matcher.find()).as(key).isTrue();
        return matcher.group(1);
    }

    @BeforeEach
    void write_records_of_two_hundred_people() throws IOException {
        Random random = new Random(3);
        StringBuilder records = new StringBuilder("record_id,source,first_name,surname,dob,who\n");
        StringBuilder truth = new StringBuilder("record_id,cluster_id,original_id\n");
        for (int person = 0; person < 200; person++) {
            String given = word(random);
            String surname = word(random);
            String born = String.format(
                    "19%02d-%02d-%02d", random.nextInt(99), 1 + random.nextInt(12), 1 + random.nextInt(28));
            for (int copy = 0; copy < 2; copy++) {
                String id = "r" + person + "-" + copy;
                String source = copy == 0 ? "shop" : "till";
                records.append(String.join(",", id, source, given, surname, born, "somebody\n"));
                truth.append(String.join(",", id, "c" + person, "\n"));
            }
        }
        Files.writeString(folder.resolve("records.csv"), records);
        Files.writeString(folder.resolve("truth.csv"), truth);
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            word.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        return word.toString();
    }

    @Test
    void prints_every_key_and_says_how_it_guessed() {
        assertThat(run(folder.toString())).isZero();
        assertThat(text()).contains("dob=date_of_birth,first_name=given_name,surname=surname,who=text");
        for (String key : List.of("pairs", "clusters", "ceiling", "prior", "prior_true", "records_per_s", "train_s")) {
            assertThat(value(key)).as(key).isNotEmpty();
        }
        assertThat(Double.parseDouble(value("peak_heap_mb"))).isPositive();
        assertThat(value("clusters")).isEqualTo("{\"p\": 1.00000, \"r\": 1.00000, \"f1\": 1.00000}");
        assertThat(Double.parseDouble(value("prior_true"))).isEqualTo(0.005);
        assertThat(text()).contains("\"calibration\": [{\"pairs\": ");
    }

    @Test
    void neither_order_nor_streaming_changes_the_partition() {
        run(folder.toString(), "--fields", "first_name=given_name,surname=surname,dob=date_of_birth");
        String hash = value("partition_hash");
        run(folder.toString(), "--fields", "first_name=given_name,surname=surname,dob=date_of_birth", "--shuffle", "7");
        assertThat(value("partition_hash")).isEqualTo(hash);
        run(folder.toString(), "--shuffle", "8", "--stream");
        assertThat(value("partition_hash")).isEqualTo(hash);
        assertThat(value("streamed_partition_hash")).isEqualTo(hash);
    }

    @Test
    void a_file_beside_the_records_gives_the_types() throws IOException {
        Files.writeString(folder.resolve("fields.json"), "{\"surname\": \"surname\",\n \"dob\": \"date_of_birth\"}");
        assertThat(run(folder.toString())).isZero();
        assertThat(text()).doesNotContain("guessed");
    }

    @Test
    void says_in_one_line_why_arguments_are_unusable() {
        assertThat(run()).isEqualTo(2);
        assertThat(run(folder.resolve("none").toString())).isEqualTo(2);
        assertThat(run(folder.toString(), "--fields", "dob=birthday")).isEqualTo(2);
        assertThat(run(folder.toString(), "--shuffle")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(4);
        assertThat(run("--help")).isZero();
        assertThat(text()).contains("IdentityQuality DIR");
    }
}
