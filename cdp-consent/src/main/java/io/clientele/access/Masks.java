package io.clientele.access;

/** Masks of values: the same for the same value, and of at most two of its letters and the ending of a domain. */
final class Masks {

    private static final String DOTS = "•••";
    private static final int LEAST = 4;
    private static final int DIGITS = 7;
    private static final int LONGEST_ENDING = 7;

    private Masks() {}

    /** The mask of a value. */
    static String of(Object value) {
        return value instanceof String text ? of(text) : DOTS;
    }

    /** The mask of a text: of an address of mail {@code a•••@e•••.org}, of a number of phone {@code •••17}, else {@code A•••}. */
    static String of(String text) {
        int at = text.lastIndexOf('@');
        if (at >= 0) {
            return first(text.substring(0, at)) + '@' + domain(text.substring(at + 1));
        }
        return isNumber(text) ? DOTS + text.substring(text.length() - 2) : first(text);
    }

    private static boolean isNumber(String text) {
        return text.chars().filter(Character::isDigit).count() >= DIGITS && text.matches("[+0-9 ()/.-]*[0-9]{2}");
    }

    private static String domain(String domain) {
        int dot = domain.lastIndexOf('.');
        boolean usual = dot >= 0 && domain.length() - dot <= LONGEST_ENDING;
        return usual ? first(domain.substring(0, dot)) + domain.substring(dot) : first(domain);
    }

    /** The first letter; not even that of what is short. */
    private static String first(String text) {
        return text.codePointCount(0, text.length()) < LEAST
                ? DOTS
                : text.substring(0, text.offsetByCodePoints(0, 1)) + DOTS;
    }
}
