package io.clientele.identity.match.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a record's values that two records of one person are likely to have in common, as a number. */
final class Atom {

    /** What of a value it takes, and the zones of the value (start, middle, end) in which no error may be. */
    enum Part {
        WHOLE(7),
        START(1),
        END(4),
        YEAR_MONTH(3),
        MONTH_DAY(6),
        YEAR_DAY(5),
        LOCAL(3),
        WORD(2),
        WORD_START(1);

        final int zones;

        Part(int zones) {
            this.zones = zones;
        }
    }

    /** The most numbers that one atom gives for a record. */
    static final int MOST = 4;

    final int field;
    /** A second field whose value may be the same, or -1. */
    final int other;

    final Part part;
    private final Kind kind;
    private final long seed;

    private Atom(int field, int other, Part part, Kind kind) {
        this.field = field;
        this.other = other;
        this.part = part;
        this.kind = kind;
        this.seed = Keys.mix(field * 64L + part.ordinal() + (other >= 0 ? 1 << 20 : 0));
    }

    /** All atoms of a layout. */
    static List<Atom> all(Layout layout) {
        List<Atom> atoms = new ArrayList<>();
        for (int field = 0; field < layout.size(); field++) {
            for (Part part : parts(layout.kinds[field])) {
                atoms.add(new Atom(field, -1, part, layout.kinds[field]));
            }
            if (layout.partner[field] >= 0 && layout.kinds[field] == layout.kinds[layout.partner[field]]) {
                atoms.add(new Atom(field, layout.partner[field], Part.WHOLE, layout.kinds[field]));
            }
        }
        return atoms;
    }

    private static List<Part> parts(Kind kind) {
        return switch (kind) {
            case NAME, CODE, PLACE, DIGITS -> List.of(Part.WHOLE, Part.START, Part.END);
            case DATE -> List.of(Part.WHOLE, Part.YEAR_MONTH, Part.MONTH_DAY, Part.YEAR_DAY);
            case EMAIL -> List.of(Part.WHOLE, Part.LOCAL, Part.START, Part.END);
            case CATEGORY, NUMBER -> List.of(Part.WHOLE);
            case NAMES -> List.of(Part.WORD, Part.WORD_START);
            case WORDS -> List.of(Part.WORD, Part.START);
        };
    }

    /** Writes the record's numbers from a place on; returns how many. */
    int of(Row row, long[] into, int at) {
        int count = of(row.values[field], into, at);
        return other < 0 ? count : count + of(row.values[other], into, at + count);
    }

    private int of(@Nullable Value value, long[] into, int at) {
        if (value == null) {
            return 0;
        }
        if (part == Part.WORD || part == Part.WORD_START) {
            return words(value, into, at);
        }
        String text = value.text;
        int length = text.length();
        into[at] = switch (part) {
            case START -> hash(text, 0, Math.min(length, start(length)));
            case END -> hash(text, Math.max(0, end(value)), length);
            case YEAR_MONTH -> length == 8 ? hash(text, 0, 6) : hash(text, 0, length);
            case MONTH_DAY -> length == 8 ? hash(text, 4, 8) : hash(text, 0, length);
            case YEAR_DAY -> length == 8 ? hash(text, 0, 4) ^ 31 * hash(text, 6, 8) : hash(text, 0, length);
            case LOCAL -> hash(text, 0, value.at < 0 ? length : value.at);
            default -> hash(text, kind == Kind.DIGITS ? Math.max(0, length - 9) : 0, length);
        };
        return 1;
    }

    private int start(int length) {
        return switch (kind) {
            case NAME -> 4;
            case CODE, DIGITS -> (length + 1) / 2;
            case WORDS -> 12;
            default -> 5;
        };
    }

    private int end(Value value) {
        int length = value.text.length();
        return switch (kind) {
            case EMAIL -> value.at + 1;
            case DIGITS -> length - 6;
            case CODE -> length - (length + 1) / 2;
            case NAME -> length - 4;
            default -> length - 5;
        };
    }

    /** The rarest words. */
    private int words(Value value, long[] into, int at) {
        int found = 0;
        int most = kind == Kind.NAMES ? MOST : MOST - 1;
        float below = Float.MAX_VALUE;
        while (found < most) {
            float best = -1;
            for (int i = 0; i < value.words.length; i++) {
                if (value.weights[i] < below && value.weights[i] > best) {
                    best = value.weights[i];
                }
            }
            if (best < 0) {
                return found;
            }
            for (int i = 0; i < value.words.length && found < most; i++) {
                if (value.weights[i] == best) {
                    String word = value.words[i];
                    int length = part == Part.WORD_START ? Math.min(4, word.length()) : word.length();
                    into[at + found++] = hash(word, 0, length);
                }
            }
            below = best;
        }
        return found;
    }

    private long hash(String text, int from, int to) {
        long hash = seed;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
            hash ^= hash >>> 29;
        }
        return Keys.mix(hash);
    }
}
