package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documents whose code is run by a test. */
final class GuidePage {

    private GuidePage() {}

    /**
     * Sees to it that each piece of Java on a page is a region of a test in this package, but for white space.
     *
     * @return how many pieces there are
     */
    static int shownBy(Class<?> test, String page) throws IOException {
        Path source = Path.of("src/test/java/io/clientele/examples", test.getSimpleName() + ".java");
        List<String> regions = pieces(source, "// region \\w+\n(.*?)// endregion");
        List<String> shown = pieces(Path.of("..", "docs", page), "```java\n(.*?)```");
        assertThat(shown).allSatisfy(piece -> assertThat(regions).contains(piece));
        return shown.size();
    }

    private static List<String> pieces(Path file, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
        List<String> pieces = new ArrayList<>();
        while (found.find()) {
            pieces.add(found.group(1).replaceAll("\\s", ""));
        }
        return pieces;
    }
}
