package io.clientele.identity.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How good groups and probabilities are, measured by records whose persons are known. Immutable. */
public final class MatchScore {

    private static final int TENTHS = 10;

    private final Rates pairs;
    private final Rates groups;
    private final double persons;
    private final double ceiling;
    private final List<Tenth> calibration;

    /**
     * Shares, 0 to 1.
     *
     * @param precision of the pairs that were found those that are right
     * @param recall of the pairs that are right those that were found
     */
    public record Rates(double precision, double recall) {

        /** Their harmonic mean. */
        public double f1() {
            return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        }
    }

    /**
     * The compared pairs whose probability lies in one tenth of 0 to 1.
     *
     * @param pairs how many
     * @param said their mean probability
     * @param right how many of them are of one person, as a share
     */
    public record Tenth(long pairs, double said, double right) {}

    private MatchScore(Rates pairs, Count groups, double ceiling, List<Tenth> calibration) {
        this.pairs = pairs;
        this.groups = groups.rates();
        this.persons = groups.all;
        this.ceiling = ceiling;
        this.calibration = List.copyOf(calibration);
    }

    /** Of pairs at even odds, each for itself. */
    public Rates pairs() {
        return pairs;
    }

    /** Of all pairs inside groups. */
    public Rates groups() {
        return groups;
    }

    /** How many pairs are of one person, in truth. */
    public double persons() {
        return persons;
    }

    /** The share of all pairs of one person that were compared at all. */
    public double ceiling() {
        return ceiling;
    }

    /** Ten of them, from the least to the most probable. */
    public List<Tenth> calibration() {
        return calibration;
    }

    /** Counts what a score consists of. */
    static final class Count {
        private final MatchTruth truth;
        private final double all;
        private double grouped;
        private double groupedRight;
        private final long[] said = new long[TENTHS];
        private final double[] sums = new double[TENTHS];
        private final long[] right = new long[TENTHS];

        Count(MatchTruth truth) {
            this.truth = truth;
            all = truth.sizes().values().stream().mapToDouble(Count::pairs).sum();
        }

        /** Pairs of records of different sources; all, if there is one source. */
        private static double pairs(Map<String, Integer> bySource) {
            double total = bySource.values().stream().mapToInt(size -> size).sum();
            double pairs = total * (total - 1) / 2;
            if (bySource.size() == 1 && bySource.containsKey("")) {
                return pairs;
            }
            for (int size : bySource.values()) {
                pairs -= size * (size - 1.0) / 2;
            }
            return pairs;
        }

        void group(List<String> ids) {
            Map<String, Integer> sources = new HashMap<>();
            Map<String, Map<String, Integer>> persons = new HashMap<>();
            for (String id : ids) {
                String source = truth.source(id).orElse("");
                sources.merge(source, 1, Integer::sum);
                persons.computeIfAbsent(truth.person(id), key -> new HashMap<>())
                        .merge(source, 1, Integer::sum);
            }
            grouped += pairs(sources);
            groupedRight += persons.values().stream().mapToDouble(Count::pairs).sum();
        }

        void pair(String one, String other, double likelihood) {
            int tenth = Math.min(TENTHS - 1, (int) (likelihood * TENTHS));
            said[tenth]++;
            sums[tenth] += likelihood;
            right[tenth] += truth.same(one, other) ? 1 : 0;
        }

        MatchScore score() {
            List<Tenth> tenths = new ArrayList<>();
            double found = 0;
            double likely = 0;
            double likelyRight = 0;
            for (int i = 0; i < TENTHS; i++) {
                double pairs = Math.max(1, said[i]);
                tenths.add(new Tenth(said[i], sums[i] / pairs, right[i] / pairs));
                found += right[i];
                likely += i >= TENTHS / 2 ? said[i] : 0;
                likelyRight += i >= TENTHS / 2 ? right[i] : 0;
            }
            Rates byPair = new Rates(share(likelyRight, likely), share(likelyRight, all));
            return new MatchScore(byPair, this, share(found, all), tenths);
        }

        private Rates rates() {
            return new Rates(share(groupedRight, grouped), share(groupedRight, all));
        }

        private static double share(double part, double whole) {
            return whole == 0 ? 1 : part / whole;
        }
    }
}
