package io.clientele.identity.match.internal;

import io.clientele.identity.match.MatchRecord;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record as it is compared. */
final class Row {

    private static final float[] NONE = {};
    private static final int[] NO_COUNTS = {};
    private static final Row[] NO_ROWS = {};

    final MatchRecord record;
    final @Nullable Value[] values;
    /** For each field what agreement on this row's value weighs, in bits. */
    float[] same = NONE;
    /** The same where the field that tells much of it agrees, too. */
    float[] given = NONE;
    /** For each field how many records of those the weights were learned from have its value; and with its parent's value. */
    int[] counts = NO_COUNTS;

    int[] both = NO_COUNTS;
    /** Rows that it may be of one person with, and their scores; as many as there are. */
    Row[] near = NO_ROWS;

    int[] scores = NO_COUNTS;
    int degree;
    /** The group that it is in, itself included. */
    List<Row> group = List.of(this);
    /** Its number in an index. */
    int number;

    Row(MatchRecord record, Layout layout, Values values) {
        this.record = record;
        this.values = new Value[layout.size()];
        String[] raw = new String[layout.size()];
        for (int field = 0; field < raw.length; field++) {
            raw[field] = record.values().getOrDefault(layout.fields.get(field).name(), "");
        }
        layout.spread(raw);
        for (int field = 0; field < raw.length; field++) {
            this.values[field] = values.of(layout.kinds[field], raw[field]);
        }
    }

    String id() {
        return record.id();
    }

    /** Whether the sources of two rows allow that they are compared. */
    boolean comparable(Row other) {
        return record.source().isEmpty() || !record.source().equals(other.record.source());
    }

    /** Whether two rows belong to two exclusive owners. */
    boolean conflicts(Row other) {
        return record.owner().isPresent()
                && other.record.owner().isPresent()
                && !record.owner().equals(other.record.owner());
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
                return;
            }
        }
    }
}
