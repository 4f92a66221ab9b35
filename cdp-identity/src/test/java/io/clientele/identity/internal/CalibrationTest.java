package io.clientele.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What scores turn out to mean. */
class CalibrationTest {

    private static final long SEED = 11;

    @Test
    void takes_scores_at_their_word_until_something_is_counted() {
        for (double bits = -80; bits < 80; bits += 0.7) {
            double odds = Math.pow(2, bits);
            assertThat(Calibration.none().probability(bits)).isCloseTo(odds / (1 + odds), within(1e-9));
        }
    }

    @Test
    void says_the_share_of_pairs_that_ended_together() {
        Random random = new Random(SEED);
        Calibration.Count count = new Calibration.Count();
        for (int i = 0; i < 400_000; i++) {
            double bits = -10 + 20 * random.nextDouble();
            count.pair(bits, random.nextDouble() < share(bits));
        }
        Calibration calibration = count.calibration();

        for (double bits = -9; bits < 9; bits += 0.25) {
            assertThat(calibration.probability(bits))
                    .as("seed %d, %f bits", SEED, bits)
                    .isCloseTo(share(bits), within(0.03));
        }
    }

    /** Scores that say half as much as they should, and too little by two bits. */
    private static double share(double bits) {
        return 1 / (1 + Math.pow(2, -2 * bits - 2));
    }

    @Test
    void never_falls_where_the_score_rises_whatever_was_counted() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Calibration.Count count = new Calibration.Count();
            int pairs = random.nextInt(300);
            for (int i = 0; i < pairs; i++) {
                count.pair(-15 + 30 * random.nextDouble(), random.nextBoolean());
            }
            Calibration calibration = count.calibration();
            double before = 0;
            for (double bits = -11.7; bits < 11.7; bits += 0.1) {
                double probability = calibration.probability(bits);
                assertThat(probability).as("seed %d, %f bits", seed, bits).isBetween(before - 1e-12, 1.0);
                before = probability;
            }
        }
    }
}
