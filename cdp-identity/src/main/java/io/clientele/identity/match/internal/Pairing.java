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
            levels[field] = (byte) level(field, a.values[field], b.values[field]);
        }
        for (int field = 0; field < levels.length; field++) {
            if (layout.partner[field] >= 0) {
                exchange(field, layout.partner[field], a, b);
            }
        }
    }

    private int level(int field, @Nullable Value a, @Nullable Value b) {
        return a == null || b == null ? Comparison.MISSING : comparison.level(layout.kinds[field], a, b);
    }

    /** Where values of two neighbouring fields agree crosswise better than straight, grades them so. */
    private void exchange(int one, int other, Row a, Row b) {
        int straight = near(levels[one]) + near(levels[other]);
        if (straight == 2 || levels[one] == Comparison.SAME || levels[other] == Comparison.SAME) {
            return;
        }
        int down = crosswise(one, a.values[one], b.values[other]);
        int up = crosswise(one, a.values[other], b.values[one]);
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

    private int crosswise(int one, @Nullable Value a, @Nullable Value b) {
        if (a == null || b == null) {
            return Comparison.MISSING;
        }
        if (a == b) {
            return Comparison.SAME;
        }
        boolean alike = a.words.length == 0 && b.words.length == 0 && mayBeNear(a.text, b.text);
        return alike ? comparison.level(layout.kinds[one], a, b) : Comparison.DIFFERENT;
    }

    /** Whether one edit might turn one text into the other: it leaves the first or the last letter. */
    private static boolean mayBeNear(String a, String b) {
        return Math.abs(a.length() - b.length()) <= 1
                && (a.charAt(0) == b.charAt(0) || a.charAt(a.length() - 1) == b.charAt(b.length() - 1));
    }
}
