package io.clientele.identity.internal;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one form of phone numbers: E.164 where the region is known or written. A number has to be one that the region's plan leaves
 * room for, not one that it has given already: plans change every few weeks, and who types a number twice is known by it.
 */
final class PhoneNumber {

    private static final String SEPARATORS = "./()\u2212";
    private static final String SCHEME = "tel:";
    /** The end of a number that says whom a switchboard is to ring. */
    private static final Pattern EXTENSION =
            Pattern.compile("(.*[0-9)])\\s*[;,]?\\s*(?:ext(?:ension|n)?|x|#)[.:=]?\\s*([0-9]{1,7})");

    private static final int FEWEST_DIGITS = 7;
    private static final int MOST_DIGITS = 15;

    private PhoneNumber() {}

    /**
     * The form of a number.
     *
     * @param region of numbers that name none, in two letters; empty or unknown if it is not known
     */
    static Optional<String> normalise(String raw, String region) {
        String text = Texts.without(SCHEME, Texts.trimmed(Texts.visible(raw))).toLowerCase(Locale.ROOT);
        Matcher matcher = EXTENSION.matcher(text);
        boolean extended = matcher.matches();
        Optional<String> number = digits(extended ? matcher.group(1) : text)
                .flatMap(digits -> digits.startsWith("+") || isRegion(region)
                        ? standard(digits, region)
                        : Optional.of(digits).filter(national -> !isFiller(national)));
        return extended ? number.map(main -> main + ";ext=" + matcher.group(2)) : number;
    }

    /** Whether phone numbers of a region can be read, given as two capital letters. */
    static boolean isRegion(String region) {
        return PhoneNumberUtil.getInstance().getSupportedRegions().contains(region);
    }

    /** A number by the plan of its region, read again until that changes nothing: some write the prefix of national calls twice. */
    private static Optional<String> standard(String digits, String region) {
        Optional<String> last = Optional.of(digits);
        Optional<String> number = read(digits, region);
        while (number.isPresent() && !number.equals(last)) {
            last = number;
            number = read(number.get(), region);
        }
        return number;
    }

    private static Optional<String> read(String digits, String region) {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            Phonenumber.PhoneNumber number = numbers.parse(digits, region);
            String form = numbers.format(number, PhoneNumberFormat.E164);
            boolean good = numbers.isPossibleNumber(number)
                    && form.length() > FEWEST_DIGITS
                    && !isFiller(numbers.getNationalSignificantNumber(number));
            return good ? Optional.of(form) : Optional.empty();
        } catch (NumberParseException none) {
            return Optional.empty();
        }
    }

    /** What is written, without what separates digits; empty if there is anything else. */
    private static Optional<String> digits(String text) {
        StringBuilder number = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isDigit(c)) {
                number.append(Character.digit(c, 10));
            } else if ((c == '+' || c == '\uff0b') && number.length() == 0) {
                number.append('+');
            } else if (!isSeparator(c)) {
                return Optional.empty();
            }
        }
        int digits = number.length() - (number.indexOf("+") == 0 ? 1 : 0);
        boolean good = digits >= FEWEST_DIGITS && digits <= MOST_DIGITS + 2;
        return good ? Optional.of(number.toString()) : Optional.empty();
    }

    private static boolean isSeparator(char c) {
        return SEPARATORS.indexOf(c) >= 0 || Texts.isBlank(c) || Character.getType(c) == Character.DASH_PUNCTUATION;
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
