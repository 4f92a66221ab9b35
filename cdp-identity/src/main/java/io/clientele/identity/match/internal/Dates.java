package io.clientele.identity.match.internal;

/** Days as eight digits, the year first; what cannot be read as a day stays a text of digits. */
final class Dates {

    private Dates() {}

    static String normal(String raw) {
        String text = raw.strip();
        int time = text.indexOf('T') == 10 || text.indexOf(' ') == 10 ? 10 : text.length();
        String[] parts = Letters.words(text.substring(0, time)).split(" ");
        if (parts.length == 3 && parts[0].length() <= 2 && parts[2].length() == 4) {
            return padded(parts[2], 4) + padded(parts[1], 2) + padded(parts[0], 2);
        }
        if (parts.length == 3 && parts[0].length() == 4) {
            return padded(parts[0], 4) + padded(parts[1], 2) + padded(parts[2], 2);
        }
        return String.join("", parts);
    }

    private static String padded(String digits, int length) {
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }

    /** How alike two days are, from 1 (one digit apart) to {@link Comparison#DIFFERENT}. */
    static int level(String a, String b, Distances distances) {
        int edits = distances.edits(a, b);
        if (a.length() != 8 || b.length() != 8) {
            return edits <= 2 ? edits : Comparison.DIFFERENT;
        }
        boolean year = a.regionMatches(0, b, 0, 4);
        boolean swapped = year && a.regionMatches(4, b, 6, 2) && a.regionMatches(6, b, 4, 2);
        if (edits == 1 || swapped) {
            return 1;
        }
        int parts = (year ? 1 : 0) + (a.regionMatches(4, b, 4, 2) ? 1 : 0) + (a.regionMatches(6, b, 6, 2) ? 1 : 0);
        if (parts == 2) {
            return edits == 2 ? 2 : 3;
        }
        if (edits == 2) {
            return 4;
        }
        if (parts == 1 && year) {
            return 5;
        }
        return edits == 3 ? 6 : Comparison.DIFFERENT;
    }
}
