package io.clientele.identity.match.internal;

import io.clientele.identity.internal.Calibration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Learns weights from records alone. Agreement by chance comes from the frequencies of values and from pairs drawn from all
 * pairs; agreement of one person's records, and how many such pairs there are among all pairs, from the pairs that share a
 * key, by expectation and maximisation.
 */
final class Learning {

    private static final int DRAWN = 120_000;
    private static final int ROUNDS = 14;
    private static final int FORGET = 2;
    private static final int MOST_PAIRS = 250_000;
    /** How many pairs the expected shares count for. */
    private static final double TRUST = 8;

    private final Layout layout;
    private final List<Row> rows;
    private final Weights weights;
    private final Pairing pairing;
    private int[] ones = new int[1 << 12];
    private int[] others = new int[1 << 12];
    private byte[] grades = new byte[0];
    private int pairs;
    /** How often a pair of all that share a key is among the taken ones, on average. */
    private double share = 1;
    /** Whether pairs that are hardly of one person or household are left out from now on. */
    private boolean forget;

    private final byte[] drawn;
    private final int draws;
    private final boolean households;

    Learning(Layout layout, List<Row> rows) {
        this.layout = layout;
        this.rows = rows;
        this.weights = new Weights(layout, rows);
        this.pairing = new Pairing(layout);
        households = Traits.showHouseholds(layout);
        draws = (int) Math.min(DRAWN, weights.pairs * 2);
        drawn = new byte[draws * layout.size()];
    }

    /** The weights. */
    Weights learn(Keys keys) {
        draw();
        collect(keys);
        start();
        for (int round = 0; round < ROUNDS; round++) {
            if (round == ROUNDS / 2) {
                weights.relate(rows);
            }
            weights.settle();
            rows.forEach(weights::weigh);
            forget = round == FORGET;
            step();
        }
        weights.settle();
        return weights;
    }

