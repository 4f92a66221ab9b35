package io.clientele.identity.internal;

import io.clientele.model.Identifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Gives an identifier the one form under which it is known, or finds it unusable. Immutable, safe to share. */
public final class Normaliser {

    /** Moves whenever an identifier may get another form than before. */
    public static final int VERSION = 3;

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
            "-1",
            "not set",
            "(not set)",
            "not_set",
            "empty",
            "missing",
            "[object object]");

    private final String region;
    private final boolean providers;
    private final Map<String, Set<String>> blocked;
    private final Map<String, List<Pattern>> patterns;

    private Normaliser(
            String region, boolean providers, Map<String, Set<String>> blocked, Map<String, List<Pattern>> patterns) {
        this.region = region;
        this.providers = providers;
        this.blocked = blocked;
        this.patterns = patterns;
    }

    /** No region, no rules of providers, nothing blocked but placeholders. */
    public static Normaliser standard() {
        return new Normaliser("", false, Map.of(), Map.of());
    }

    /** The same with another region of phone numbers that name none. */
    public Normaliser region(String newRegion) {
        return new Normaliser(newRegion, providers, blocked, patterns);
    }

    /** The same, knowing the rules of mail providers or not. */
    public Normaliser providers(boolean newProviders) {
        return new Normaliser(region, newProviders, blocked, patterns);
    }

    /** Blocks values, each in its one form. */
    public Normaliser block(String namespace, Stream<String> values) {
        Map<String, Set<String>> more = new HashMap<>(blocked);
        Set<String> all = new HashSet<>(more.getOrDefault(namespace, Set.of()));
        values.forEach(value -> all.add(form(namespace, value, region).orElse(value)));
        more.put(namespace, Set.copyOf(all));
        return new Normaliser(region, providers, Map.copyOf(more), patterns);
    }

    /** Blocks what matches a pattern whole. */
    public Normaliser block(String namespace, Pattern pattern) {
        Map<String, List<Pattern>> more = new HashMap<>(patterns);
        more.merge(
                namespace,
                List.of(pattern),
                (a, b) -> Stream.of(a, b).flatMap(List::stream).toList());
        return new Normaliser(region, providers, blocked, Map.copyOf(more));
    }

    /** The one form of an identifier, by the numbering plan of the rules' region. */
    public Optional<Identifier> normalise(Identifier raw) {
        return normalise(raw, region);
    }

    /** The one form of an identifier; empty if it is a placeholder or blocked. */
    public Optional<Identifier> normalise(Identifier raw, String itsRegion) {
        String namespace = raw.namespace();
        return form(namespace, raw.value(), itsRegion)
                .filter(value -> !blocked.getOrDefault(namespace, Set.of()).contains(value))
                .filter(value -> patterns.getOrDefault(namespace, List.of()).stream()
                        .noneMatch(pattern -> pattern.matcher(value).matches()))
                .map(value -> value.equals(raw.value()) ? raw : Identifier.of(namespace, value));
    }

    private Optional<String> form(String namespace, String value, String itsRegion) {
        return switch (namespace) {
            case Identifier.EMAIL -> MailAddress.normalise(value, providers);
            case Identifier.PHONE -> PhoneNumber.normalise(value, itsRegion);
            default -> opaque(value);
        };
    }

    private static Optional<String> opaque(String raw) {
        String value = raw.strip();
        return isPlaceholder(value) ? Optional.empty() : Optional.of(value);
    }

    /** Whether an identifier is the mailbox of a function, such as {@code info@}. */
    public static boolean isRole(Identifier identifier) {
        return identifier.namespace().equals(Identifier.EMAIL) && MailAddress.isRole(identifier.value());
    }

    /** Whether nothing is left but zeros and punctuation (the nil UUID, a lone dash, no text at all), or a known filler. */
    static boolean isPlaceholder(String value) {
        return isBlank(value) || PLACEHOLDERS.contains(value.toLowerCase(Locale.ROOT));
    }

    /** Whether nothing is left but zeros and punctuation. */
    static boolean isBlank(String value) {
        return value.codePoints().noneMatch(c -> Character.isLetterOrDigit(c) && c != '0');
    }

    /** All of it, for a record of the configuration. */
    public String text() {
        Map<String, Set<String>> values = new TreeMap<>();
        blocked.forEach((namespace, some) -> values.put(namespace, new TreeSet<>(some)));
        return region + ' ' + providers + ' ' + values + ' ' + new TreeMap<>(patterns);
    }
}
