package io.clientele.identity.match.internal;

import io.clientele.identity.match.Match;
import io.clientele.identity.match.Match.Verdict;
import io.clientele.identity.match.Match.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads out of live records what they are to each other, and why. */
public final class Reading {

    /** The words for the grades between the same and nothing in common. */
    private static final List<String> GRADES =
            List.of("same", "near", "near", "similar", "similar", "similar", "similar");

    private final Live live;

    /** Of some records. */
    public Reading(Live live) {
        this.live = live;
    }

    /** The ids of a record's group, itself included, in order; empty if there is no such record. */
    public List<String> group(String id) {
        Row row = live.row(id);
        return row == null
                ? List.of()
                : row.group.stream().map(Row::id).sorted().toList();
    }

    /** What two records are to each other; empty if one of them is not there. */
    public Optional<Match> match(String one, String other) {
        Row a = live.row(one);
        Row b = live.row(other);
        return a == null || b == null ? Optional.empty() : Optional.of(match(a, b));
    }

    private Match match(Row a, Row b) {
        Weights weights = live.model().weights;
        Match.Sum sum = sum(live.model(), live.pairing(), a, b);
        return Match.of(a.id(), b.id(), verdict(a, b, weights), sum).likely(live.probability(sum.score()));
    }

    /** What the score of two rows consists of. */
    static Match.Sum sum(Model model, Pairing pairing, Row a, Row b) {
        Weights weights = model.weights;
        pairing.grade(a, b);
        List<Weight> parts = new ArrayList<>();
        for (int field = 0; field < pairing.levels.length; field++) {
            int level = pairing.levels[field];
            if (level != Comparison.MISSING) {
                double bits = weights.bits(field, pairing.levels, a, b);
                parts.add(new Weight(model.layout.fields.get(field).name(), word(level), bits));
            }
        }
        double household = -Weights.others(weights.household(pairing.levels, a, b));
        return new Match.Sum(weights.priorBits, parts, household);
    }

    private Verdict verdict(Row a, Row b, Weights weights) {
        if (a.group.contains(b)) {
            return Verdict.SAME;
        }
        if (live.parts(a, b) || !a.comparable(b)) {
            return Verdict.DIFFERENT;
        }
        return weights.score(live.pairing().levels, a, b) >= Live.REVIEW ? Verdict.POSSIBLE : Verdict.DIFFERENT;
    }

    private static String word(int level) {
        if (level == Comparison.MOVED || level == Comparison.MOVED_NEAR) {
            return "in the other field";
        }
        return level == Comparison.DIFFERENT ? "different" : GRADES.get(level);
    }

    /** Every pair that may be of one person, is not joined, and was not decided, the likeliest first. */
    public List<Match> review() {
        List<Match> all = new ArrayList<>();
        for (String id : live.ids()) {
            Row row = live.row(id);
            for (int i = 0; row != null && i < row.degree; i++) {
                Row other = row.near[i];
                boolean open = id.compareTo(other.id()) < 0 && !live.pins().decided(id, other.id());
                if (open && row.scores[i] >= Live.REVIEW * Linkage.UNIT) {
                    Match match = match(row, other);
                    if (match.verdict() == Verdict.POSSIBLE) {
                        all.add(match);
                    }
                }
            }
        }
        all.sort(Comparator.comparingDouble((Match match) -> -match.score())
                .thenComparing(Match::one)
                .thenComparing(Match::other));
        return all;
    }

    /** What a record is to each one that it may be of one person with, the likeliest first. */
    public List<Match> matches(String id) {
        Row row = live.row(id);
        List<Match> all = new ArrayList<>();
        for (int i = 0; row != null && i < row.degree; i++) {
            all.add(match(row, row.near[i]));
        }
        all.sort(Comparator.comparingDouble((Match match) -> -match.score()).thenComparing(Match::other));
        return all;
    }

    /** Visits the likelihood of every pair of records that share a key, and their ids. */
    public void pairs(PairVisitor visitor) {
        live.eachPair((a, b) -> {
            live.pairing().grade(a, b);
            double bits = live.model().weights.score(live.pairing().levels, a, b);
            visitor.visit(a.id(), b.id(), live.probability(bits));
        });
    }

    /** Takes a pair. */
    public interface PairVisitor {
        /** Takes two ids and how likely they are of one person. */
        void visit(String one, String other, double likelihood);
    }
}
