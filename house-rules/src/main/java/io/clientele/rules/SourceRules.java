package io.clientele.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The rules that are read from sources and documents: one test a rule over all files of the project. */
public final class SourceRules {
    static final int LINES = 500;

    private static final List<Rule> RULES = List.of(
            new Rule("no source file is over " + LINES + " lines", each(SourceRules::tooLong)),
            finding("no test is skipped or sleeps", SourceRules::isTest, "@[D]isabled|Thread[.]sleep|@[I]gnore\\b"),
            finding(
                    "nothing is left unfinished",
                    SourceFile::isJava,
                    "\\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\\b|not [i]mplemented|UnsupportedOperationException[(][)]"),
            finding(
                    "no file names a machine's folders or what is not the product's",
                    file -> true,
                    "(?<![\\w./-])/(w[o]rk|r[o]ot|t[m]p/farm)/|/h[o]me/[a-z]|\\bi[s]sue #?[0-9]+"),
            finding(
                    "no file names a registry's host",
                    file -> true,
                    "(repo1?|central|registry)[.](maven|sonatype|npm)"),
            finding(
                    "other libraries stay behind internal packages",
                    SourceFile::isOpen,
                    "^import (static )?(com[.]fasterxml|com[.]github[.]benmanes|org[.]bouncycastle|org[.]sqlite|java[.]sql)[.]"),
            new Rule(
                    "no main method is over " + Shape.METHOD_LINES
                            + " lines, and what is exported has Javadoc and at most " + Shape.PARAMETERS
                            + " parameters",
                    Shape::faults),
            new Rule("acceptance tests are tagged and named so", each(SourceRules::halfAcceptance)),
            new Rule("every package says who should read it", SourceRules::silentPackages));

    private SourceRules() {}

    /** One test a rule. */
    public static Stream<DynamicTest> over(Path project) {
        List<SourceFile> files = SourceFile.under(project);
        return RULES.stream().map(rule -> DynamicTest.dynamicTest(rule.name(), () -> rule.check(files)));
    }

    static List<String> violations(List<SourceFile> files) {
        return RULES.stream().flatMap(rule -> rule.faults().apply(files)).toList();
    }

    private static Rule finding(String name, Predicate<SourceFile> where, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return new Rule(name, each(file -> where.test(file) ? file.places(compiled) : Stream.empty()));
    }

    private static Function<List<SourceFile>, Stream<String>> each(Function<SourceFile, Stream<String>> faults) {
        return files -> files.stream().flatMap(faults);
    }

    private static Stream<String> tooLong(SourceFile file) {
        boolean source = file.name().matches(".*[.](java|js|css)");
        return source && file.lines().size() > LINES
                ? Stream.of(file.name() + ": " + file.lines().size() + " lines")
                : Stream.empty();
    }

    private static boolean isTest(SourceFile file) {
        return file.name().contains("/src/test/");
    }

    private static Stream<String> halfAcceptance(SourceFile file) {
        boolean tagged = file.lines().stream().anyMatch(line -> line.strip().startsWith("@Tag(\"acceptance\")"));
        boolean named = file.name().endsWith("AcceptanceTest.java");
        return tagged == named
                ? Stream.empty()
                : Stream.of(file.name() + ": " + (tagged ? "tagged, not named" : "named, not tagged"));
    }

    private static Stream<String> silentPackages(List<SourceFile> files) {
        Set<String> described = files.stream()
                .filter(file -> file.name().endsWith("/package-info.java") && describes(file))
                .map(SourceRules::folder)
                .collect(Collectors.toSet());
        return files.stream()
                .filter(file -> file.isMainSource() && file.name().contains("/io/"))
                .map(SourceRules::folder)
                .distinct()
                .filter(folder -> !described.contains(folder))
                .map(folder -> folder + ": no package-info.java with Javadoc and @NullMarked");
    }

    private static boolean describes(SourceFile file) {
        return file.lines().stream().anyMatch(line -> line.startsWith("/**"))
                && file.lines().contains("@NullMarked");
    }

    private static String folder(SourceFile file) {
        return file.name().substring(0, file.name().lastIndexOf('/'));
    }

    private record Rule(String name, Function<List<SourceFile>, Stream<String>> faults) {
        void check(List<SourceFile> files) {
            List<String> found = faults.apply(files).toList();
            if (!found.isEmpty()) {
                throw new AssertionError(name + ", but:\n  " + String.join("\n  ", found));
            }
        }
    }
}
