package io.clientele.identity.internal;

/** The encoding of labels of domains in ASCII (RFC 3492), with the parameters of section 5. */
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST = 0x80;

    private Punycode() {}

    /** The ASCII form of a label in lower case that holds other characters, with its prefix. */
    static String encode(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder out = new StringBuilder("xn--");
        int basic = 0;
        for (int point : points) {
            if (point < FIRST) {
                out.appendCodePoint(point);
                basic++;
            }
        }
        if (basic > 0) {
            out.append('-');
        }
        int handled = basic;
        int last = FIRST;
        int bias = FIRST_BIAS;
        int delta = 0;
        while (handled < points.length) {
            int next = smallest(points, last);
            delta += (next - last) * (handled + 1);
            for (int point : points) {
                if (point < next) {
                    delta++;
                } else if (point == next) {
                    append(out, delta, bias);
                    bias = adapted(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            last = next + 1;
        }
        return out.toString();
    }

    private static int smallest(int[] points, int from) {
        int smallest = Integer.MAX_VALUE;
        for (int point : points) {
            smallest = point >= from ? Math.min(smallest, point) : smallest;
        }
        return smallest;
    }

    private static void append(StringBuilder out, int delta, int bias) {
        int rest = delta;
        int k = BASE;
        int threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
        while (rest >= threshold) {
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
            k += BASE;
            threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
        }
        out.append(digit(rest));
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapted(int delta, int points, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }
}
