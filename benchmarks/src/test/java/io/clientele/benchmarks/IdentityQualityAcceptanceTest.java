package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matching against records whose persons are known, all with one configuration. */
@Tag("acceptance")
class IdentityQualityAcceptanceTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void run(String set, String... args) {
        out.reset();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Path folder = Path.of(System.getProperty("clientele.shared"), "data", "identity", set);
        List<String> all =
                Stream.concat(Stream.of(folder.toString()), Stream.of(args)).toList();
        assertThat(IdentityQuality.run(all, print, print)).isZero();
    }

    private String value(String pattern) {
        String last = out.toString(StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
        Matcher matcher = Pattern.compile(pattern).matcher(last);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private double f1(String key) {
        return Double.parseDouble(value("\"" + key + "\": \\{[^}]*\"f1\": ([0-9.]+)"));
    }

    @ParameterizedTest
    @CsvSource({"febrl1, 1.0", "febrl2, 0.999", "febrl3, 0.9997", "splink_fake_1000, 0.97"})
    void reaches_its_goal(String set, double goal) {
        run(set);

        assertThat(f1("clusters")).isGreaterThanOrEqualTo(goal);
        double prior = Double.parseDouble(value("\"prior\": ([0-9.e-]+)"));
        assertThat(prior / Double.parseDouble(value("\"prior_true\": ([0-9.e-]+)")))
                .isBetween(1 / 1.5, 1.5);
        Matcher tenths = Pattern.compile("\"pairs\": ([0-9]+), \"said\": ([0-9.]+), \"right\": ([0-9.]+)")
                .matcher(out.toString(StandardCharsets.UTF_8));
        while (tenths.find()) {
            if (Integer.parseInt(tenths.group(1)) >= 1_000) {
                assertThat(Double.parseDouble(tenths.group(3)))
                        .isCloseTo(Double.parseDouble(tenths.group(2)), within(0.05));
            }
        }
    }

    @Test
    void one_by_one_in_any_order_is_as_good_and_ends_in_the_same_partition() {
        run("splink_fake_1000");
        String hash = value("\"partition_hash\": \"([0-9a-f]+)\"");
        for (String seed : List.of("1", "2")) {
            run("splink_fake_1000", "--stream", "--shuffle", seed);

            assertThat(value("\"partition_hash\": \"([0-9a-f]+)\"")).isEqualTo(hash);
            assertThat(f1("clusters") - f1("streamed")).isBetween(-0.002, 0.002);
        }
    }
}
