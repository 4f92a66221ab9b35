package io.clientele.identity.match.internal;

import io.clientele.identity.internal.Calibration;
import io.clientele.identity.match.Match;
import io.clientele.identity.match.MatchRecord;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records that come and go, and the groups that they form: after every change those that the set of records and the model
 * give, whatever came in which order.
 *
 * <p>Two records are compared if they share a key that at most 80 of all have. A group is looked for among those that a chain
 * of scores leads to, each at least as high as the model's threshold; where these are more than {@link #REGION}, the chain needs
 * scores higher by whole bits, until they are few enough. Who has more than so many others like it at every height is alone.
 * Not for two threads at once.
 */
public final class Exact {

    /** What the scores of {@link Near} are counted in: so many make one bit. */
    public static final int UNIT = Linkage.UNIT;

    /** Among how many rows a group is looked for at most. */
    static final int REGION = 100;

    private static final int REVISION = 0;

    private static final int LOWEST = -3 * UNIT;
    private static final int HIGHEST = 8 * UNIT;
    private static final int POSSIBLE = (int) (Live.REVIEW * UNIT);

    private final Model model;
    private final Values values;
    private final Pairing pairing;
    /** Of its own, since several may ask at once. */
    private final Pairing explaining;

    private final Keys.Scratch scratch;
    private final Index index = new Index(true);
    private final int stop;
    private final Map<String, Row> byId = new HashMap<>();
    private final List<@Nullable Row> byNumber = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int[] seen = new int[64];
    private int visit;
    /** What scores mean, by the groups there are; null if these may have changed since it was found. */
    private @Nullable Calibration calibration;

    /** Without records. */
    public Exact(Model model) {
        this.model = model;
        values = model.values();
        pairing = new Pairing(model.layout);
        explaining = new Pairing(model.layout);
        scratch = new Keys.Scratch(model.keys);
        stop = (int) Math.round(model.stop * UNIT);
    }