    private void draw() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < draws; i++) {
            int one = random.nextInt(rows.size());
            int other = one;
            while (other == one || !rows.get(one).comparable(rows.get(other))) {
                other = random.nextInt(rows.size());
            }
            pairing.grade(rows.get(one), rows.get(other));
            System.arraycopy(pairing.levels, 0, drawn, i * layout.size(), layout.size());
        }
    }

    /** Takes the pairs of as many records as give enough of them. */
    private void collect(Keys keys) {
        Candidates candidates = new Candidates(keys);
        rows.forEach(candidates::add);
        int[] order = new int[rows.size()];
        Arrays.setAll(order, i -> i);
        SplittableRandom random = new SplittableRandom(11);
        int taken = 0;
        while (taken < order.length && pairs < MOST_PAIRS) {
            int at = taken + random.nextInt(order.length - taken);
            Row row = rows.get(order[at]);
            order[at] = order[taken++];
            candidates.find(row, other -> {
                if (row.comparable(rows.get(other))) {
                    add(row.number, other);
                }
            });
        }
        share = 2.0 * taken / order.length;
        grades = new byte[pairs * layout.size()];
        for (int pair = 0; pair < pairs; pair++) {
            pairing.grade(rows.get(ones[pair]), rows.get(others[pair]));
            System.arraycopy(pairing.levels, 0, grades, pair * layout.size(), layout.size());
        }
    }

    private void add(int one, int other) {
        if (pairs == ones.length) {
            ones = Arrays.copyOf(ones, pairs * 2);
            others = Arrays.copyOf(others, pairs * 2);
        }
        ones[pairs] = one;
        others[pairs++] = other;
    }

    /** What is expected before anything was seen. */
    private void start() {
        weights.prior = Math.min(0.1, 0.15 * rows.size() / weights.pairs);
        double[] expected = {0.78, 0.06, 0.02, 0.02, 0.02, 0.01, 0.01, 0.06, 0.01, 0.01};
        for (int field = 0; field < layout.size(); field++) {
            weights.m[field] = expected.clone();
            weights.home[field] = expected.clone();
        }
        weights.homes = households ? weights.prior : 0;
        chances(false);
    }

    /** Learns chances from the drawn pairs that are likely of two persons. */
    private void chances(boolean known) {
        int size = layout.size();
        double[][] count = new double[size][Comparison.LEVELS + 1];
        double[][] bits = bits(known);
        for (int i = 0, at = 0; i < draws; i++, at += size) {
            double odds = weights.priorBits;
            for (int field = 0; field < size; field++) {
                odds += bits[field][drawn[at + field]];
            }
            double two = odds < -14 ? 1 : 1 - likelihood(odds);
            for (int field = 0; field < size; field++) {
                count[field][drawn[at + field]] += two;
            }
        }
        for (int field = 0; field < size; field++) {
            double total = Arrays.stream(count[field], 0, Comparison.LEVELS).sum() + 2;
            for (int level = 0; level < Comparison.LEVELS; level++) {
                double prior = level == Comparison.DIFFERENT ? 1 : 1.0 / Comparison.LEVELS / 4;
                weights.u[field][level] = (count[field][level] + prior) / total;
            }
            weights.u[field][Comparison.SAME] = chanceOfSame(field);
        }
    }

    private double[][] bits(boolean known) {
        double[][] bits = new double[layout.size()][Comparison.LEVELS + 1];
        for (int field = 0; known && field < bits.length; field++) {
            for (int level = 0; level < Comparison.LEVELS; level++) {
                bits[field][level] = Weights.log2(weights.m[field][level] / weights.u[field][level]);
            }
        }
        return bits;
    }

    /** How often two records of two persons have the same value. */
    private double chanceOfSame(int field) {
        double present = weights.present[field];
        double sum = 0;
        for (int count : weights.counts.get(field).values()) {
            sum += count * (count - 1.0);
        }
        double all = present < 2 ? 0 : sum / present / (present - 1);
        double own = weights.prior * weights.m[field][Comparison.SAME]
                + (Traits.isShared(layout.fields.get(field).type())
                        ? weights.homes * weights.home[field][Comparison.SAME]
                        : 0);
        return Math.max(all - own, 0.5 / Math.max(1, present)) / (1 - weights.prior - weights.homes);
    }

    private static double likelihood(double odds) {
        return Calibration.likelihood(odds);
    }

    private void step() {
        int size = layout.size();
        double[][] one = new double[size][Comparison.LEVELS + 1];
        double[][] home = new double[size][Comparison.LEVELS + 1];
        double matches = 0;
        double homes = 0;
        int kept = 0;
        byte[] levels = pairing.levels;
        for (int pair = 0; pair < pairs; pair++) {
            System.arraycopy(grades, pair * size, levels, 0, size);
            Row a = rows.get(ones[pair]);
            Row b = rows.get(others[pair]);
            double likely = likelihood(weights.score(levels, a, b));
            double together = households ? (1 - likely) * likelihood(weights.household(levels, a, b)) : 0;
            if (likely > 1e-6 || together > 1e-6) {
                keep(pair, kept++);
                matches += likely;
                homes += together;
                for (int field = 0; field < size; field++) {
                    one[field][levels[field]] += likely;
                    home[field][levels[field]] += together;
                }
            }
        }
        pairs = forget ? kept : pairs;
        weights.prior = Math.max(matches / share, 0.5) / weights.pairs;
        weights.homes = households ? Math.max(homes / share, 0.5) / weights.pairs : 0;
        double[] expected = {0.7, 0.06, 0.03, 0.03, 0.03, 0.02, 0.02, 0.09, 0.01, 0.01};
        for (int field = 0; field < size; field++) {
            weights.m[field] = shares(one[field], expected);
            weights.home[field] = shares(home[field], expected);
            bound(
                    weights.m[field],
                    Traits.mostDifferent(layout.fields.get(field).type()));
        }
        chances(true);
    }

    /** Moves a pair to a place not behind its own. */
    private void keep(int pair, int place) {
        int size = layout.size();
        if (forget && pair != place) {
            ones[place] = ones[pair];
            others[place] = others[pair];
            System.arraycopy(grades, pair * size, grades, place * size, size);
        }
    }

    private static double[] shares(double[] counts, double[] expected) {
        double total = Arrays.stream(counts, 0, Comparison.LEVELS).sum() + TRUST;
        double[] shares = new double[Comparison.LEVELS];
        for (int level = 0; level < Comparison.LEVELS; level++) {
            shares[level] = (counts[level] + TRUST * expected[level]) / total;
        }
        return shares;
    }

    /** Bounds the share of what is wholly different; the rest grows. */
    private static void bound(double[] shares, double most) {
        double different = shares[Comparison.DIFFERENT];
        if (different > most) {
            for (int level = 0; level < Comparison.LEVELS; level++) {
                shares[level] *= (1 - most) / (1 - different);
            }
            shares[Comparison.DIFFERENT] = most;
        }
    }
}
