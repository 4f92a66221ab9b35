package io.clientele.identity.match.internal;

import io.clientele.identity.internal.Calibration;
import io.clientele.identity.match.MatchRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Records that come and go, and the groups that they form. Not for two threads at once. */
public final class Live {

    /** Scores beyond these, in bits, say no more than they. */
    private static final double LOWEST = -3;

    private static final double HIGHEST = 8;
    /** Pairs of at least this score, in bits, are worth a look. */
    static final double REVIEW = -2.5;
    /** Up to so many rows a change is settled exactly; beyond, around it. */
    private static final int REGION = 40;
    /** The pairs of so many rows say what scores mean. */
    private static final double SAMPLE = 4_000;

    private final Map<String, Row> byId = new HashMap<>();
    private final List<@Nullable Row> byNumber = new ArrayList<>();
    private final Pins pins = new Pins();
    private Model model;
    private Values values;
    private Pairing pairing;
    private Candidates candidates;
    private long compared;
    private Calibration calibration = Calibration.none();

    /** Without records. */
    public Live(Model model) {
        this.model = model;
        values = model.values();
        pairing = new Pairing(model.layout);
        candidates = new Candidates(model.keys);
    }

    /** How many pairs were ever compared because they share a key. */
    public long compared() {
        return compared;
    }

    /** The ids of all records. */
    public Collection<String> ids() {
        return byId.keySet();
    }

    /** The model in use. */
    public Model model() {
        return model;
    }

    @Nullable
    Row row(String id) {
        return byId.get(id);
    }

    Pins pins() {
        return pins;
    }

    Pairing pairing() {
        return pairing;
    }

    // ---- scores

    /** What a pair scores, bounded, in whole parts of a bit. */
    int score(Row a, Row b) {
        pairing.grade(a, b);
        double bits = model.weights.score(pairing.levels, a, b);
        return (int) Math.round(Math.max(LOWEST, Math.min(HIGHEST, bits)) * Linkage.UNIT);
    }

    /** How likely two rows of this score, in bits, are of one person, as far as that is known since everything was settled. */
    double probability(double bits) {
        return calibration.probability(bits);
    }

    /** Finds what scores mean by the groups that the pairs of some rows, chosen by their ids, ended in. */
    private void calibrate() {
        Calibration.Count count = new Calibration.Count();
        double share = SAMPLE / Math.max(SAMPLE, byId.size());
        for (Row row : byId.values()) {
            if (Keys.mix(row.id().hashCode()) >>> 1 <= share * Long.MAX_VALUE) {
                candidates.find(row, number -> {
                    Row other = byNumber.get(number);
                    if (other != null && row.comparable(other)) {
                        pairing.grade(row, other);
                        count.pair(model.weights.score(pairing.levels, row, other), row.group.contains(other));
                    }
                });
            }
        }
        calibration = count.calibration();
    }

    int stop() {
        return (int) Math.round(model.stop * Linkage.UNIT);
    }

    boolean parts(Row a, Row b) {
        return a.conflicts(b) || pins.apart(a.id(), b.id());
    }

    /** Visits all pairs that share a key. */
    void eachPair(BiConsumer<Row, Row> visitor) {
        for (Row row : byId.values()) {
            candidates.find(row, number -> {
                Row other = byNumber.get(number);
                if (other != null && number < row.number && row.comparable(other)) {
                    visitor.accept(row, other);
                }
            });
        }
    }

    // ---- changes

    /**
     * Adds a record, or puts it in the place of the one with its id.
     *
     * @return the ids of all records whose group is another than before
     */
    public Set<String> add(MatchRecord record) {
        Set<String> changed = new LinkedHashSet<>(remove(record.id()));
        Row row = enter(record);
        candidates.find(row, number -> relate(row, number, true));
        candidates.add(row);
        changed.add(record.id());
        changed.addAll(settle(List.of(row)));
        return changed;
    }

    private Row enter(MatchRecord record) {
        Row row = model.row(record, values);
        row.number = byNumber.size();
        byNumber.add(row);
        byId.put(record.id(), row);
        return row;
    }

