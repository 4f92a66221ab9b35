package io.clientele.identity.match.internal;

/**
 * How alike two values are, in grades: 0 the same, {@link #DIFFERENT} nothing in common, and between them what each kind makes
 * of it. The grade of two values is found once and remembered while there is room. Not for two threads at once.
 */
final class Comparison {

    /** The same value. */
    static final int SAME = 0;
    /** Nothing in common. */
    static final int DIFFERENT = 7;
    /** The value stands in the other record's neighbouring field. */
    static final int MOVED = 8;
    /** A value near to it does. */
    static final int MOVED_NEAR = 9;
    /** How many grades there are. */
    static final int LEVELS = 10;
    /** One record has no value. */
    static final int MISSING = 10;

    /** The grade is not known yet. */
    static final int UNKNOWN = 15;

    /** From this grade on two values are less than near. */
    static final int NEAR = 2;

    private static final int CACHE_BITS = 16;

    private final Distances distances = new Distances();
    /** A pair and its grade in the lowest four bits; ids take 28 bits each. */
    private final long[] cache = new long[1 << CACHE_BITS];

    /** The grade of two values of one kind. */
    int level(Kind kind, Value a, Value b) {
        long key = key(kind, a.id, b.id);
        int known = a == b ? SAME : remembered(key);
        return known == UNKNOWN ? remember(key, compare(kind, a, b)) : known;
    }

    /** What stands for two values of a kind, in any order. */
    static long key(Kind kind, int one, int other) {
        return (long) Math.min(one, other) << 36 | (long) Math.max(one, other) << 8 | (kind.ordinal() + 1) << 4;
    }

    /** The grade of a pair of values, if it is still known; else {@link #UNKNOWN}. */
    int remembered(long key) {
        long entry = cache[place(key)];
        return (entry & ~15L) == key ? (int) (entry & 15) : UNKNOWN;
    }

    int remember(long key, int level) {
        cache[place(key)] = key | level;
        return level;
    }

