package io.clientele.identity;

import io.clientele.model.Identifier;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Gives an identifier the one form under which it is known, or finds it unusable. Version 1. */
final class Normaliser {

    private static final Set<String> PLACEHOLDERS = Set.of(
            "null",
            "(null)",
            "nil",
            "nan",
            "undefined",
            "anonymous",
            "guest",
            "unknown",
            "none",
            "n/a",
            "na",
            "not set",
            "(not set)",
            "not_set",
            "empty",
            "missing",
            "[object object]");
    private static final String PHONE_SEPARATORS = " \t\u00a0-./()";
    private static final int PHONE_MIN_DIGITS = 7;
    private static final int PHONE_MAX_DIGITS = 15;

    private Normaliser() {}

    static Optional<Identifier> normalise(Identifier raw) {
        Optional<String> value = switch (raw.namespace()) {
            case Identifier.EMAIL -> email(raw.value());
            case Identifier.PHONE -> phone(raw.value());
            default -> opaque(raw.value());
        };
        return value.map(v -> v.equals(raw.value()) ? raw : Identifier.of(raw.namespace(), v));
    }

    private static Optional<String> email(String raw) {
        String address = Normalizer.normalize(raw.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
        int at = address.indexOf('@');
        boolean good = at > 0 && at < address.length() - 1 && address.indexOf('@', at + 1) < 0;
        return good ? Optional.of(address) : Optional.empty();
    }

    private static Optional<String> phone(String raw) {
        StringBuilder number = new StringBuilder();
        String text = raw.strip();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDigit(c) || (c == '+' && number.length() == 0)) {
                number.append(c);
            } else if (PHONE_SEPARATORS.indexOf(c) < 0) {
                return Optional.empty();
            }
        }
        int digits = number.length() - (number.indexOf("+") == 0 ? 1 : 0);
        boolean good = digits >= PHONE_MIN_DIGITS && digits <= PHONE_MAX_DIGITS && !blank(number.toString());
        return good ? Optional.of(number.toString()) : Optional.empty();
    }

    private static Optional<String> opaque(String raw) {
        String value = raw.strip();
        boolean placeholder = blank(value) || PLACEHOLDERS.contains(value.toLowerCase(Locale.ROOT));
        return placeholder ? Optional.empty() : Optional.of(value);
    }

    /** Whether nothing is left but zeros and punctuation: the nil UUID, a lone dash, no text at all. */
    private static boolean blank(String value) {
        return value.codePoints().noneMatch(c -> Character.isLetterOrDigit(c) && c != '0');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
