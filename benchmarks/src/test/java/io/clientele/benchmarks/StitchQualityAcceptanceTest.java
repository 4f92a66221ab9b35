package io.clientele.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stitching against a stream of sessions whose persons are known. */
@Tag("acceptance")
class StitchQualityAcceptanceTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void run(String... args) {
        out.reset();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(StitchQuality.run(List.of(args), print, print)).isZero();
    }

    private String value(String key) {
        String last = out.toString(StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
        Matcher matcher = Pattern.compile("\"" + key + "\": \"?([^,\"}]+)").matcher(last);
        assertThat(matcher.find()).as(key).isTrue();
        return matcher.group(1);
    }

    @Test
    void reaches_its_goal_in_any_order() {
        String stream = Path.of(System.getProperty("clientele.shared"), "data", "identity", "stream_20k")
                .toString();
        Set<String> hashes = new HashSet<>();
        run(stream);
        hashes.add(value("partition_hash"));
        for (int seed = 1; seed <= 5; seed++) {
            run(stream, "--shuffle", "" + seed);
            hashes.add(value("partition_hash"));
        }
        assertThat(hashes).hasSize(1);
        assertThat(Double.parseDouble(value("pairs_precision"))).isGreaterThanOrEqualTo(0.955);
        assertThat(Double.parseDouble(value("pairs_recall"))).isGreaterThanOrEqualTo(0.545);
        assertThat(Double.parseDouble(value("bcubed_f1"))).isGreaterThanOrEqualTo(0.76);
        assertThat(Integer.parseInt(value("largest_cluster"))).isLessThanOrEqualTo(60);
        assertThatTrapsCatchHardlyAnybody();
    }

    @Test
    void what_devices_look_like_finds_more() {
        run(
                Path.of(System.getProperty("clientele.shared"), "data", "identity", "stream_20k")
                        .toString(),
                "--evidence",
                "all");

        assertThat(Double.parseDouble(value("pairs_precision"))).isGreaterThanOrEqualTo(0.95);
        assertThat(Double.parseDouble(value("pairs_f1"))).isGreaterThanOrEqualTo(0.80);
        assertThat(within("kiosk") + within("pos") + within("callcentre") + within("bot"))
                .isLessThan(Long.parseLong(value("pairs")) / 1_000);
    }

    /** Two sessions of two people that both set a trap: none by what is no identifier, and fewer than one pair in a thousand. */
    private void assertThatTrapsCatchHardlyAnybody() {
        for (String trap : List.of("bot", "nil-cookie", "placeholder-email", "placeholder-user")) {
            assertThat(within(trap)).as(trap).isZero();
        }
        long caught = within("kiosk") + within("pos") + within("callcentre");
        assertThat(caught).isLessThan(Long.parseLong(value("pairs")) / 1_000);
    }

    private long within(String trap) {
        String last = out.toString(StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
        Matcher matcher = Pattern.compile("\"" + trap + "\": ([0-9]+)")
                .matcher(last.substring(last.indexOf("wrong_pairs_within_trap")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
