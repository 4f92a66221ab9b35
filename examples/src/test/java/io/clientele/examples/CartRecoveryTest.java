package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The funnel of carts that are left. */
class CartRecoveryTest {

    private static List<Integer> run(long seed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CartRecovery.run(seed, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return Arrays.stream(bytes.toString(StandardCharsets.UTF_8).split("\\R"))
                .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .toList();
    }

    @Test
    void each_step_is_part_of_the_one_before_and_the_same_seed_gives_the_same() {
        List<Integer> counts = run(7);
        int carts = counts.get(0);
        int left = counts.get(1);
        int reminded = counts.get(2);
        int recovered = counts.get(3);
        assertThat(left).isPositive().isLessThan(carts);
        assertThat(reminded).isPositive().isLessThan(left);
        assertThat(recovered).isPositive().isLessThan(reminded);
        assertThat(recovered + counts.get(4)).isLessThan(left);
        assertThat(run(7)).isEqualTo(counts);
    }
}
