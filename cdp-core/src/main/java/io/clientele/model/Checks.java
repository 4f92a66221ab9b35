package io.clientele.model;

/** Argument checks whose messages name the argument and never its content. */
final class Checks {

    private static final int MAX_NAME_LENGTH = 64;

    private Checks() {}

    static String name(String argument, String value) {
        if (value.isEmpty() || value.length() > MAX_NAME_LENGTH || !isName(value)) {
            throw new IllegalArgumentException(argument + " must be 1 to 64 lower-case letters, digits or underscores");
        }
        return value;
    }

    private static boolean isName(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    static String text(String argument, String value, int maxLength) {
        if (value.isBlank() || value.length() > maxLength || !isWellFormed(value)) {
            throw new IllegalArgumentException(
                    argument + " must hold 1 to " + maxLength + " well-formed characters and not be blank");
        }
        return value;
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
        if (value == null || value.length() > 200 || !isWellFormed(value)) {
            throw new IllegalArgumentException(argument + " must be a text of at most 200 well-formed characters");
        }
        return value;
    }

    static <T> T require(boolean good, T value, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
        return value;
    }
}
