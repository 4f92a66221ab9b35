package io.clientele.identity.match.internal;

import io.clientele.identity.match.internal.Keys.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses keys for records like given ones: those that find most pairs of one person, each in more than one way, for the
 * fewest other pairs. What an error does is drawn: a value has one in one of its three zones. What a key costs is counted.
 */
final class KeyChoice {

    private static final int TRIALS = 1024;
    private static final int WORDS = TRIALS / 64;
    private static final int MOST_TEMPLATES = 40;
    private static final int SAMPLE = 6_000;
    /** What finding a pair once more is worth. */
    private static final double AGAIN = 0.6;

    private final List<Atom> atoms;
    private final List<Row> rows;
    private final double scale;
    private final double budget;
    private final List<Candidate> candidates = new ArrayList<>();
    private final double[] worth = new double[TRIALS];

    private static final class Candidate {
        final Template template;
        final long[] agrees;
        /** How many others share the key with a record, frequent keys left out; and all of them. */
        double cost;

        double all;
        boolean counted;

        Candidate(Template template, long[] agrees, double cost) {
            this.template = template;
            this.agrees = agrees;
            this.cost = cost;
        }
    }

    /**
     * Prepares a choice.
     *
     * @param rows some records
     * @param size how many there will be
     * @param budget how many other records a record may be compared with
     */
    KeyChoice(Layout layout, List<Row> rows, int size, double budget) {
        this.atoms = Atom.all(layout);
        this.rows = rows.size() <= SAMPLE ? rows : rows.subList(0, SAMPLE);
        this.scale = size;
        this.budget = budget;
        long[][] agrees = trials(layout);
        for (int one = 0; one < atoms.size(); one++) {
            candidates.add(new Candidate(new Template(one, -1), agrees[one].clone(), 0));
            count(candidates.get(one));
        }
        int singles = candidates.size();
        for (int one = 0; one < singles; one++) {
            for (int other = one + 1; other < singles; other++) {
                if (!overlap(atoms.get(one), atoms.get(other))) {
                    double cost = candidates.get(one).all * candidates.get(other).all / scale;
                    candidates.add(new Candidate(new Template(one, other), both(agrees[one], agrees[other]), cost));
                }
            }
        }
    }

    private static boolean overlap(Atom a, Atom b) {
        return a.field == b.field || a.other == b.field || a.field == b.other || a.other >= 0 && a.other == b.other;
    }

    private static long[] both(long[] one, long[] other) {
        long[] both = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            both[i] = one[i] & other[i];
        }
        return both;
    }

    /** For each atom the drawn pairs that have it in common. */
    private long[][] trials(Layout layout) {
        double[] present = new double[layout.size()];
        for (Row row : rows) {
            for (int field = 0; field < present.length; field++) {
                present[field] += row.values[field] == null ? 0 : 1.0 / rows.size();
            }
        }
        SplittableRandom random = new SplittableRandom(1);
        long[][] agrees = new long[atoms.size()][WORDS];
        int[] damaged = new int[layout.size()];
        for (int trial = 0; trial < TRIALS; trial++) {
            double errors = 0.2 + 0.6 * trial / TRIALS;
            for (int field = 0; field < damaged.length; field++) {
                boolean there = random.nextDouble() < present[field] * present[field];
                damaged[field] = !there ? 7 : random.nextDouble() < errors ? 1 << random.nextInt(3) : 0;
            }
            for (int i = 0; i < agrees.length; i++) {
                Atom atom = atoms.get(i);
                boolean ok = (damaged[atom.field] & atom.part.zones) == 0
                        || atom.other >= 0 && (damaged[atom.other] & atom.part.zones) == 0;
                agrees[i][trial >> 6] |= ok ? 1L << trial : 0;
            }
        }
        return agrees;
    }

    /** Counts what a key costs: how many others a record is compared with, and how many records it does not find. */
    private void count(Candidate candidate) {
        Keys keys = new Keys(atoms, List.of(candidate.template));
        Keys.Scratch scratch = new Keys.Scratch(keys);
        long[] drawn = new long[rows.size() * 2 * Atom.MOST];
        int n = 0;
        for (Row row : rows) {
            int count = Math.min(keys.of(row, scratch), drawn.length - n);
            System.arraycopy(scratch.keys, 0, drawn, n, count);
            n += count;
        }
        Arrays.sort(drawn, 0, n);
        double pairs = 0;
        double all = 0;
        double lost = 0;
        double growth = scale / rows.size();
        for (int from = 0, to = 0; from < n; from = to) {
            while (to < n && drawn[to] == drawn[from]) {
                to++;
            }
            double size = to - from;
            all += size * (size - 1);
            if (size * growth <= Index.MOST * 1.5) {
                pairs += size * (size - 1);
            } else {
                lost += size;
            }
        }
        candidate.cost = pairs / Math.max(1, rows.size()) * growth;
        candidate.all = all / Math.max(1, rows.size()) * growth;
        candidate.counted = true;
        dim(candidate, n == 0 ? 1 : lost / n);
    }

    /** Takes drawn pairs out: those whose values are too frequent. */
    private static void dim(Candidate candidate, double share) {
        SplittableRandom random = new SplittableRandom(candidate.template.one() * 1000L + candidate.template.other());
        for (int trial = 0; trial < TRIALS; trial++) {
            if (random.nextDouble() < share) {
                candidate.agrees[trial >> 6] &= ~(1L << trial);
            }
        }
    }

    /** The best keys within the budget. */
    Keys choose() {
        List<Template> chosen = new ArrayList<>();
        Arrays.fill(worth, 1);
        double spent = 0;
        while (chosen.size() < MOST_TEMPLATES && !candidates.isEmpty()) {
            Candidate best = candidates.get(0);
            double most = -1;
            for (Candidate candidate : candidates) {
                double worth = gain(candidate) / (candidate.cost + 0.5);
                if (worth > most) {
                    most = worth;
                    best = candidate;
                }
            }
            if (!best.counted) {
                count(best);
                continue;
            }
            candidates.remove(best);
            if (spent + best.cost <= budget) {
                spent += best.cost;
                chosen.add(best.template);
                for (int trial = 0; trial < TRIALS; trial++) {
                    worth[trial] *= (best.agrees[trial >> 6] >>> trial & 1) == 0 ? 1 : AGAIN;
                }
            }
        }
        return new Keys(atoms, chosen);
    }

    private double gain(Candidate candidate) {
        double gain = 0;
        for (int word = 0; word < WORDS; word++) {
            for (long rest = candidate.agrees[word]; rest != 0; rest &= rest - 1) {
                gain += worth[word << 6 | Long.numberOfTrailingZeros(rest)];
            }
        }
        return gain;
    }
}
