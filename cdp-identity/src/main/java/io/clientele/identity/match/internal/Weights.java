package io.clientele.identity.match.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What agreement and disagreement of each field weigh, in bits, and how likely two records are of one person at all. Two
 * records are of one person, of two people of one household, or of strangers: members of a household agree on what Traits
 * says they share.
 */
final class Weights {

    private static final double UNSEEN = 0.5;
    private static final double LOG2 = Math.log(2);
    private static final double STRONGEST = 14;
    private static final double LEAST_LIFT = 3;
    private static final int ENOUGH = 10_000;
    private static final char BETWEEN = 1;

    final Layout layout;
    /** How many records it was learned from. */
    final int size;
    /** How many pairs of them may be compared. */
    final double pairs;
    /** By field and grade: the share of pairs of one person, of one household, and of strangers. */
    final double[][] m;

    final double[][] home;
    final double[][] u;
    /** By field: how many of the records it was learned from have each value. */
    final List<Map<String, Integer>> counts = new ArrayList<>();

    final int[] present;
    /** For each field an earlier one whose value tells much of its own, or -1; and how often their values come together. */
    final int[] parent;

    final List<Map<String, Integer>> together = new ArrayList<>();
    /** The share of all pairs that are of one person, and of one household. */
    double prior;

    double homes;
    double priorBits;
    private double homeBits;
    private final float[][] bits;
    /** What a grade weighs more or less for a household than for a person. */
    private final float[][] offset;
    /** What a grade weighs more or less than the same value, by how often it comes. */
    private final float[][] rarity;

    private final boolean[] shared;
    private final double[] owns;
    /** For fields that households do not share: how likely two of them agree all the same, in bits. */
    private final float[] alike;

    /** Counts the values of rows; nothing is learned yet. */
    Weights(Layout layout, List<Row> rows) {
        this(layout, rows.size(), pairs(rows));
        rows.forEach(this::count);
        rows.forEach(this::resolve);
    }

    private Weights(Layout layout, int size, double pairs) {
        this.layout = layout;
        this.size = size;
        this.pairs = pairs;
        int fields = layout.size();
        m = new double[fields][Comparison.LEVELS];
        home = new double[fields][Comparison.LEVELS];
        u = new double[fields][Comparison.LEVELS];
        bits = new float[fields][Comparison.LEVELS + 1];
        offset = new float[fields][Comparison.LEVELS + 1];
        rarity = new float[fields][Comparison.LEVELS + 1];
        shared = new boolean[fields];
        owns = new double[fields];
        alike = new float[fields];
        present = new int[fields];
        parent = new int[fields];
        Arrays.fill(parent, -1);
        for (int field = 0; field < fields; field++) {
            shared[field] = Traits.isShared(layout.fields.get(field).type());
            alike[field] = (float) log2(Traits.alike(layout.fields.get(field).type()));
            counts.add(new HashMap<>());
            together.add(new HashMap<>());
        }
    }

    // ---- as bytes

    /** Reads what {@link #write} wrote. */
    static Weights read(Layout layout, DataInputStream in) throws IOException {
        Weights weights = new Weights(layout, in.readInt(), in.readDouble());
        weights.prior = in.readDouble();
        weights.homes = in.readDouble();
        for (int field = 0; field < layout.size(); field++) {
            for (double[] shares : List.of(weights.m[field], weights.home[field], weights.u[field])) {
                for (int level = 0; level < shares.length; level++) {
                    shares[level] = in.readDouble();
                }
            }
            weights.present[field] = in.readInt();
            weights.parent[field] = in.readInt();
            weights.counts.set(field, readCounts(in));
            weights.together.set(field, readCounts(in));
        }
        weights.settle();
        return weights;
    }

    /** Writes all of it, the same for the same weights. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(size);
        out.writeDouble(pairs);
        out.writeDouble(prior);
        out.writeDouble(homes);
        for (int field = 0; field < layout.size(); field++) {
            for (double[] shares : List.of(m[field], home[field], u[field])) {
                for (double share : shares) {
                    out.writeDouble(share);
                }
            }
            out.writeInt(present[field]);
            out.writeInt(parent[field]);
            writeCounts(counts.get(field), out);
            writeCounts(together.get(field), out);
        }
    }

    /** Forgets the values that fewer records than some have. */
    void thin(int fewest) {
        for (int field = 0; field < layout.size(); field++) {
            counts.get(field).values().removeIf(count -> count < fewest);
            together.get(field).values().removeIf(count -> count < fewest);
        }
    }

