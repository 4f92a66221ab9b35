package io.clientele.identity.internal;

import java.util.Arrays;

/**
 * What scores turned out to mean: of the pairs that scored so many bits by their own values, how many ended in one group once
 * everything else was weighed. Where few pairs scored so, the score's own odds count. Immutable.
 */
public final class Calibration {

    private static final double LOWEST = -12;
    private static final double HIGHEST = 12;
    private static final double WIDTH = 0.5;
    private static final int BINS = (int) ((HIGHEST - LOWEST) / WIDTH);
    /** How many pairs the odds of a score count for. */
    private static final double TRUST = 2;

    /** By bin: the probability at its middle, never falling. */
    private final double[] probabilities;

    private Calibration(double[] probabilities) {
        this.probabilities = probabilities;
    }

    /** Takes scores at their word. */
    public static Calibration none() {
        return new Calibration(new double[0]);
    }

    /** How likely two are of one person by odds in bits. */
    public static double likelihood(double odds) {
        return odds > 60 ? 1 : odds < -60 ? 0 : 1 / (1 + Math.pow(2, -odds));
    }

    /** How likely a pair of this score, in bits, is of one person. */
    public double probability(double bits) {
        double at = (bits - LOWEST) / WIDTH - 0.5;
        int bin = (int) Math.floor(at);
        if (probabilities.length == 0 || bin < 0 || bin + 1 >= BINS) {
            return likelihood(bits);
        }
        double rest = at - bin;
        return probabilities[bin] * (1 - rest) + probabilities[bin + 1] * rest;
    }

    /** Counts pairs. Not for two threads at once. */
    public static final class Count {

        private final double[] pairs = new double[BINS];
        private final double[] together = new double[BINS];

        /** Counts a pair of this score, in bits, and whether it is in one group. */
        public void pair(double bits, boolean isTogether) {
            int bin = (int) Math.floor((bits - LOWEST) / WIDTH);
            if (bin >= 0 && bin < BINS) {
                pairs[bin]++;
                together[bin] += isTogether ? 1 : 0;
            }
        }

        /** What was counted. */
        public Calibration calibration() {
            double[] weights = new double[BINS];
            double[] values = new double[BINS];
            int[] sizes = new int[BINS];
            int blocks = 0;
            for (int bin = 0; bin < BINS; bin++) {
                weights[blocks] = pairs[bin] + TRUST;
                values[blocks] = (together[bin] + TRUST * likelihood(LOWEST + (bin + 0.5) * WIDTH)) / weights[blocks];
                sizes[blocks++] = 1;
                while (blocks > 1 && values[blocks - 2] > values[blocks - 1]) {
                    blocks--;
                    double all = weights[blocks - 1] + weights[blocks];
                    values[blocks - 1] =
                            (values[blocks - 1] * weights[blocks - 1] + values[blocks] * weights[blocks]) / all;
                    weights[blocks - 1] = all;
                    sizes[blocks - 1] += sizes[blocks];
                }
            }
            double[] probabilities = new double[BINS];
            for (int block = 0, bin = 0; block < blocks; bin += sizes[block++]) {
                Arrays.fill(probabilities, bin, bin + sizes[block], values[block]);
            }
            return new Calibration(probabilities);
        }
    }
}
