package io.clientele.identity.match.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Distances against slow ones that follow the definition. */
class DistancesTest {

    private static final String LETTERS = "abcdeé";

    private final Distances distances = new Distances();

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(random.nextInt(20) == 0 ? 6 : 5)));
        }
        return text.toString();
    }

    /** Optimal string alignment by its recursion, row by row. */
    private static int edits(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : Math.min(d[i - 1][j], d[i][j - 1]) + 1;
                if (i > 0 && j > 0) {
                    d[i][j] = Math.min(d[i][j], d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                }
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    /** Jaro and Winkler as defined: letters in common within reach, half the crossed ones, a bonus for the start. */
    private static double jaroWinkler(String one, String other) {
        String a = one.length() <= other.length() ? one : other;
        String b = one.length() <= other.length() ? other : one;
        if (a.isEmpty()) {
            return b.isEmpty() ? 1 : 0;
        }
        List<Integer> taken = new ArrayList<>();
        StringBuilder common = new StringBuilder();
        int reach = Math.max(0, b.length() / 2 - 1);
        for (int i = 0; i < a.length(); i++) {
            for (int j = 0; j < b.length(); j++) {
                if (Math.abs(i - j) <= reach && a.charAt(i) == b.charAt(j) && !taken.contains(j)) {
                    taken.add(j);
                    common.append(a.charAt(i));
                    break;
                }
            }
        }
        if (taken.isEmpty()) {
            return 0;
        }
        List<Integer> sorted = taken.stream().sorted().toList();
        int crossed = 0;
        for (int k = 0; k < sorted.size(); k++) {
            crossed += b.charAt(sorted.get(k)) == common.charAt(k) ? 0 : 1;
        }
        double m = taken.size();
        double jaro = (m / a.length() + m / b.length() + (m - (crossed - crossed % 2) / 2.0) / m) / 3;
        int start = 0;
        while (start < Math.min(4, a.length()) && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        return jaro > 0.7 ? jaro + start * 0.1 * (1 - jaro) : jaro;
    }

    @Test
    void edits_are_those_of_the_table() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            int most = seed % 50 == 0 ? 90 : 14;
            String a = text(random, most);
            String b = text(random, most);
            assertThat(distances.edits(a, b)).as("seed %d", seed).isEqualTo(edits(a, b));
            assertThat(distances.isBlank()).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void jaro_and_winkler_is_as_defined() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            int most = seed % 50 == 0 ? 90 : 14;
            String a = text(random, most);
            String b = text(random, most);
            assertThat(distances.jaroWinkler(a, b)).as("seed %d", seed).isEqualTo(jaroWinkler(a, b));
        }
    }

    @Test
    void known_examples_hold() {
        assertThat(distances.jaroWinkler("martha", "marhta"))
                .isCloseTo(0.961, org.assertj.core.data.Offset.offset(0.001));
        assertThat(distances.jaroWinkler("dwayne", "duane"))
                .isCloseTo(0.84, org.assertj.core.data.Offset.offset(0.001));
        assertThat(distances.edits("ca", "abc")).isEqualTo(3);
        assertThat(distances.edits("smith", "simth")).isEqualTo(1);
    }
}