    private void relate(Row row, int number, boolean all) {
        Row other = byNumber.get(number);
        if (other != null && (all || number < row.number) && row.comparable(other)) {
            compared++;
            int score = score(row, other);
            if (score > LOWEST * Linkage.UNIT) {
                row.relate(other, score);
            }
        }
    }

    /** Takes a record out; does nothing if there is none of that id. */
    public Set<String> remove(String id) {
        Row row = byId.remove(id);
        if (row == null) {
            return Set.of();
        }
        candidates.remove(row);
        byNumber.set(row.number, null);
        List<Row> touched = new ArrayList<>(row.group);
        touched.remove(row);
        for (int i = 0; i < row.degree; i++) {
            row.near[i].forget(row);
            touched.add(row.near[i]);
        }
        row.group.forEach(member -> member.group = without(member.group, row));
        Set<String> changed = new LinkedHashSet<>(ids(
                touched.stream().filter(member -> row.group.contains(member)).toList()));
        changed.addAll(settle(touched));
        changed.add(id);
        return changed;
    }

    private static List<Row> without(List<Row> group, Row row) {
        return group.stream().filter(member -> member != row).toList();
    }

    /** Takes down that two records are of one person, or of two; null takes it back. */
    public Set<String> pin(String one, String other, @Nullable Boolean together) {
        pins.set(one, other, together);
        List<Row> rows = new ArrayList<>();
        for (String id : List.of(one, other)) {
            Row row = byId.get(id);
            if (row != null) {
                rows.add(row);
            }
        }
        return settle(rows);
    }

    // ---- groups

    /** Settles the groups around some rows. */
    private Set<String> settle(List<Row> touched) {
        Set<Row> region = new LinkedHashSet<>();
        List<Row> seeds = new ArrayList<>(touched);
        touched.forEach(row -> seeds.addAll(row.group));
        for (Row row : seeds) {
            if (!spread(row, region)) {
                return around(touched);
            }
        }
        return link(region);
    }

    /** Adds all rows that a chain of scores or pins leads to; whether they are few enough. */
    private boolean spread(Row from, Set<Row> region) {
        List<Row> open = new ArrayList<>();
        if (region.add(from)) {
            open.add(from);
        }
        while (!open.isEmpty() && region.size() <= REGION) {
            Row row = open.remove(open.size() - 1);
            for (Row next : neighbours(row)) {
                if (region.add(next)) {
                    open.add(next);
                }
            }
        }
        return region.size() <= REGION;
    }

    private List<Row> neighbours(Row row) {
        List<Row> all = new ArrayList<>();
        int stop = stop();
        for (int i = 0; i < row.degree; i++) {
            if (row.scores[i] >= stop) {
                all.add(row.near[i]);
            }
        }
        for (String id : pins.together(row.id())) {
            Row other = byId.get(id);
            if (other != null) {
                all.add(other);
            }
        }
        return all;
    }

    /** Settles the groups of some rows and those next to them as far as there is room, and leaves the rest as it is. */
    private Set<String> around(List<Row> touched) {
        Set<Row> region = new LinkedHashSet<>();
        touched.forEach(row -> region.addAll(row.group));
        for (Row row : touched) {
            for (Row next : strongestFirst(row)) {
                if (region.size() + next.group.size() <= REGION) {
                    region.addAll(next.group);
                }
            }
        }
        return link(region);
    }

    private List<Row> strongestFirst(Row row) {
        List<Row> all = neighbours(row);
        Map<Row, Integer> scores = new HashMap<>();
        for (int i = 0; i < row.degree; i++) {
            scores.put(row.near[i], row.scores[i]);
        }
        all.sort(Comparator.comparingInt((Row next) -> -scores.getOrDefault(next, 0))
                .thenComparing(Row::id));
        return all;
    }

    /** Forms the groups of some rows anew, by nothing but what they are. */
    private Set<String> link(Collection<Row> region) {
        List<Row> rows = new ArrayList<>(region);
        rows.sort(Comparator.comparing(Row::id));
        Set<String> changed = new LinkedHashSet<>();
        for (List<Row> group : groups(rows)) {
            List<Row> fixed = List.copyOf(group);
            if (!Set.copyOf(fixed).equals(Set.copyOf(fixed.get(0).group))) {
                changed.addAll(ids(fixed));
                changed.addAll(ids(fixed.get(0).group));
            }
            fixed.forEach(row -> row.group = fixed);
        }
        changed.retainAll(byId.keySet());
        return changed;
    }