    static Map<String, Integer> readCounts(DataInputStream in) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String text = readText(in);
            counts.put(text, in.readInt());
        }
        return counts;
    }

    static void writeCounts(Map<String, Integer> counts, DataOutputStream out) throws IOException {
        out.writeInt(counts.size());
        for (Map.Entry<String, Integer> entry : new TreeMap<>(counts).entrySet()) {
            writeText(entry.getKey(), out);
            out.writeInt(entry.getValue());
        }
    }

    static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(Math.max(0, length));
        if (bytes.length != length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    // ---- learning

    /** How many pairs of records may be compared at all. */
    private static double pairs(List<Row> rows) {
        Map<String, Integer> sources = new HashMap<>();
        rows.forEach(row -> row.record.source().ifPresent(source -> sources.merge(source, 1, Integer::sum)));
        double all = rows.size() * (rows.size() - 1.0) / 2;
        for (int size : sources.values()) {
            all -= size * (size - 1.0) / 2;
        }
        return Math.max(1, all);
    }

    static double log2(double x) {
        return Math.log(x) / LOG2;
    }

    /** Counts a record's values. */
    private void count(Row row) {
        for (int field = 0; field < layout.size(); field++) {
            Value value = row.values[field];
            if (value != null) {
                counts.get(field).merge(value.text, 1, Integer::sum);
                present[field]++;
            }
        }
    }

    /** Looks up how frequent a row's values are. */
    void resolve(Row row) {
        row.counts = new int[layout.size()];
        row.both = new int[layout.size()];
        for (int field = 0; field < row.counts.length; field++) {
            Value value = row.values[field];
            row.counts[field] = value == null ? 0 : counts.get(field).getOrDefault(value.text, 0);
            row.both[field] =
                    parent[field] < 0 ? 0 : together.get(field).getOrDefault(together(row, field, parent[field]), 0);
        }
    }

    /** Finds the fields that tell of others, now that it is known how many pairs are not of strangers. */
    void relate(List<Row> rows) {
        List<Row> some = rows.size() <= ENOUGH ? rows : rows.subList(0, ENOUGH);
        for (int field = 1; field < layout.size(); field++) {
            double most = LEAST_LIFT;
            for (int other = 0; other < field; other++) {
                double lift = lift(agreement(together(some, field, other)), field, other);
                if (lift > most) {
                    most = lift;
                    parent[field] = other;
                }
            }
            if (parent[field] >= 0) {
                together.set(field, together(rows, field, parent[field]));
            }
        }
        rows.forEach(this::resolve);
    }

    private static Map<String, Integer> together(List<Row> rows, int field, int other) {
        Map<String, Integer> both = new HashMap<>();
        for (Row row : rows) {
            String key = together(row, field, other);
            if (!key.isEmpty()) {
                both.merge(key, 1, Integer::sum);
            }
        }
        return both;
    }

    /** How much likelier strangers agree on one field if they agree on another; 0 if most who agree on both are none. */
    private double lift(double both, int field, int other) {
        double strangers = both - 1.2 * near(field) * near(other) * prior - homes(field, other);
        return strangers > both / 2 ? strangers / (u[field][Comparison.SAME] * u[other][Comparison.SAME]) : 0;
    }

    private double near(int field) {
        return m[field][Comparison.SAME];
    }

    private double homes(int field, int other) {
        return shared[field] && shared[other]
                ? 1.2 * homes * home[field][Comparison.SAME] * home[other][Comparison.SAME]
                : 0;
    }

    private static String together(Row row, int field, int other) {
        Value one = row.values[field];
        Value two = row.values[other];
        return one == null || two == null ? "" : one.text + BETWEEN + two.text;
    }

    private static double agreement(Map<String, Integer> counts) {
        double sum = 0;
        double all = 0;
        for (int count : counts.values()) {
            sum += count * (count - 1.0);
            all += count;
        }
        return all < 2 ? 0 : sum / all / (all - 1);
    }

    /** How many other records of the same person a record has. */
    double companions() {
        return prior * pairs * 2 / size;
    }

    /** How many other records with the same value are of the record's person or household. */
    private double own(int field) {
        double there = present[field] / (double) Math.max(1, size);
        double others = homes * pairs * 2 / size * home[field][Comparison.SAME];
        return there * (companions() * m[field][Comparison.SAME] + (shared[field] ? others : 0));
    }

    /** The chance that a stranger's record has a value, too. */
    private double chance(int field, int count, double own) {
        return Math.min(1, (Math.max(0, count - 1 - own) + UNSEEN) / Math.max(1, present[field]));
    }

    /** The same for a stranger who has the same value in the field that tells of it. */
    private double chanceGiven(int field, Row row, double own) {
        double others = Math.max(0, row.both[field] - 1 - own) + UNSEEN;
        double rest = Math.max(0, row.counts[parent[field]] - 1 - own(parent[field])) + 2 * UNSEEN;
        return Math.min(1, Math.max(others / rest, chance(field, row.counts[field], own)));
    }

    /** Fills what agreement on each value of a row weighs. */
    void weigh(Row row) {
        float[] same = new float[layout.size()];
        float[] given = new float[layout.size()];
        for (int field = 0; field < same.length; field++) {
            if (row.values[field] != null) {
                double likely = m[field][Comparison.SAME];
                same[field] = (float) bounded(likely, chance(field, row.counts[field], owns[field]));
                boolean told = parent[field] >= 0 && row.values[parent[field]] != null;
                given[field] = told ? (float) bounded(likely, chanceGiven(field, row, owns[field])) : same[field];
            }
        }
        row.same = same;
        row.given = given;
    }

    private static double bounded(double m, double u) {
        return Math.max(-STRONGEST, Math.min(STRONGEST, log2(m / u)));
    }

    /** Fixes the weights of all grades. */
    void settle() {
        priorBits = log2(prior / (1 - prior));
        homeBits = homes == 0 ? -1000 : log2(homes);
        for (int field = 0; field < bits.length; field++) {
            for (int level = 0; level < Comparison.LEVELS; level++) {
                bits[field][level] = (float) bounded(m[field][level], u[field][level]);
                offset[field][level] = (float) log2(home[field][level] / m[field][level]);
                rarity[field][level] = (float) log2(m[field][level] / m[field][Comparison.SAME]);
            }
            owns[field] = own(field);
        }
    }

    /** What the grade of one field weighs for two rows: nearness to a frequent value not more than the value itself. */
    float bits(int field, byte[] levels, Row a, Row b) {
        int level = levels[field];
        if (level == Comparison.SAME) {
            boolean told = parent[field] >= 0 && levels[parent[field]] == Comparison.SAME;
            return told ? Math.min(a.given[field], b.given[field]) : Math.min(a.same[field], b.same[field]);
        }
        if (level == Comparison.DIFFERENT || level == Comparison.MISSING) {
            return bits[field][level];
        }
        float most = Math.min(a.same[field], b.same[field]) + rarity[field][level];
        return Math.min(bits[field][level], Math.max(0, most));
    }

    /** The odds, in bits, that two graded rows are of one person and not of two. */
    double score(byte[] levels, Row a, Row b) {
        double one = priorBits;
        double household = homeBits;
        for (int field = 0; field < bits.length; field++) {
            if (levels[field] != Comparison.MISSING) {
                float weight = bits(field, levels, a, b);
                one += weight;
                household += atHome(field, levels[field], weight);
            }
        }
        return one - others(household);
    }

    /** The odds, in bits, that two graded rows are of one household and not of strangers. */
    double household(byte[] levels, Row a, Row b) {
        double household = homeBits;
        for (int field = 0; field < bits.length; field++) {
            if (levels[field] != Comparison.MISSING) {
                household += atHome(field, levels[field], bits(field, levels, a, b));
            }
        }
        return household;
    }

    /** What a grade of this weight for one person weighs for a household. */
    private double atHome(int field, int level, float weight) {
        return shared[field] ? weight + offset[field][level] : Math.max(0, weight + alike[field]);
    }

    /** What two people weigh against two strangers. */
    static double others(double household) {
        return household > 40 ? household : household < -12 ? 0 : log2(1 + Math.pow(2, household));
    }
}
