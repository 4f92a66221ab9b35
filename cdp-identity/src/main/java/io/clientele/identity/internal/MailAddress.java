package io.clientele.identity.internal;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one form of e-mail addresses. */
final class MailAddress {

    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 253;
    private static final int LONGEST_LABEL = 63;
    private static final char SHARP_S = '\u00df';
    private static final String SCHEME = "mailto:";
    /** What parts the labels of a domain, in any script (RFC 3490, 3.1). */
    private static final Pattern DOTS = Pattern.compile("[.\u3002\uff0e\uff61]");

    private static final Set<String> GOOGLE = Set.of("gmail.com", "googlemail.com");
    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9-]*[a-z][a-z0-9-]*");
    /** What people type, or tills fill in, where no address is known, and senders to which nobody listens. */
    private static final Set<String> FILLERS = Set.of(
            "test",
            "customer",
            "kunde",
            "client",
            "nobody",
            "no",
            "noemail",
            "no-email",
            "nomail",
            "no-mail",
            "keine",
            "kein",
            "sans",
            "donotreply",
            "do-not-reply",
            "noreply",
            "no-reply",
            "mailer-daemon");
    /** Mailboxes that belong to a function and not to a person; some are those of RFC 2142. */
    private static final Set<String> ROLES = Set.of(
            "info",
            "office",
            "sales",
            "support",
            "service",
            "contact",
            "kontakt",
            "admin",
            "administrator",
            "postmaster",
            "webmaster",
            "hostmaster",
            "abuse",
            "billing",
            "accounts",
            "orders",
            "marketing",
            "team",
            "mail",
            "hello",
            "help",
            "shop",
            "privacy",
            "datenschutz");
    /** Names that no registry gives (RFC 2606); but {@code example}, which is for made-up people. */
    private static final Set<String> RESERVED = Set.of("test", "invalid", "localhost");

    private MailAddress() {}

    static Optional<String> normalise(String raw, boolean providers) {
        String address = Texts.trimmed(address(raw).toLowerCase(Locale.ROOT));
        int at = address.indexOf('@');
        if (at < 1 || at > LONGEST_LOCAL || address.indexOf('@', at + 1) >= 0) {
            return Optional.empty();
        }
        String local = address.substring(0, at);
        String domain = domain(address.substring(at + 1));
        if (domain.length() > LONGEST_DOMAIN || !DOMAIN.matcher(domain).matches() || !isMailbox(local)) {
            return Optional.empty();
        }
        String provided = providers && GOOGLE.contains(domain) ? asProvided(local) : local;
        boolean good = !isFiller(local, domain) && !isFiller(provided, domain);
        return good
                ? Optional.of(provided + "@" + (providers && GOOGLE.contains(domain) ? "gmail.com" : domain))
                : Optional.empty();
    }

    /** What is left without what nobody sees, and without what makes a link of an address. */
    private static String address(String raw) {
        String text = Texts.trimmed(Texts.visible(raw));
        String address = Texts.without(SCHEME, text);
        int query = address.length() < text.length() ? address.indexOf('?') : -1;
        return query < 0 ? address : address.substring(0, query);
    }

    private static boolean isMailbox(String local) {
        return local.indexOf(':') < 0 && local.codePoints().noneMatch(Texts::isBlank);
    }

    /** A domain as the name system knows it; empty if it is none. */
    private static String domain(String text) {
        try {
            if (text.indexOf(SHARP_S) < 0) {
                return ascii(text);
            }
            return Stream.of(DOTS.split(text, -1))
                    .map(label -> label.indexOf(SHARP_S) < 0 ? ascii(label) : encoded(label))
                    .collect(Collectors.joining("."));
        } catch (IllegalArgumentException none) {
            return "";
        }
    }

    private static String ascii(String text) {
        return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    }

    /** A label with a letter that is its own in today's names (RFC 5894, 7.2), and that Java's library writes as two others. */
    private static String encoded(String label) {
        String letters = Normalizer.normalize(label, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        boolean good = letters.codePoints()
                .allMatch(c ->
                        Character.isLetterOrDigit(c) || c == '-' || Character.getType(c) == Character.NON_SPACING_MARK);
        String ascii = good ? Punycode.encode(letters) : "";
        return ascii.length() > LONGEST_LABEL ? "" : ascii;
    }

    private static boolean isFiller(String local, String domain) {
        String name = domain.substring(0, domain.indexOf('.'));
        return Texts.isPlaceholder(local)
                || Texts.isPlaceholder(mailbox(local))
                || FILLERS.contains(mailbox(local))
                || RESERVED.contains(domain.substring(domain.lastIndexOf('.') + 1))
                || local.length() == 1 && local.equals(name);
    }

    /** The name of a mailbox without what follows a plus sign, by which people sort their mail. */
    private static String mailbox(String local) {
        int plus = local.indexOf('+');
        return plus > 0 ? local.substring(0, plus) : local;
    }

    /** The mailbox at a provider that ignores dots and what follows a plus sign, which Google's does. */
    private static String asProvided(String local) {
        String mailbox = Texts.trimmed(mailbox(local).replace(".", ""));
        return mailbox.isEmpty() ? local : mailbox;
    }

    /** Whether a normalised address is that of a function. */
    static boolean isRole(String address) {
        return ROLES.contains(mailbox(address.substring(0, Math.max(0, address.indexOf('@')))));
    }
}
