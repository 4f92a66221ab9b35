package io.clientele.identity.match.internal;

import java.util.Arrays;

/** Distances of texts without allocation on the usual path. Not for two threads at once. */
final class Distances {

    private static final int WORD = 64;
    private static final int ASCII = 128;

    private final long[] masks = new long[ASCII];
    private final char[] common = new char[WORD];

    /**
     * How many insertions, deletions, substitutions and swaps of neighbours turn one text into the other, where no part is
     * changed twice (optimal string alignment). The bits of one word carry a column of the table, after Hyyrö (2003).
     */
    int edits(String a, String b) {
        String pattern = a.length() <= b.length() ? a : b;
        String text = a.length() <= b.length() ? b : a;
        if (pattern.isEmpty()) {
            return text.length();
        }
        return pattern.length() <= WORD && fill(pattern) ? editsOfWord(pattern.length(), pattern, text) : table(a, b);
    }

    private boolean fill(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) >= ASCII) {
                clear(pattern, i);
                return false;
            }
            masks[pattern.charAt(i)] |= 1L << i;
        }
        return true;
    }

    private void clear(String pattern, int length) {
        for (int i = 0; i < length; i++) {
            masks[pattern.charAt(i)] = 0;
        }
    }

    private int editsOfWord(int length, String pattern, String text) {
        long positive = -1L;
        long negative = 0;
        long diagonal = 0;
        long previous = 0;
        long last = 1L << length - 1;
        int edits = length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            long match = c < ASCII ? masks[c] : 0;
            long swap = (~diagonal & match) << 1 & previous;
            diagonal = (match & positive) + positive ^ positive | match | negative | swap;
            long up = negative | ~(diagonal | positive);
            long down = diagonal & positive;
            if ((up & last) != 0) {
                edits++;
            } else if ((down & last) != 0) {
                edits--;
            }
            up = up << 1 | 1;
            down <<= 1;
            positive = down | ~(diagonal | up);
            negative = diagonal & up;
            previous = match;
        }
        clear(pattern, length);
        return edits;
    }

    private static int table(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }

    /** The similarity of Jaro and Winkler, 0 to 1: common letters near each other, with a bonus for up to four at the start. */
    double jaroWinkler(String a, String b) {
        String shorter = a.length() <= b.length() ? a : b;
        String longer = a.length() <= b.length() ? b : a;
        if (shorter.isEmpty()) {
            return longer.isEmpty() ? 1 : 0;
        }
        double jaro = longer.length() <= WORD ? jaro(shorter, longer) : jaroOfLong(shorter, longer);
        int prefix = 0;
        while (prefix < 4 && prefix < shorter.length() && shorter.charAt(prefix) == longer.charAt(prefix)) {
            prefix++;
        }
        return jaro > 0.7 ? jaro + 0.1 * prefix * (1 - jaro) : jaro;
    }

    private double jaro(String shorter, String longer) {
        int reach = Math.max(0, longer.length() / 2 - 1);
        long taken = 0;
        int found = 0;
        for (int i = 0; i < shorter.length(); i++) {
            char c = shorter.charAt(i);
            int end = Math.min(longer.length() - 1, i + reach);
            for (int j = Math.max(0, i - reach); j <= end; j++) {
                if ((taken >>> j & 1) == 0 && longer.charAt(j) == c) {
                    taken |= 1L << j;
                    common[found++] = c;
                    break;
                }
            }
        }
        int crossed = 0;
        long rest = taken;
        for (int k = 0; k < found; k++) {
            if (longer.charAt(Long.numberOfTrailingZeros(rest)) != common[k]) {
                crossed++;
            }
            rest &= rest - 1;
        }
        return jaro(found, crossed, shorter.length(), longer.length());
    }

    private static double jaro(int found, int crossed, int shorter, int longer) {
        if (found == 0) {
            return 0;
        }
        double same = found;
        return (same / shorter + same / longer + (same - (crossed >> 1)) / same) / 3;
    }

    private static double jaroOfLong(String shorter, String longer) {
        int reach = longer.length() / 2 - 1;
        boolean[] taken = new boolean[longer.length()];
        char[] letters = new char[shorter.length()];
        int found = 0;
        for (int i = 0; i < shorter.length(); i++) {
            for (int j = Math.max(0, i - reach); j <= Math.min(longer.length() - 1, i + reach); j++) {
                if (!taken[j] && longer.charAt(j) == shorter.charAt(i)) {
                    taken[j] = true;
                    letters[found++] = shorter.charAt(i);
                    break;
                }
            }
        }
        char[] others = new char[found];
        int next = 0;
        for (int j = 0; j < longer.length(); j++) {
            if (taken[j]) {
                others[next++] = longer.charAt(j);
            }
        }
        int crossed = 0;
        for (int k = 0; k < found; k++) {
            crossed += letters[k] == others[k] ? 0 : 1;
        }
        return jaro(found, crossed, shorter.length(), longer.length());
    }

    /** Whether all scratch is blank again, as it must be between calls. */
    boolean isBlank() {
        return Arrays.stream(masks).allMatch(mask -> mask == 0);
    }
}
