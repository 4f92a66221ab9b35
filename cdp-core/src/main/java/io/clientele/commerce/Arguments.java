package io.clientele.commerce;

import java.math.BigDecimal;
import java.util.Currency;

/** Argument checks whose messages name the argument and never its content. */
final class Arguments {

    private static final int MAX_TEXT_LENGTH = 2_000;

    private Arguments() {}

    static String text(String argument, String value) {
        require(
                !value.isBlank() && value.length() <= MAX_TEXT_LENGTH,
                argument + " must hold 1 to " + MAX_TEXT_LENGTH + " characters and not be blank");
        return value;
    }

    static BigDecimal amount(String argument, String value) {
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(argument + " must be a decimal number such as 49.90", notANumber);
        }
    }

    static String currency(String value) {
        try {
            return Currency.getInstance(value).getCurrencyCode();
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("currency must be an ISO 4217 code such as EUR", unknown);
        }
    }

    static int atLeast(String argument, int least, int value) {
        require(value >= least, argument + " must be " + least + " or more");
        return value;
    }

    static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }
}
