package io.clientele.identity.match.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Normal forms and grades. */
class ComparisonTest {

    private final Comparison comparison = new Comparison();
    private final Values values = new Values();

    private int level(Kind kind, String a, String b) {
        return comparison.level(
                kind, Objects.requireNonNull(values.of(kind, a)), Objects.requireNonNull(values.of(kind, b)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NAME", "PLACE"})
    void what_differs_by_letters_and_lengths_alone_has_nothing_in_common(Kind kind) {
        int found = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Value a = values.of(kind, text(random, "abcdefghijk"));
            Value b = values.of(kind, seed % 50 == 0 ? "robert" : text(random, "bcefhkmopst"));
            if (a != null && b != null && Comparison.differ(kind, a.letters, a.shape, b.letters, b.shape)) {
                found++;
                assertThat(new Comparison().compare(kind, a, b))
                        .as("%s seed %d", kind, seed)
                        .isEqualTo(Comparison.DIFFERENT);
            }
        }
        assertThat(found).isGreaterThan(1000);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_grade_does_not_depend_on_which_value_comes_first_nor_on_memory(Kind kind) {
        String letters = kind == Kind.DATE || kind == Kind.DIGITS || kind == Kind.NUMBER ? "01239" : "aabc @.1";
        for (int seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            Value a = values.of(kind, text(random, letters));
            Value b = values.of(kind, text(random, letters));
            if (a != null && b != null) {
                int level = comparison.level(kind, a, b);
                assertThat(level).as("seed %d", seed).isBetween(Comparison.SAME, Comparison.DIFFERENT);
                assertThat(comparison.level(kind, b, a)).as("seed %d", seed).isEqualTo(level);
                assertThat(new Comparison().compare(kind, b, a))
                        .as("seed %d", seed)
                        .isEqualTo(level);
                assertThat(level == Comparison.SAME).as("seed %d", seed).isEqualTo(a == b);
            }
        }
    }

    @Test
    void what_is_ruled_out_by_its_letters_has_nothing_in_common() {
        Distances distances = new Distances();
        int ruledOut = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Value a = Objects.requireNonNull(values.of(Kind.NAME, "q" + text(random, "abcdefghij")));
            Value b = Objects.requireNonNull(values.of(Kind.NAME, text(random, "efghijklmno") + "r"));
            if (Comparison.farApart(a, b)) {
                int longer = Math.max(a.text.length(), b.text.length());
                assertThat(distances.jaroWinkler(a.text, b.text))
                        .as("seed %d", seed)
                        .isLessThan(0.8);
                assertThat(2 * distances.edits(a.text, b.text))
                        .as("seed %d", seed)
                        .isGreaterThan(Math.max(4, longer));
                assertThat(a.text.contains(b.text) || b.text.contains(a.text))
                        .as("seed %d", seed)
                        .isFalse();
                ruledOut++;
            }
        }
        assertThat(ruledOut).isGreaterThan(1000);
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(9);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "NAME,  Müller,             MULLER",
        "NAME,  O'Neill,            oneill",
        "NAME,  Straße,             strasse",
        "NAME,  Иванов,             ivanov",
        "NAME,  Παπαδοπουλος,       papadopoylos",
        "PLACE, Kirwan Circuit,     kirwanc ircuit",
        "DATE,  1970-02-09,         19700209",
        "DATE,  9.2.1970,           1970-02-09",
        "DATE,  1970-02-09T00:00:00Z, 19700209",
        "EMAIL, ' Ann@Example.ORG', ann@example.org",
        "DIGITS, (030) 123-456,     030123456",
        "NUMBER, $ 49.90,           49.9",
    })
    void spellings_of_one_value_are_the_same(Kind kind, String one, String other) {
        assertThat(level(kind, one, other)).isEqualTo(Comparison.SAME);
    }

    @ParameterizedTest
    @CsvSource({
        "NAME,  smith,      smiht,       1",
        "NAME,  robert,     bob,         2",
        "NAME,  j,          john,        4",
        "NAME,  smith,      wagner,      7",
        "DATE,  1970-02-09, 1970-09-02,  1",
        "DATE,  1970-02-09, 1971-02-09,  1",
        "DATE,  1970-02-09, 1985-11-30,  7",
        "EMAIL, ann.lee@example.org, ann.lee@example.com, 3",
        "DIGITS, +49 30 1234567, 030 1234567, 1",
        "CODE,  2600,       2606,        1",
        "NAMES, john a smith, smith john, 3",
        "WORDS, 'canon eos 80d body', 'canon eos 80d kit', 2",
    })
    void nearness_has_grades(Kind kind, String one, String other, int level) {
        assertThat(level(kind, one, other)).isEqualTo(level);
    }

    @Test
    void what_says_nothing_is_missing() {
        for (String nothing : new String[] {"", "  ", "null", "N/A", "unknown", "--"}) {
            assertThat(values.of(Kind.NAME, nothing)).as(nothing).isNull();
        }
        assertThat(values.of(Kind.DIGITS, "000000000")).isNull();
    }
}
