package io.clientele.internal.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WakesTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_holds_what_a_map_holds_through_any_puts_and_removals(long seed) {
        var random = new SplittableRandom(seed);
        Wakes wakes = new Wakes();
        Map<Integer, Long> expected = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            int number = 1 + random.nextInt(1 + random.nextInt(400)) * (1 + random.nextInt(3));
            if (random.nextInt(3) == 0) {
                wakes.remove(number);
                expected.remove(number);
            } else {
                long instant = random.nextLong(-1_000, 1_000);
                wakes.put(number, instant);
                expected.put(number, instant);
            }
            assertThat(wakes.size()).as("seed %d, step %d", seed, step).isEqualTo(expected.size());
            assertThat(wakes.get(number, 7_777))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(expected.getOrDefault(number, 7_777L));
        }
        assertThat(all(wakes)).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void it_finds_those_whose_instant_has_come() {
        Wakes wakes = new Wakes();
        for (int number = 1; number <= 100; number++) {
            wakes.put(number, 10L * number);
        }
        assertThat(wakes.until(30)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(wakes.until(9)).isEmpty();
    }

    private static Map<Integer, Long> all(Wakes wakes) {
        Map<Integer, Long> all = new HashMap<>();
        wakes.forEach(all::put);
        return all;
    }
}
