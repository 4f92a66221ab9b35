package io.clientele.identity.internal;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The one form of e-mail addresses. */
final class MailAddress {

    private static final int LONGEST_LOCAL = 64;
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
            "hello");
    /** Names that no registry gives (RFC 2606); but {@code example}, which is for made-up people. */
    private static final Set<String> RESERVED = Set.of("test", "invalid", "localhost");

    private MailAddress() {}

    static Optional<String> normalise(String raw, boolean providers) {
        String address = Normalizer.normalize(raw.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
        int at = address.indexOf('@');
        if (at < 1 || at > LONGEST_LOCAL || address.indexOf('@', at + 1) >= 0) {
            return Optional.empty();
        }
        String local = address.substring(0, at);
        String domain = domain(address.substring(at + 1));
        boolean good = DOMAIN.matcher(domain).matches()
                && local.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))
                && !isFiller(local, domain);
        return good ? Optional.of(providers ? asProvided(local, domain) : local + "@" + domain) : Optional.empty();
    }

    /** A domain as the name system knows it; empty if it is none. */
    private static String domain(String text) {
        try {
            return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException none) {
            return "";
        }
    }

    private static boolean isFiller(String local, String domain) {
        String name = domain.substring(0, domain.indexOf('.'));
        return Normaliser.isPlaceholder(local)
                || FILLERS.contains(local)
                || RESERVED.contains(domain.substring(domain.lastIndexOf('.') + 1))
                || local.length() == 1 && local.equals(name);
    }

    /** The mailbox at a provider that ignores dots and what follows a plus sign, which Google's does. */
    private static String asProvided(String local, String domain) {
        if (!domain.equals("gmail.com") && !domain.equals("googlemail.com")) {
            return local + "@" + domain;
        }
        int plus = local.indexOf('+');
        String mailbox = (plus > 0 ? local.substring(0, plus) : local).replace(".", "");
        return (mailbox.isEmpty() ? local : mailbox) + "@gmail.com";
    }

    /** Whether a normalised address is that of a function. */
    static boolean isRole(String address) {
        return ROLES.contains(address.substring(0, Math.max(0, address.indexOf('@'))));
    }
}
