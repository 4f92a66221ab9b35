package io.clientele.identity.internal;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What all identifiers have in common as texts: what nobody sees in them, and what stands for nothing. */
final class Texts {

    /** What programs and forms fill in where they know nothing. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "null",
            "nil",
            "nan",
            "undefined",
            "anonymous",
            "anon",
            "guest",
            "unknown",
            "none",
            "n/a",
            "n.a.",
            "n.a",
            "na",
            "-1",
            "false",
            "not set",
            "not_set",
            "empty",
            "missing",
            "object object",
            "ffffffff-ffff-ffff-ffff-ffffffffffff");
    /** A template that nobody filled in. */
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{.*}}|[$#]\\{.*}", Pattern.DOTALL);

    private static final String QUOTES = "\"'`()[]<>";

    private Texts() {}

    /** A text in NFC, without spaces at its ends and without what nobody sees there. */
    static String trimmed(String raw) {
        String text = isPlain(raw) ? raw : Normalizer.normalize(raw, Normalizer.Form.NFC);
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (start < end && isBlank(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** A text without what nobody sees anywhere in it: zero-width characters, marks of direction, soft hyphens. */
    static String visible(String text) {
        return isPlain(text)
                ? text
                : text.codePoints()
                        .filter(c -> Character.getType(c) != Character.FORMAT)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** A text without a prefix in any case, as often as it stands there. */
    static String without(String prefix, String text) {
        String rest = text;
        while (rest.regionMatches(true, 0, prefix, 0, prefix.length())) {
            rest = trimmed(rest.substring(prefix.length()));
        }
        return rest;
    }

    /** Whether a character is a space, or one that nobody sees. */
    static boolean isBlank(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }

    /** Whether nothing is left but zeros and punctuation (the nil UUID, a lone dash, no text at all), or a known filler. */
    static boolean isPlaceholder(String value) {
        return isEmpty(value)
                || PLACEHOLDERS.contains(unquoted(value).toLowerCase(Locale.ROOT))
                || TEMPLATE.matcher(value).matches();
    }

    /** Whether nothing is left but zeros and punctuation. */
    private static boolean isEmpty(String value) {
        return value.codePoints().noneMatch(c -> Character.isLetterOrDigit(c) && c != '0');
    }

    private static String unquoted(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && QUOTES.indexOf(value.charAt(start)) >= 0) {
            start++;
        }
        while (start < end && QUOTES.indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return value.substring(start, end).strip();
    }
}
