package io.clientele.identity.match;

import java.util.List;

/**
 * What two records are to each other, and why. Its {@link #score} is the sum of what its parts weigh: one bit more makes one
 * person twice as likely against two. Immutable.
 */
public final class Match {

    private final String one;
    private final String other;
    private final Verdict verdict;
    private final Sum sum;
    private final double probability;

    /** What is made of two records. */
    public enum Verdict {
        /** They are in one group. */
        SAME,
        /** They are not, but a person should look. */
        POSSIBLE,
        /** They are not. */
        DIFFERENT
    }

    /**
     * What one field weighs.
     *
     * @param field its name
     * @param grade how alike the values are, in a word
     * @param bits what that weighs; negative if it speaks against one person
     */
    public record Weight(String field, String grade, double bits) {}

    /**
     * What a score consists of.
     *
     * @param prior the odds before anything was compared, in bits
     * @param weights what each field weighs that both records have
     * @param household what it weighs, zero or less, that two people of one household agree on much, too
     */
    public record Sum(double prior, List<Weight> weights, double household) {

        /** Copies the list. */
        public Sum {
            weights = List.copyOf(weights);
        }

        /** The sum. */
        public double score() {
            double score = prior;
            for (Weight weight : weights) {
                score += weight.bits();
            }
            return score + household;
        }
    }

    private Match(String one, String other, Verdict verdict, Sum sum, double probability) {
        this.one = one;
        this.other = other;
        this.verdict = verdict;
        this.sum = sum;
        this.probability = probability;
    }

    /** A match of two records, by their ids, as likely as its score says. */
    public static Match of(String one, String other, Verdict verdict, Sum sum) {
        return new Match(one, other, verdict, sum, 1 / (1 + Math.pow(2, -sum.score())));
    }

    /** The same, as likely as this. */
    public Match likely(double newProbability) {
        return new Match(one, other, verdict, sum, newProbability);
    }

    /** The id of one record. */
    public String one() {
        return one;
    }

    /** The id of the other. */
    public String other() {
        return other;
    }

    /** What is made of them: of their groups, not of the two alone. */
    public Verdict verdict() {
        return verdict;
    }

    /** What the score consists of. */
    public Sum sum() {
        return sum;
    }

    /** The odds, in bits, that the two are of one person, by their own values alone. */
    public double score() {
        return sum.score();
    }

    /**
     * How likely the two are of one person, 0 to 1: what share of the pairs with such a score ended in one group when the engine
     * {@linkplain MatchEngine#settle() settled} everything last, on an open platform as things are now; by the odds alone before that, and
     * where few pairs scored so. Never falls where the score rises.
     */
    public double probability() {
        return probability;
    }
}