    private List<List<Row>> groups(List<Row> rows) {
        if (rows.size() == 1) {
            return List.of(rows);
        }
        Map<Row, Integer> places = new HashMap<>();
        for (Row row : rows) {
            places.put(row, places.size());
        }
        Linkage linkage = new Linkage(rows, this::score, this::parts, stop());
        for (Row row : rows) {
            int place = places.getOrDefault(row, 0);
            for (Row next : neighbours(row)) {
                int other = places.getOrDefault(next, -1);
                if (other > place) {
                    linkage.edge(place, other);
                }
            }
        }
        force(linkage, rows, places);
        return linkage.join();
    }

    private void force(Linkage linkage, List<Row> rows, Map<Row, Integer> places) {
        for (Row row : rows) {
            for (String id : new TreeSet<>(pins.together(row.id()))) {
                Row other = byId.get(id);
                int place = other == null ? -1 : places.getOrDefault(other, -1);
                if (place > places.getOrDefault(row, 0)) {
                    linkage.force(places.getOrDefault(row, 0), place);
                }
            }
        }
    }

    private static List<String> ids(Collection<Row> rows) {
        return rows.stream().map(Row::id).toList();
    }

    // ---- everything

    /**
     * Compares and joins everything anew: afterwards all is as if the records had come in any order.
     *
     * @param next the model to go on with
     */
    public void settleAll(Model next) {
        List<MatchRecord> records =
                byId.values().stream().map(row -> row.record).toList();
        byId.clear();
        byNumber.clear();
        model = next;
        values = next.values();
        pairing = new Pairing(next.layout);
        candidates = new Candidates(next.keys);
        addAll(records);
    }

    /** Adds many records at once, and settles everything. */
    public void addAll(Collection<MatchRecord> records) {
        records.forEach(record -> remove(record.id()));
        List<Row> fresh = records.stream().map(this::enter).toList();
        fresh.forEach(candidates::add);
        for (Row row : fresh) {
            candidates.find(row, number -> relate(row, number, false));
        }
        Set<Row> seen = new LinkedHashSet<>();
        for (Row row : byId.values()) {
            if (!seen.contains(row)) {
                link(component(row, seen));
            }
        }
        calibrate();
    }

    private List<Row> component(Row from, Set<Row> seen) {
        List<Row> region = new ArrayList<>(List.of(from));
        seen.add(from);
        for (int at = 0; at < region.size(); at++) {
            for (Row next : neighbours(region.get(at))) {
                if (seen.add(next)) {
                    region.add(next);
                }
            }
        }
        return region;
    }

    /** What people decided of pairs of records. */
    static final class Pins {

        private final Map<String, Set<String>> together = new HashMap<>();
        private final Map<String, Set<String>> apart = new HashMap<>();

        /** Sets what was decided of a pair; null takes it back. */
        void set(String one, String other, @Nullable Boolean same) {
            put(together, one, other, Boolean.TRUE.equals(same));
            put(apart, one, other, Boolean.FALSE.equals(same));
        }

        private static void put(Map<String, Set<String>> pins, String one, String other, boolean there) {
            direct(pins, one, other, there);
            direct(pins, other, one, there);
        }

        private static void direct(Map<String, Set<String>> pins, String from, String to, boolean there) {
            if (there) {
                pins.computeIfAbsent(from, key -> new HashSet<>()).add(to);
            } else {
                pins.getOrDefault(from, new HashSet<>()).remove(to);
            }
        }

        Set<String> together(String id) {
            return together.getOrDefault(id, Set.of());
        }

        boolean apart(String one, String other) {
            return apart.getOrDefault(one, Set.of()).contains(other);
        }

        /** Whether anything was decided of a pair. */
        boolean decided(String one, String other) {
            return apart(one, other) || together(one).contains(other);
        }
    }
}
