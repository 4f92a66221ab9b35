package io.clientele.identity.match.internal;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Texts without case, accents and script: what is left are mostly Latin letters, digits and the separators asked for. */
final class Letters {

    private static final Map<Character, String> SPELLINGS = Map.ofEntries(
            Map.entry('ß', "ss"),
            Map.entry('æ', "ae"),
            Map.entry('œ', "oe"),
            Map.entry('ø', "o"),
            Map.entry('ł', "l"),
            Map.entry('đ', "d"),
            Map.entry('ð', "d"),
            Map.entry('þ', "th"),
            Map.entry('ı', "i"),
            Map.entry('ħ', "h"));

    private static final String CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяієїґў";
    private static final List<String> CYRILLIC_LATIN =
            spellings("a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i ye i g u");
    private static final String GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω";
    private static final List<String> GREEK_LATIN = spellings("a v g d e z i th i k l m n x o p r s s t y f ch ps o");

    private Letters() {}

    /** One for each letter in order; a dash for those that have none. */
    private static List<String> spellings(String apart) {
        return Stream.of(apart.split(" ", -1))
                .map(latin -> latin.equals("-") ? "" : latin)
                .toList();
    }

    /** Letters and digits in lower case without accents, with one space wherever anything else stood between two. */
    static String words(String raw) {
        String plain = plain(raw);
        StringBuilder words = new StringBuilder(plain.length());
        boolean gap = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                if (gap && words.length() > 0) {
                    words.append(' ');
                }
                gap = false;
                words.append(c);
            } else if (c != '\'' && c != '\u2019' && c != '`') {
                gap = true;
            }
        }
        return words.toString();
    }

    /** Letters and digits alone. */
    static String joined(String raw) {
        return words(raw).replace(" ", "");
    }

    /** Digits alone. */
    static String digits(String raw) {
        StringBuilder digits = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            int digit = Character.digit(raw.charAt(i), 10);
            if (digit >= 0) {
                digits.append((char) ('0' + digit));
            }
        }
        return digits.toString();
    }

    /** Lower case, no accents, Latin letters for Cyrillic and Greek ones; all else as it is. */
    static String plain(String raw) {
        if (isPlain(raw)) {
            return raw;
        }
        String lower = raw.toLowerCase(Locale.ROOT);
        String apart = Normalizer.normalize(lower, Normalizer.Form.NFKD);
        StringBuilder plain = new StringBuilder(apart.length());
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                append(plain, c);
            }
        }
        return plain.toString();
    }

    private static boolean isPlain(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 128 || c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder plain, char c) {
        if (c < 128) {
            plain.append(c);
            return;
        }
        int cyrillic = CYRILLIC.indexOf(c);
        int greek = GREEK.indexOf(c);
        if (cyrillic >= 0) {
            plain.append(CYRILLIC_LATIN.get(cyrillic));
        } else if (greek >= 0) {
            plain.append(GREEK_LATIN.get(greek));
        } else {
            plain.append(SPELLINGS.getOrDefault(c, String.valueOf(c)));
        }
    }
}