    /**
     * Without records, by a model that was written as bytes.
     *
     * @throws IllegalArgumentException if these are none
     */
    public static Exact of(byte[] model) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(model))) {
            return new Exact(Model.read(in));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("bytes must be a model of this release's form");
        }
    }

    /** Another number wherever the same records and model bytes give other groups. */
    public static int form() {
        return Model.FORM + REVISION;
    }

    /**
     * A record that another is alike.
     *
     * @param id its id
     * @param score how alike, in parts of a bit, at most 8 bits
     */
    public record Near(String id, int score) {}

    // ---- what there is

    /** The ids of all records. */
    public Set<String> ids() {
        return byId.keySet();
    }

    /** The record of an id. */
    public Optional<MatchRecord> record(String id) {
        return Optional.ofNullable(byId.get(id)).map(row -> row.record);
    }

    /** Those of a record's group that it scores enough with: such pairs hold a group together. */
    public List<Near> links(String id) {
        Row row = byId.get(id);
        List<Near> links = new ArrayList<>();
        for (int i = 0; row != null && i < row.degree; i++) {
            if (row.scores[i] >= stop && isOneGroup(row, row.near[i])) {
                links.add(new Near(row.near[i].id(), row.scores[i]));
            }
        }
        return links;
    }

    /** Those of other groups that a record may be of one person with. */
    public List<Near> possible(String id) {
        Row row = byId.get(id);
        List<Near> possible = new ArrayList<>();
        for (int i = 0; row != null && i < row.degree; i++) {
            boolean open = !isOneGroup(row, row.near[i]) && !row.conflicts(row.near[i]);
            if (open && row.scores[i] >= POSSIBLE) {
                possible.add(new Near(row.near[i].id(), row.scores[i]));
            }
        }
        return possible;
    }

    private static boolean isOneGroup(Row a, Row b) {
        return a.group.get(0) == b.group.get(0);
    }

    /** The ids of a record's group, itself included, in order; none if there is no such record. */
    public List<String> group(String id) {
        Row row = byId.get(id);
        return row == null
                ? List.of()
                : row.group.stream().map(Row::id).sorted().toList();
    }

    /** What two records are to each other, by their own values; empty if one of them is not there. */
    public synchronized Optional<Match> match(String one, String other) {
        Row a = byId.get(one);
        Row b = byId.get(other);
        if (a == null || b == null) {
            return Optional.empty();
        }
        Match.Sum sum = Reading.sum(model, explaining, a, b);
        boolean open = !a.conflicts(b) && sum.score() * UNIT >= POSSIBLE;
        Match.Verdict verdict =
                isOneGroup(a, b) ? Match.Verdict.SAME : open ? Match.Verdict.POSSIBLE : Match.Verdict.DIFFERENT;
        return Optional.of(
                Match.of(one, other, verdict, sum).likely(calibration().probability(sum.score())));
    }

    /** Found when it is first asked for after a change, from all pairs that were compared. */
    private Calibration calibration() {
        Calibration known = calibration;
        if (known == null) {
            Calibration.Count count = new Calibration.Count();
            for (Row row : byId.values()) {
                for (int i = 0; i < row.degree; i++) {
                    if (row.number < row.near[i].number) {
                        count.pair(row.scores[i] / (double) UNIT, isOneGroup(row, row.near[i]));
                    }
                }
            }
            known = count.calibration();
            calibration = known;
        }
        return known;
    }

    // ---- changes

    /**
     * Adds a record, in the place of the one of its id if there is one.
     *
     * @return the ids of all records of which anything may be otherwise than before
     */
    public Set<String> put(MatchRecord record) {
        Set<Row> touched = new LinkedHashSet<>();
        Set<Row> before = new LinkedHashSet<>();
        Row old = byId.get(record.id());
        if (old != null) {
            take(old, touched, before);
        }
        touched.add(enter(record, touched));
        return regroup(touched, before);
    }

    /**
     * Takes a record out; does nothing if there is none of that id.
     *
     * @return the ids of all records of which anything may be otherwise than before, its own included
     */
    public Set<String> remove(String id) {
        Row row = byId.get(id);
        if (row == null) {
            return Set.of();
        }
        Set<Row> touched = new LinkedHashSet<>();
        Set<Row> before = new LinkedHashSet<>();
        take(row, touched, before);
        Set<String> changed = regroup(touched, before);
        changed.add(id);
        return changed;
    }

    /** Adds many records, whose ids are new, to none: faster, to the same end. */
    public void fill(Collection<MatchRecord> records) {
        for (MatchRecord record : records) {
            Row row = row(record);
            for (long key : keys(row)) {
                index.put(key, row.number);
            }
        }
        for (Row row : byId.values()) {
            candidates(row, keys(row), other -> {
                if (other.number < row.number) {
                    relate(row, other);
                }
            });
        }
        regroup(new LinkedHashSet<>(byId.values()), Set.of());
    }

    private Row row(MatchRecord record) {
        Row row = model.row(record, values);
        for (Value value : row.values) {
            if (value != null) {
                value.uses++;
            }
        }
        Integer number = free.poll();
        row.number = number == null ? byNumber.size() : number;
        if (number == null) {
            byNumber.add(row);
        } else {
            byNumber.set(number, row);
        }
        byId.put(record.id(), row);
        return row;
    }

    private Row enter(MatchRecord record, Set<Row> touched) {
        Row row = row(record);
        List<Long> closed = new ArrayList<>();
        long[] its = keys(row);
        for (long key : its) {
            index.put(key, row.number);
            if (index.size(key) == Index.MOST + 1) {
                closed.add(key);
            }
        }
        closed.forEach(key -> close(key, touched));
        candidates(row, its, other -> {
            if (relate(row, other)) {
                touched.add(other);
            }
        });
        return row;
    }

    /** Visits all others that share a key with a row, each once. */
    private void candidates(Row row, long[] its, Consumer<Row> visitor) {
        visit++;
        seen = seen.length < byNumber.size() ? Arrays.copyOf(seen, 2 * byNumber.size()) : seen;
        seen[row.number] = visit;
        for (long key : its) {
            index.forEach(key, number -> {
                Row other = byNumber.get(number);
                if (other != null && seen[number] != visit) {
                    seen[number] = visit;
                    visitor.accept(other);
                }
            });
        }
    }

    /** Takes a row out; who was near it, and of one region with it, is told. */
    private void take(Row row, Set<Row> touched, Set<Row> before) {
        before.addAll(row.region);
        byId.remove(row.id());
        List<Long> opened = new ArrayList<>();
        for (long key : keys(row)) {
            index.remove(key, row.number);
            if (index.size(key) == Index.MOST) {
                opened.add(key);
            }
        }
        for (int i = 0; i < row.degree; i++) {
            row.near[i].forget(row);
            if (row.scores[i] >= stop) {
                touched.add(row.near[i]);
            }
        }
        byNumber.set(row.number, null);
        free.add(row.number);
        forget(row);
        opened.forEach(key -> open(key, touched));
    }

    private void forget(Row row) {
        for (int field = 0; field < row.values.length; field++) {
            Value value = row.values[field];
            if (value != null && --value.uses == 0) {
                values.forget(model.layout.kinds[field], value);
            }
        }
    }

    /** The keys of a row, each once, in order. */
    private long[] keys(Row row) {
        int count = model.keys.of(row, scratch);
        return Arrays.stream(scratch.keys, 0, count).sorted().distinct().toArray();
    }

    private List<Row> under(long key) {
        List<Row> rows = new ArrayList<>();
        index.all(key, number -> {
            Row row = byNumber.get(number);
            if (row != null) {
                rows.add(row);
            }
        });
        return rows;
    }

    /** A key finds nothing any more: pairs that share no other are not compared. */
    private void close(long key, Set<Row> touched) {
        List<Row> rows = under(key);
        Map<Row, long[]> finding = new HashMap<>();
        rows.forEach(row -> finding.put(row, finding(row)));
        for (Row row : rows) {
            for (int i = row.degree - 1; i >= 0; i--) {
                Row other = row.near[i];
                long[] its = finding.get(other);
                if (its != null && !meet(finding.getOrDefault(row, its), its)) {
                    if (row.scores[i] >= stop) {
                        touched.add(row);
                        touched.add(other);
                    }
                    other.forget(row);
                    row.forget(other);
                }
            }
        }
    }

    /** The keys of a row that find something. */
    private long[] finding(Row row) {
        return Arrays.stream(keys(row))
                .filter(key -> index.size(key) <= Index.MOST)
                .toArray();
    }

    private static boolean meet(long[] one, long[] other) {
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            if (one[i] == other[j]) {
                return true;
            }
            if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return false;
    }

    /** A key finds something again: whoever shares it is compared. */
    private void open(long key, Set<Row> touched) {
        List<Row> rows = under(key);
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!rows.get(i).isNear(rows.get(j)) && relate(rows.get(i), rows.get(j))) {
                    touched.add(rows.get(i));
                    touched.add(rows.get(j));
                }
            }
        }
    }

    /** Compares two rows; whether groups may depend on it. */
    private boolean relate(Row row, Row other) {
        if (!row.comparable(other)) {
            return false;
        }
        int score = score(row, other);
        if (score > LOWEST) {
            row.relate(other, score);
        }
        return score >= stop;
    }

    private int score(Row a, Row b) {
        pairing.grade(a, b);
        double bits = model.weights.score(pairing.levels, a, b);
        return (int) Math.max(LOWEST, Math.min(HIGHEST, Math.round(bits * UNIT)));
    }

    // ---- groups

    private Set<String> regroup(Set<Row> touched, Set<Row> before) {
        calibration = null;
        Set<Row> open = new LinkedHashSet<>(before);
        touched.forEach(row -> open.addAll(row.region));
        touched.forEach(row -> {
            if (isHere(row)) {
                open.addAll(region(row));
            }
        });
        Set<Row> done = new HashSet<>();
        Set<String> changed = new LinkedHashSet<>();
        for (Row row : open) {
            if (isHere(row) && done.add(row)) {
                List<Row> region = region(row);
                link(region);
                done.addAll(region);
                region.forEach(member -> changed.add(member.id()));
            }
        }
        return changed;
    }

    private boolean isHere(Row row) {
        return byId.get(row.id()) == row;
    }

    /** Those among whom a row's group is looked for. */
    private List<Row> region(Row row) {
        for (int height = stop; height <= HIGHEST; height += UNIT) {
            List<Row> reached = reach(row, height);
            if (reached.size() <= REGION) {
                return reached;
            }
        }
        return List.of(row);
    }

    private static List<Row> reach(Row from, int height) {
        Set<Row> reached = new LinkedHashSet<>();
        Deque<Row> open = new ArrayDeque<>();
        reached.add(from);
        open.add(from);
        while (!open.isEmpty() && reached.size() <= REGION) {
            Row row = open.remove();
            for (int i = 0; i < row.degree; i++) {
                if (row.scores[i] >= height && reached.add(row.near[i])) {
                    open.add(row.near[i]);
                }
            }
        }
        return List.copyOf(reached);
    }

    /** Forms the groups of a region, by nothing but what its rows are. */
    private void link(List<Row> region) {
        List<Row> rows = new ArrayList<>(region);
        rows.sort(Comparator.comparing(Row::id));
        Map<Row, Integer> places = new HashMap<>();
        rows.forEach(row -> places.put(row, places.size()));
        Linkage linkage = new Linkage(rows, this::score, Row::conflicts, stop);
        for (int place = 0; place < rows.size() && rows.size() > 1; place++) {
            Row row = rows.get(place);
            for (int i = 0; i < row.degree; i++) {
                int other = row.scores[i] >= stop ? places.getOrDefault(row.near[i], -1) : -1;
                if (other > place) {
                    linkage.edge(place, other);
                }
            }
        }
        for (List<Row> group : linkage.join()) {
            List<Row> fixed = List.copyOf(group);
            fixed.forEach(row -> {
                row.group = fixed;
                row.region = rows;
            });
        }
    }
}
