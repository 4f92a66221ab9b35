package io.clientele.identity.match.internal;

/** Decimal numbers. */
final class Numbers {

    private Numbers() {}

    /** The number that stands in a text, without units and grouping; what holds no digit stays a text. */
    static String normal(String raw) {
        String text = raw.strip();
        StringBuilder number = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean point = c == '.' && number.indexOf(".") < 0;
            if (c >= '0' && c <= '9' || point || c == '-' && number.length() == 0) {
                number.append(c);
            }
        }
        try {
            double value = Double.parseDouble(number.toString());
            return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : "" + value;
        } catch (NumberFormatException none) {
            return Letters.joined(raw);
        }
    }

    /** How alike two numbers are, from 1 to {@link Comparison#DIFFERENT}. */
    static int level(String a, String b, Distances distances) {
        int edits = distances.edits(a, b);
        double one = value(a);
        double other = value(b);
        double scale = Math.max(Math.abs(one), Math.abs(other));
        double apart = scale == 0 ? 1 : Math.abs(one - other) / scale;
        if (apart <= 0.01 || edits == 1 && a.length() >= 4 && b.length() >= 4) {
            return 1;
        }
        if (apart <= 0.05) {
            return 2;
        }
        if (edits == 1) {
            return 3;
        }
        return apart <= 0.15 ? 4 : apart <= 0.3 ? 5 : Comparison.DIFFERENT;
    }

    private static double value(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }
}