    private static int place(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 64 - CACHE_BITS);
    }

    /** The same without memory; it does not matter which value comes first. */
    int compare(Kind kind, Value one, Value other) {
        boolean ordered = one.text.compareTo(other.text) <= 0;
        Value a = ordered ? one : other;
        Value b = ordered ? other : one;
        if (a.text.equals(b.text)) {
            return SAME;
        }
        return switch (kind) {
            case NAME -> name(a, b);
            case DATE -> Dates.level(a.text, b.text, distances);
            case EMAIL -> mail(a, b);
            case DIGITS -> phone(a.text, b.text);
            case CODE -> code(a.text, b.text);
            case PLACE -> farApart(a, b) ? DIFFERENT : place(a.text, b.text);
            case CATEGORY -> DIFFERENT;
            case NAMES -> names(a, b);
            case WORDS -> words(a, b);
            case NUMBER -> Numbers.level(a.text, b.text, distances);
        };
    }

    /** Whether two values of a kind have nothing in common for certain, by their letters and shapes alone. */
    static boolean differ(Kind kind, long a, int shape, long b, int otherShape) {
        if (kind == Kind.NAME) {
            return (shape > 1 || shape < -1)
                    && (otherShape > 1 || otherShape < -1)
                    && (shape > 0 || otherShape > 0)
                    && farApart(a, Math.abs(shape), b, Math.abs(otherShape));
        }
        return kind == Kind.PLACE && farApart(a, Math.abs(shape), b, Math.abs(otherShape));
    }

    private int name(Value a, Value b) {
        int shorter = Math.min(a.text.length(), b.text.length());
        boolean start = a.text.startsWith(b.text) || b.text.startsWith(a.text);
        if (shorter == 1) {
            return start ? 4 : DIFFERENT;
        }
        if (farApart(a, b)) {
            return Nicknames.share(a.nicknames, b.nicknames) ? 2 : DIFFERENT;
        }
        int edits = distances.edits(a.text, b.text);
        if (edits == 1 && shorter >= 3) {
            return 1;
        }
        if (Nicknames.share(a.nicknames, b.nicknames)) {
            return 2;
        }
        double likeness = distances.jaroWinkler(a.text, b.text);
        if (edits == 2 && shorter >= 5 || likeness >= 0.95) {
            return 3;
        }
        if (start && shorter >= 3 || edits == 1) {
            return 4;
        }
        return likeness >= 0.88 ? 5 : likeness >= 0.8 ? 6 : DIFFERENT;
    }

    /**
     * Whether so few letters can be in common that more than half would have to be edited, and that Jaro and Winkler's likeness
     * stays below 0.8: each letter that the other lacks costs an edit, and what is left is at most in common.
     */
    static boolean farApart(Value a, Value b) {
        return farApart(a.letters, Math.abs(a.shape), b.letters, Math.abs(b.shape));
    }

    /** The same by the letters and lengths of two texts. */
    private static boolean farApart(long a, int one, long b, int other) {
        int ownOfA = Long.bitCount(a & ~b);
        int ownOfB = Long.bitCount(b & ~a);
        int common = Math.min(one - ownOfA, other - ownOfB);
        int edits = Math.max(ownOfA, ownOfB);
        boolean unlike = common * (one + other) < one * other;
        return unlike && edits > 2 && 2 * edits > Math.max(one, other);
    }

    private int mail(Value a, Value b) {
        int edits = distances.edits(a.text, b.text);
        if (edits <= 2) {
            return edits;
        }
        String local = local(a);
        String otherLocal = local(b);
        boolean same = local.equals(otherLocal) && local.length() >= 3;
        double apart = edits / (double) Math.max(a.text.length(), b.text.length());
        if (same || apart <= 0.2) {
            return 3;
        }
        boolean domain = domain(a).equals(domain(b));
        int locals = distances.edits(local, otherLocal);
        if (locals <= 2 && Math.min(local.length(), otherLocal.length()) >= 5 || apart <= 0.3) {
            return 4;
        }
        return domain ? 5 : apart <= 0.45 ? 6 : DIFFERENT;
    }

    private static String local(Value mail) {
        return mail.at < 0 ? mail.text : mail.text.substring(0, mail.at);
    }

    private static String domain(Value mail) {
        return mail.at < 0 ? mail.text : mail.text.substring(mail.at + 1);
    }

    private int phone(String a, String b) {
        int tail = Math.min(Math.min(a.length(), b.length()), 9);
        if (tail >= 7 && a.regionMatches(a.length() - tail, b, b.length() - tail, tail)) {
            return 1;
        }
        int edits = distances.edits(a, b);
        return edits <= 2 && tail >= 6 ? edits + 1 : edits == 3 && tail >= 9 ? 4 : DIFFERENT;
    }

    private int code(String a, String b) {
        int edits = distances.edits(a, b);
        int longer = Math.max(a.length(), b.length());
        if (edits == 1) {
            return longer >= 3 ? 1 : 5;
        }
        if (edits == 2 && longer >= 5) {
            return 2;
        }
        int half = Math.max(2, (longer + 1) / 2);
        if (longer >= 4 && a.regionMatches(0, b, 0, half)) {
            return 3;
        }
        if (longer >= 4 && a.length() >= half && a.regionMatches(a.length() - half, b, b.length() - half, half)) {
            return 4;
        }
        return DIFFERENT;
    }

    private int place(String a, String b) {
        int edits = distances.edits(a, b);
        int shorter = Math.min(a.length(), b.length());
        int longer = Math.max(a.length(), b.length());
        if (edits == 1 && shorter >= 3) {
            return 1;
        }
        double apart = edits / (double) longer;
        if (apart <= 0.2 && shorter >= 4) {
            return 2;
        }
        if (apart <= 0.3 && shorter >= 4) {
            return 3;
        }
        if (shorter >= 3 && (a.contains(b) || b.contains(a))) {
            return 4;
        }
        double likeness = distances.jaroWinkler(a, b);
        return likeness >= 0.9 ? 5 : apart <= 0.5 || likeness >= 0.82 ? 6 : DIFFERENT;
    }

    private int names(Value a, Value b) {
        Value fewer = a.words.length <= b.words.length ? a : b;
        Value more = fewer == a ? b : a;
        double common = 0;
        long taken = 0;
        double all = 0;
        for (int i = 0; i < fewer.words.length; i++) {
            double best = 0;
            int at = -1;
            for (int j = 0; j < more.words.length; j++) {
                double likeness = (taken >>> j & 1) == 0 ? likeness(fewer.words[i], more.words[j]) : 0;
                if (likeness > best) {
                    best = likeness;
                    at = j;
                }
            }
            if (at >= 0) {
                taken |= 1L << at;
            }
            common += best;
            all++;
        }
        double rest = more.words.length - all;
        return grade(common / (all + rest * 0.25), common / Math.max(1, all));
    }

    private static int grade(double whole, double ofShorter) {
        if (whole >= 0.99) {
            return 1;
        }
        if (whole >= 0.9) {
            return 2;
        }
        if (ofShorter >= 0.95) {
            return 3;
        }
        return whole >= 0.8 ? 4 : whole >= 0.6 ? 5 : whole >= 0.4 ? 6 : DIFFERENT;
    }

    private double likeness(String a, String b) {
        if (a.equals(b)) {
            return 1;
        }
        if (a.length() == 1 || b.length() == 1) {
            return a.charAt(0) == b.charAt(0) ? 0.7 : 0;
        }
        double likeness = distances.jaroWinkler(a, b);
        return likeness >= 0.85 ? likeness * likeness : 0;
    }

    private static int words(Value a, Value b) {
        double common = 0;
        int i = 0;
        int j = 0;
        while (i < a.words.length && j < b.words.length) {
            int order = a.words[i].compareTo(b.words[j]);
            if (order == 0) {
                common += a.weights[i] * b.weights[j];
            }
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        double scale = (double) a.norm * b.norm;
        double cosine = scale == 0 ? 0 : common / scale;
        int grade = cosine >= 0.9 ? 1 : cosine >= 0.75 ? 2 : cosine >= 0.6 ? 3 : cosine >= 0.45 ? 4 : 5;
        return grade < 5 ? grade : cosine >= 0.3 ? 5 : cosine >= 0.15 ? 6 : DIFFERENT;
    }
}
