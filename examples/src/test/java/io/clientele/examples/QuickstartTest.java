package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

    private static final Path SOURCE = Path.of("src/main/java/io/clientele/examples/Quickstart.java");

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as(start).isNotNegative();
        int to = text.indexOf(end, from + start.length());
        assertThat(to).as(end).isNotNegative();
        return text.substring(from + start.length(), to);
    }

    private static String readme(String language) throws IOException {
        String text = Files.readString(Path.of("..", "README.md"));
        return between(text, "```" + language + "\n", "```");
    }

    private static String run(Path directory) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Quickstart.run(directory, Quickstart.clock(), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void the_readme_shows_its_exact_output(@TempDir Path directory) throws IOException {
        assertThat(run(directory)).isEqualToNormalizingNewlines(readme("text"));
    }

    @Test
    void the_readme_shows_its_code_but_for_line_breaks() throws IOException {
        String region = between(Files.readString(SOURCE), "// region quickstart\n", "// endregion");

        assertThat(readme("java")).isEqualToIgnoringWhitespace(region);
    }

    @Test
    void the_readme_stays_within_its_thirty_lines() throws IOException {
        assertThat(readme("java").lines()).hasSizeLessThanOrEqualTo(30);
    }
}
