package io.clientele.identity.internal;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Optional;

/**
 * The one form of phone numbers: E.164 where the region is known or written. A number has to be one that the region's plan leaves
 * room for, not one that it has given already: plans change every few weeks, and who types a number twice is known by it.
 */
final class PhoneNumber {

    private static final String SEPARATORS = " \t\u00a0-./()";
    private static final int FEWEST_DIGITS = 7;
    private static final int MOST_DIGITS = 15;

    private PhoneNumber() {}

    /**
     * The form of a number.
     *
     * @param region of numbers that name none, in two letters; empty or unknown if it is not known
     */
    static Optional<String> normalise(String raw, String region) {
        Optional<String> digits = digits(raw);
        boolean placed = digits.isPresent()
                && (digits.get().startsWith("+")
                        || PhoneNumberUtil.getInstance().getSupportedRegions().contains(region));
        return placed ? standard(raw, region) : digits.filter(text -> !isFiller(text));
    }

    private static Optional<String> standard(String raw, String region) {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            Phonenumber.PhoneNumber number = numbers.parse(raw, region);
            return numbers.isPossibleNumber(number) && !isFiller(numbers.getNationalSignificantNumber(number))
                    ? Optional.of(numbers.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException none) {
            return Optional.empty();
        }
    }

    /** What is written, without what separates digits; empty if there is anything else. */
    private static Optional<String> digits(String raw) {
        StringBuilder number = new StringBuilder();
        String text = raw.strip();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' || c == '+' && number.length() == 0) {
                number.append(c);
            } else if (SEPARATORS.indexOf(c) < 0) {
                return Optional.empty();
            }
        }
        int digits = number.length() - (number.indexOf("+") == 0 ? 1 : 0);
        boolean good = digits >= FEWEST_DIGITS && digits <= MOST_DIGITS + 2;
        return good ? Optional.of(number.toString()) : Optional.empty();
    }

    /** Whether a number ends in seven times the same digit, or counts upwards. */
    private static boolean isFiller(String number) {
        return number.chars()
                                .skip(Math.max(0, number.length() - FEWEST_DIGITS))
                                .distinct()
                                .count()
                        == 1
                || "12345678901234567".startsWith(number);
    }
}
