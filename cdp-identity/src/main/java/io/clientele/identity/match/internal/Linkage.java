package io.clientele.identity.match.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Joins rows while the mean score of all pairs between two groups is high enough, the highest first. Pairs that share no key
 * count like all others. What the result is depends on the rows, their scores and what is forbidden alone.
 */
final class Linkage {

    /** What scores a pair, in bits times {@link Linkage#UNIT}. */
    interface Scorer {
        int score(Row a, Row b);
    }

    /** Whether two rows must not come together. */
    interface Bar {
        boolean parts(Row a, Row b);
    }

    /** Scores are whole numbers: the sum of many does not depend on their order. */
    static final int UNIT = 256;

    private final List<Row> rows;
    private final Scorer scorer;
    private final Bar bar;
    private final double stop;
    private final List<Group> groups = new ArrayList<>();
    private final PriorityQueue<Join> queue = new PriorityQueue<>();

    private static final class Group {
        final List<Row> members = new ArrayList<>();
        final Map<Integer, Long> sums = new HashMap<>();
        int version;
        /** The place of the group that took it in, or -1. */
        int into = -1;
    }

    private record Join(double mean, int one, int other, int versions) implements Comparable<Join> {
        @Override
        public int compareTo(Join that) {
            int byMean = Double.compare(that.mean, mean);
            int byOne = byMean == 0 ? Integer.compare(one, that.one) : byMean;
            return byOne == 0 ? Integer.compare(other, that.other) : byOne;
        }
    }

    /**
     * Prepares to join.
     *
     * @param rows in an order that does not depend on arrival
     * @param stop the lowest mean that joins
     */
    Linkage(List<Row> rows, Scorer scorer, Bar bar, double stop) {
        this.rows = rows;
        this.scorer = scorer;
        this.bar = bar;
        this.stop = stop;
        for (Row row : rows) {
            Group group = new Group();
            group.members.add(row);
            groups.add(group);
        }
    }

    /** Says that two rows, by their place, may be joined. */
    void edge(int one, int other) {
        if (!groups.get(one).sums.containsKey(other)) {
            relate(one, other, scorer.score(rows.get(one), rows.get(other)));
        }
    }

    /** Joins two rows, by their place, whatever their score, unless something is in the way. */
    void force(int one, int other) {
        int first = current(one);
        int second = current(other);
        if (first != second && !barred(groups.get(first), groups.get(second))) {
            join(Math.min(first, second), Math.max(first, second));
        }
    }

    private int current(int place) {
        int at = place;
        while (groups.get(at).into >= 0) {
            at = groups.get(at).into;
        }
        return at;
    }

    private void relate(int one, int other, long sum) {
        groups.get(one).sums.put(other, sum);
        groups.get(other).sums.put(one, sum);
        double pairs = (double) groups.get(one).members.size()
                * groups.get(other).members.size();
        double mean = sum / pairs;
        if (mean >= stop) {
            int versions = groups.get(one).version + groups.get(other).version;
            queue.add(new Join(mean, Math.min(one, other), Math.max(one, other), versions));
        }
    }

    /** The groups. */
    List<List<Row>> join() {
        while (!queue.isEmpty()) {
            Join join = queue.remove();
            Group one = groups.get(join.one);
            Group other = groups.get(join.other);
            boolean current = one.into < 0 && other.into < 0 && one.version + other.version == join.versions;
            if (current && !barred(one, other)) {
                join(join.one, join.other);
            }
        }
        return groups.stream()
                .filter(group -> group.into < 0)
                .map(group -> group.members)
                .toList();
    }

    private boolean barred(Group one, Group other) {
        for (Row a : one.members) {
            for (Row b : other.members) {
                if (bar.parts(a, b)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void join(int into, int from) {
        Group one = groups.get(into);
        Group other = groups.get(from);
        one.sums.remove(from);
        other.sums.remove(into);
        TreeSet<Integer> near = new TreeSet<>(one.sums.keySet());
        near.addAll(other.sums.keySet());
        Map<Integer, Long> sums = new HashMap<>();
        for (int third : near) {
            sums.put(third, sum(one, third) + sum(other, third));
            groups.get(third).sums.remove(from);
        }
        one.members.addAll(other.members);
        one.version += other.version + 1;
        one.sums.clear();
        other.sums.clear();
        other.into = into;
        sums.forEach((third, sum) -> relate(into, third, sum));
    }

    private long sum(Group group, int third) {
        Long known = group.sums.get(third);
        if (known != null) {
            return known;
        }
        long sum = 0;
        for (Row a : group.members) {
            for (Row b : groups.get(third).members) {
                sum += scorer.score(a, b);
            }
        }
        return sum;
    }
}
