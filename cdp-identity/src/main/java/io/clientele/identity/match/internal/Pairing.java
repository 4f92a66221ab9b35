package io.clientele.identity.match.internal;

import org.jspecify.annotations.Nullable;

/** The grades of two rows, field by field. Not for two threads at once. */
final class Pairing {

    final byte[] levels;
    private final Layout layout;
    private final Comparison comparison = new Comparison();

    Pairing(Layout layout) {
        this.layout = layout;
        levels = new byte[layout.size()];
    }

    /** Grades all fields into {@link #levels}. */
    void grade(Row a, Row b) {
        for (int field = 0; field < levels.length; field++) {
            levels[field] = (byte) level(field, a, field, b, field);
        }
        for (int field = 0; field < levels.length; field++) {
            if (layout.partner[field] >= 0) {
                exchange(field, layout.partner[field], a, b);
            }
        }
    }

    /** The grade of a value of one row and one of another, compared as those of a field are. */
    private int level(int field, Row a, int fieldOfA, Row b, int fieldOfB) {
        int one = a.ids[fieldOfA];
        int other = b.ids[fieldOfB];
        if (one == 0 || other == 0) {
            return Comparison.MISSING;
        }
        if (one == other) {
            return Comparison.SAME;
        }
        Kind kind = layout.kinds[field];
        int shape = a.ids[levels.length + fieldOfA];
        int otherShape = b.ids[levels.length + fieldOfB];
        if (Comparison.differ(kind, a.letters[fieldOfA], shape, b.letters[fieldOfB], otherShape)) {
            return Comparison.DIFFERENT;
        }
        long key = Comparison.key(kind, one, other);
        int known = comparison.remembered(key);
        return known == Comparison.UNKNOWN
                ? comparison.remember(key, compare(kind, a.values[fieldOfA], b.values[fieldOfB]))
                : known;
    }

    private int compare(Kind kind, @Nullable Value a, @Nullable Value b) {
        return a == null || b == null ? Comparison.MISSING : comparison.compare(kind, a, b);
    }

    /** Where values of two neighbouring fields agree crosswise better than straight, grades them so. */
    private void exchange(int one, int other, Row a, Row b) {
        int straight = near(levels[one]) + near(levels[other]);
        if (straight == 2 || levels[one] == Comparison.SAME || levels[other] == Comparison.SAME) {
            return;
        }
        int down = crosswise(one, a, one, b, other);
        int up = crosswise(one, a, other, b, one);
        if (near(down) + near(up) > straight) {
            boolean both = near(down) + near(up) == 2;
            boolean same = down == Comparison.SAME || up == Comparison.SAME;
            levels[one] = (byte) (same ? Comparison.MOVED : Comparison.MOVED_NEAR);
            boolean sameToo = down == up && down == Comparison.SAME;
            levels[other] = (byte) (both ? sameToo ? Comparison.MOVED : Comparison.MOVED_NEAR : Comparison.MISSING);
        }
    }

    private static int near(int level) {
        return level < Comparison.NEAR ? 1 : 0;
    }

    private int crosswise(int field, Row a, int fieldOfA, Row b, int fieldOfB) {
        return mayBeNear(a.letters[fieldOfA], b.letters[fieldOfB])
                ? level(field, a, fieldOfA, b, fieldOfB)
                : Comparison.DIFFERENT;
    }

    /** Whether one edit might turn one text into the other: it adds one letter at most and takes one. */
    private static boolean mayBeNear(long a, long b) {
        return Long.bitCount(a & ~b) <= 1 && Long.bitCount(b & ~a) <= 1;
    }
}
