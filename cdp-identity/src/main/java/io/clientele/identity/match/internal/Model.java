package io.clientele.identity.match.internal;

import io.clientele.identity.match.FieldType;
import io.clientele.identity.match.MatchField;
import io.clientele.identity.match.MatchRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** All that was learned from records: how they are laid out, looked up and weighed. Does not change. */
public final class Model {

    /** How many other records a record may share a key with, counted once for each key. */
    private static final double BUDGET = 200;
    /** The mean score, in bits, from which on groups are joined lies between these. */
    private static final double LOWEST_STOP = -2;

    private static final double HIGHEST_STOP = 1.5;
    private static final double STEEPNESS = 0.75;
    private static final double FEW_WORDS = 1.5;
    /** The form that models are written in; another one wherever values are normalised, compared or looked up otherwise. */
    static final int FORM = 0x434D_0001;

    final Layout layout;
    final Keys keys;
    final Weights weights;
    final double stop;
    private final Map<String, Integer> words;

    private Model(Layout layout, Keys keys, Weights weights, Map<String, Integer> words) {
        this.layout = layout;
        this.keys = keys;
        this.weights = weights;
        this.words = words;
        double rarity = -STEEPNESS * Weights.log2(Math.max(1e-9, weights.companions()));
        stop = Math.max(LOWEST_STOP, Math.min(HIGHEST_STOP, rarity));
    }

    /** Learns from records without knowing which of them belong together; their order does not matter. */
    public static Model learn(List<MatchField> fields, Collection<MatchRecord> sample) {
        List<MatchRecord> records = new ArrayList<>(sample);
        records.sort(Comparator.comparing(MatchRecord::id));
        Layout layout = new Layout(fields, kinds(fields, records));
        Values values = new Values();
        List<Row> rows = new ArrayList<>(records.size());
        for (MatchRecord record : records) {
            Row row = new Row(record, layout, values);
            row.number = rows.size();
            rows.add(row);
        }
        Map<String, Integer> words = words(rows);
        values.weigh(word -> weight(words, word, rows.size()));
        Keys keys = new KeyChoice(layout, rows, rows.size(), BUDGET).choose();
        return new Model(layout, keys, new Learning(layout, rows).learn(keys), words);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is no model, or one of another form
     */
    public static Model read(DataInputStream in) throws IOException {
        if (in.readInt() != FORM) {
            throw new IOException("no model of this form");
        }
        List<MatchField> fields = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            fields.add(new MatchField(Weights.readText(in), FieldType.valueOf(Weights.readText(in))));
            kinds.add(Kind.valueOf(Weights.readText(in)));
        }
        Layout layout = new Layout(fields, kinds);
        List<Keys.Template> templates = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            templates.add(new Keys.Template(in.readShort(), in.readShort()));
        }
        Keys keys = new Keys(Atom.all(layout), templates);
        Weights weights = Weights.read(layout, in);
        return new Model(layout, keys, weights, Weights.readCounts(in));
    }

    /** Writes all of it, the same for the same model. */
    public void write(DataOutputStream out) throws IOException {
        out.writeInt(FORM);
        out.writeShort(layout.size());
        for (int field = 0; field < layout.size(); field++) {
            Weights.writeText(layout.fields.get(field).name(), out);
            Weights.writeText(layout.fields.get(field).type().name(), out);
            Weights.writeText(layout.kinds[field].name(), out);
        }
        out.writeShort(keys.templates().size());
        for (Keys.Template template : keys.templates()) {
            out.writeShort(template.one());
            out.writeShort(template.other());
        }
        weights.write(out);
        Weights.writeCounts(words, out);
    }

    /** The kinds of the fields; texts of hardly more than one word are compared as one. */
    private static List<Kind> kinds(List<MatchField> fields, List<MatchRecord> records) {
        List<Kind> kinds = new ArrayList<>();
        for (MatchField field : fields) {
            double words = 0;
            double present = 0;
            for (MatchRecord record : field.type() == FieldType.TEXT ? records : List.<MatchRecord>of()) {
                String value = record.values().getOrDefault(field.name(), "").strip();
                words += value.isEmpty() ? 0 : value.split("\\s+", -1).length;
                present += value.isEmpty() ? 0 : 1;
            }
            boolean few = field.type() == FieldType.TEXT && words <= FEW_WORDS * present;
            kinds.add(few ? Kind.PLACE : Kind.of(field.type()));
        }
        return kinds;
    }

    private static Map<String, Integer> words(List<Row> rows) {
        Map<String, Integer> words = new HashMap<>();
        for (Row row : rows) {
            for (Value value : row.values) {
                if (value != null) {
                    new HashSet<>(List.of(value.words)).forEach(word -> words.merge(word, 1, Integer::sum));
                }
            }
        }
        return words;
    }

    private static double weight(Map<String, Integer> words, String word, int size) {
        return Math.log((size + 1.0) / (words.getOrDefault(word, 0) + 0.5));
    }

    /** The same, without what fewer records than some have. */
    public Model without(int fewest) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            write(new DataOutputStream(bytes));
            Model copy = read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            copy.weights.thin(fewest);
            copy.words.values().removeIf(count -> count < fewest);
            return copy;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Values for new records. */
    Values values() {
        return new Values(word -> weight(words, word, weights.size));
    }

    /** A record as it is compared. */
    Row row(MatchRecord record, Values values) {
        Row row = new Row(record, layout, values);
        weights.resolve(row);
        weights.weigh(row);
        return row;
    }

    /** The fields. */
    public List<MatchField> fields() {
        return layout.fields;
    }

    /** The share of all pairs of records that are of one person. */
    public double prior() {
        return weights.prior;
    }

    /** How many records it was learned from. */
    public int size() {
        return weights.size;
    }

    /** The mean score, in bits, from which on groups are joined. */
    public double stop() {
        return stop;
    }
}
