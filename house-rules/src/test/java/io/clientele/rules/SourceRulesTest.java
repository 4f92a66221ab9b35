package io.clientele.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forbidden words are joined here from two halves, so that this file holds none of them. */
class SourceRulesTest {
    private static final String MAIN = "cdp-core/src/main/java/io/clientele/model/A.java";
    private static final SourceFile PACKAGE = new SourceFile(
            "cdp-core/src/main/java/io/clientele/model/package-info.java", List.of("/** For all. */", "@NullMarked"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "cdp-core/src/test/java/ATest.java, @Dis, abled",
        "cdp-core/src/test/java/ATest.java, @Ig, nore",
        "cdp-core/src/test/java/ATest.java, Thread.sl, eep(3)",
        "cdp-core/src/main/java/io/clientele/model/A.java, // TO, DO: finish",
        "cdp-core/src/main/java/io/clientele/model/A.java, // FIX, ME",
        "cdp-core/src/main/java/io/clientele/model/A.java, throw new Unsupported, OperationException()",
        "cdp-core/src/main/java/io/clientele/model/A.java, not im, plemented",
        "cdp-core/src/main/java/io/clientele/model/A.java, import java.s, ql.Connection;",
        "README.md, see /wo, rk/data",
        "pom.xml, see iss, ue #12",
        ".ci/run, cd /ho, me/ann",
        "pom.xml, https://repo1.ma, ven.org"
    })
    void a_forbidden_line_is_found_with_its_place(String name, String first, String second) {
        SourceFile file = new SourceFile(name, List.of("", first + second));
        assertThat(SourceRules.violations(List.of(PACKAGE, file)))
                .singleElement()
                .asString()
                .startsWith(name + ":2: ");
    }

    @Test
    void a_file_may_have_five_hundred_lines_and_no_more() {
        assertThat(SourceRules.violations(List.of(PACKAGE, new SourceFile(MAIN, Collections.nCopies(500, "")))))
                .isEmpty();
        assertThat(SourceRules.violations(List.of(PACKAGE, new SourceFile(MAIN, Collections.nCopies(501, "")))))
                .containsExactly(MAIN + ": 501 lines");
    }

    @Test
    void a_method_may_have_forty_lines_and_no_more() {
        assertThat(violations("class A {\n void m() {" + "\n".repeat(39) + "}\n}"))
                .isEmpty();
        assertThat(violations("class A {\n void m() {" + "\n".repeat(40) + "}\n}"))
                .containsExactly(MAIN + ":2: m has 41 lines");
        assertThat(violations("class A {\n void m() {" + "\n// why".repeat(9) + "\n".repeat(39) + "}\n}"))
                .isEmpty();
    }

    @Test
    void an_exported_method_may_take_four_parameters_and_a_record_or_a_hidden_one_more() {
        String five = "(int a, int b, int c, int d, int e) {";
        assertThat(violations("/** A. */ public record A" + five
                        + " /** M. */ public void m(int a, int b, int c, int d) {} }"))
                .isEmpty();
        assertThat(violations("/** A. */ public class A { private A" + five + "} void m" + five + "} }"))
                .isEmpty();
        assertThat(violations("/** A. */ public class A { /** M. */ protected void m" + five + "} }"))
                .containsExactly(MAIN + ":1: A.m takes 5 parameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public class A {}",
                "/** A. */ public class A { public void m() {} }",
                "/** A. */ public class A { protected A() {} }",
                "/** A. */ public interface A { void m(); }",
                "/** A. */ public interface A { enum Kind { ONE } }",
                "/** A. */ public class A { public static class B {} }"
            })
    void what_is_exported_owes_javadoc(String source) {
        assertThat(violations(source)).singleElement().asString().endsWith("has no Javadoc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class A { public void m() {} public static class B {} }",
                "/** A. */ public class A { void m() {} private static class B { public void m() {} } }",
                "/** A. */ public class A { @Override public String toString() { return \"\"; } }",
                "/** A. */ public record A(int a) { public A { a++; } }",
                "/** A. */ public interface A { private void m() {} /** N. */ int n(); }"
            })
    void what_is_hidden_or_inherited_owes_none(String source) {
        assertThat(violations(source)).isEmpty();
    }

    @Test
    void an_acceptance_test_is_tagged_and_named_so() {
        List<String> tagged = List.of("    @Tag(\"acceptance\")");
        String path = "examples/src/test/java/io/clientele/examples/";
        assertThat(SourceRules.violations(List.of(new SourceFile(path + "ReplayAcceptanceTest.java", tagged))))
                .isEmpty();
        assertThat(SourceRules.violations(List.of(new SourceFile(path + "ReplayTest.java", tagged))))
                .containsExactly(path + "ReplayTest.java: tagged, not named");
        assertThat(SourceRules.violations(List.of(new SourceFile(path + "ReplayAcceptanceTest.java", List.of()))))
                .containsExactly(path + "ReplayAcceptanceTest.java: named, not tagged");
    }

    @Test
    void a_package_without_a_word_to_its_readers_is_found() {
        assertThat(SourceRules.violations(List.of(new SourceFile(MAIN, List.of("class A {}")))))
                .singleElement()
                .asString()
                .contains("io/clientele/model");
    }

    @Test
    void what_may_stand_is_left_alone() {
        List<SourceFile> files = List.of(
                PACKAGE,
                new SourceFile(
                        "cdp-core/src/main/java/io/clientele/internal/store/Rows.java",
                        List.of("import java.sql.Connection;")),
                new SourceFile("cdp-core/src/main/java/io/clientele/internal/store/package-info.java", PACKAGE.lines()),
                new SourceFile(
                        "README.md",
                        List.of("We work on it; our framework/ folder; https://host/work/9; the issue of trust.")));
        assertThat(SourceRules.violations(files)).isEmpty();
    }

    @Test
    void build_folders_and_binaries_are_not_read() throws IOException {
        write("README.md");
        write("cdp-core/src/main/java/A.java");
        write("cdp-core/target/classes/B.java");
        write("lib/c.jar");
        assertThat(SourceFile.under(folder))
                .extracting(SourceFile::name)
                .containsExactlyInAnyOrder("README.md", "cdp-core/src/main/java/A.java");
    }

    private static List<String> violations(String source) {
        return SourceRules.violations(
                List.of(PACKAGE, new SourceFile(MAIN, source.lines().toList())));
    }

    private void write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "text");
    }
}
