package io.clientele.model;

/** Argument checks whose messages name the argument and never its content. */
final class Checks {

    private static final int MAX_NAME_LENGTH = 64;

    private Checks() {}

    static String name(String argument, String value) {
        boolean good = !value.isEmpty()
                && value.length() <= MAX_NAME_LENGTH
                && value.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        return require(good, value, argument + " must be 1 to 64 lower-case letters, digits or underscores");
    }

    static String text(String argument, String value, int maxLength) {
        boolean good = !value.isBlank() && value.length() <= maxLength && isWellFormed(value);
        return require(
                good, value, argument + " must hold 1 to " + maxLength + " well-formed characters and not be blank");
    }

    /** Whether a text can be written as UTF-8 and read again: it holds no half of a surrogate pair. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** A short text that may be empty. */
    static String label(String argument, String value) {
        boolean good = value != null && value.length() <= 200 && isWellFormed(value);
        return require(good, value, argument + " must be a text of at most 200 well-formed characters");
    }

    static <T> T require(boolean good, T value, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
        return value;
    }
}
