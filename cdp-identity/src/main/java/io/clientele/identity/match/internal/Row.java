package io.clientele.identity.match.internal;

import io.clientele.identity.match.MatchRecord;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record as it is compared. */
final class Row {

    final MatchRecord record;
    final @Nullable Value[] values;
    /** For each field its value's id, from 1 on, or 0 if it has none; then for each field the value's shape. */
    final int[] ids;

    /** For each field its value's letters. */
    final long[] letters;
    /** For each field what agreement on this row's value weighs, in bits. */
    float[] same = new float[0];
    /** The same where the field that tells much of it agrees, too. */
    float[] given = new float[0];
    /** For each field how many records of those the weights were learned from have its value; and with its parent's value. */
    int[] counts = new int[0];

    int[] both = new int[0];
    /** Rows that it may be of one person with, and their scores; as many as there are. */
    Row[] near = new Row[0];

    int[] scores = new int[0];
    int degree;
    /** The group that it is in, itself included. */
    List<Row> group = List.of(this);
    /** The rows that its group was chosen among, itself included. */
    List<Row> region = List.of(this);
    /** Its number in an index. */
    int number;

    private final @Nullable String source;

    Row(MatchRecord record, Layout layout, Values values) {
        this.record = record;
        this.source = record.source().orElse(null);
        this.values = new Value[layout.size()];
        this.ids = new int[2 * layout.size()];
        this.letters = new long[layout.size()];
        String[] raw = new String[layout.size()];
        for (int field = 0; field < raw.length; field++) {
            raw[field] = record.values().getOrDefault(layout.fields.get(field).name(), "");
        }
        layout.spread(raw);
        for (int field = 0; field < raw.length; field++) {
            Value value = values.of(layout.kinds[field], raw[field]);
            this.values[field] = value;
            ids[field] = value == null ? 0 : value.id;
            ids[raw.length + field] = value == null ? 0 : value.shape;
            letters[field] = value == null ? 0 : value.letters;
        }
    }

    String id() {
        return record.id();
    }

    /** Whether the sources of two rows allow that they are compared. */
    boolean comparable(Row other) {
        return source == null || !source.equals(other.source);
    }

    /** Whether two rows belong to two exclusive owners. */
    boolean conflicts(Row other) {
        return record.owner().isPresent()
                && other.record.owner().isPresent()
                && !record.owner().equals(other.record.owner());
    }

    /** Whether what a pair with another scores is taken down. */
    boolean isNear(Row other) {
        Row fewer = degree <= other.degree ? this : other;
        Row sought = fewer == this ? other : this;
        for (int i = 0; i < fewer.degree; i++) {
            if (fewer.near[i] == sought) {
                return true;
            }
        }
        return false;
    }

    /** Takes down what a pair scores, in both rows. */
    void relate(Row other, int score) {
        append(other, score);
        other.append(this, score);
    }

    private void append(Row other, int score) {
        if (degree == near.length) {
            near = Arrays.copyOf(near, Math.max(4, degree * 2));
            scores = Arrays.copyOf(scores, near.length);
        }
        near[degree] = other;
        scores[degree++] = score;
    }

    /** Forgets a pair in this row alone. */
    void forget(Row other) {
        for (int i = 0; i < degree; i++) {
            if (near[i] == other) {
                degree--;
                near[i] = near[degree];
                scores[i] = scores[degree];
                near[degree] = this;
                return;
            }
        }
    }
}
