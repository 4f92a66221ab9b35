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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives an identifier the one form under which it is known, or finds it unusable. Immutable, safe to share. */
public final class Normaliser {

    /** Moves whenever an identifier may get another form than before. */
    public static final int VERSION = 4;

    /** What an identifier holds at most, in characters. */
    private static final int LONGEST = 512;

    private final String region;
    /** The regions of sources that have one of their own. */
    private final Map<String, String> sources;

    private final boolean providers;
    /** As they were given: what they come to depends on all the rest. */
    private final Map<String, Set<String>> blocked;

    private final Map<String, List<Pattern>> patterns;
    private final Map<String, Set<String>> blockedForms;

    private Normaliser(
            String region,
            Map<String, String> sources,
            boolean providers,
            Map<String, Set<String>> blocked,
            Map<String, List<Pattern>> patterns) {
        this.region = region;
        this.sources = sources;
        this.providers = providers;
        this.blocked = blocked;
        this.patterns = patterns;
        this.blockedForms = blocked.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> forms(entry.getKey(), entry.getValue())));
    }

    private Set<String> forms(String namespace, Set<String> values) {
        return values.stream()
                .flatMap(value -> Stream.concat(Stream.of(region), sources.values().stream())
                        .map(its -> form(namespace, value, its).orElse(value)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** No region, no rules of providers, nothing blocked but placeholders. */
    public static Normaliser standard() {
        return new Normaliser("", Map.of(), false, Map.of(), Map.of());
    }

    /**
     * The same with another region of phone numbers that name none.
     *
     * @throws IllegalArgumentException if it is neither empty nor a region that is known
     */
    public Normaliser region(String newRegion) {
        return new Normaliser(known(newRegion), sources, providers, blocked, patterns);
    }

    /**
     * The same with a region of its own for a source.
     *
     * @throws IllegalArgumentException if the source is blank or the region not known
     */
    public Normaliser regionOf(String source, String itsRegion) {
        if (source.isBlank() || itsRegion.isEmpty()) {
            throw new IllegalArgumentException((source.isBlank() ? "source" : "region") + " must not be empty");
        }
        Map<String, String> more = new HashMap<>(sources);
        more.put(source, known(itsRegion));
        return new Normaliser(region, Map.copyOf(more), providers, blocked, patterns);
    }

    private static String known(String region) {
        String letters = region.toUpperCase(Locale.ROOT);
        if (!letters.isEmpty() && !PhoneNumber.isRegion(letters)) {
            throw new IllegalArgumentException(
                    "region must be two letters of ISO 3166-1 that have telephones, or empty");
        }
        return letters;
    }

    /** The same, knowing the rules of mail providers or not. */
    public Normaliser providers(boolean newProviders) {
        return new Normaliser(region, sources, newProviders, blocked, patterns);
    }

    /** Blocks values, given in any spelling. */
    public Normaliser block(String namespace, Stream<String> values) {
        Map<String, Set<String>> more = new HashMap<>(blocked);
        Set<String> all = new HashSet<>(more.getOrDefault(namespace, Set.of()));
        values.forEach(all::add);
        more.put(namespace, Set.copyOf(all));
        return new Normaliser(region, sources, providers, Map.copyOf(more), patterns);
    }

    /** Blocks what matches a pattern whole. */
    public Normaliser block(String namespace, Pattern pattern) {
        Map<String, List<Pattern>> more = new HashMap<>(patterns);
        more.merge(
                namespace,
                List.of(pattern),
                (a, b) -> Stream.of(a, b).flatMap(List::stream).toList());
        return new Normaliser(region, sources, providers, blocked, Map.copyOf(more));
    }

    /** The one form of an identifier, by the numbering plan of the rules' region. */
    public Optional<Identifier> normalise(Identifier raw) {
        return normalise(raw, region);
    }

    /** The one form of an identifier; empty if it is a placeholder, blocked, or too long to be kept. */
    public Optional<Identifier> normalise(Identifier raw, String itsRegion) {
        String namespace = raw.namespace();
        return form(namespace, raw.value(), itsRegion.toUpperCase(Locale.ROOT))
                .filter(value -> value.length() <= LONGEST)
                .filter(value -> !blockedForms.getOrDefault(namespace, Set.of()).contains(value))
                .filter(value -> patterns.getOrDefault(namespace, List.of()).stream()
                        .noneMatch(pattern -> pattern.matcher(value).matches()))
                .map(value -> value.equals(raw.value()) ? raw : Identifier.of(namespace, value));
    }

    /** An identifier as a source means it: a phone number by the plan of its region, if it has one of its own. */
    public Identifier placed(Identifier raw, String source) {
        String its = raw.namespace().equals(Identifier.PHONE) ? sources.get(source) : null;
        return its == null
                ? raw
                : PhoneNumber.normalise(raw.value(), its).map(Identifier::phone).orElse(raw);
    }

    private Optional<String> form(String namespace, String value, String itsRegion) {
        return switch (namespace) {
            case Identifier.EMAIL -> MailAddress.normalise(value, providers);
            case Identifier.PHONE -> PhoneNumber.normalise(value, itsRegion);
            default -> opaque(value);
        };
    }

    private static Optional<String> opaque(String raw) {
        return Optional.of(Texts.trimmed(raw)).filter(value -> !Texts.isPlaceholder(value));
    }

    /** Whether an identifier is the mailbox of a function, such as {@code info@}. */
    public static boolean isRole(Identifier identifier) {
        return identifier.namespace().equals(Identifier.EMAIL) && MailAddress.isRole(identifier.value());
    }

    /** All of it, for a record of the configuration. */
    public String text() {
        Map<String, Set<String>> values = new TreeMap<>();
        blockedForms.forEach((namespace, some) -> values.put(namespace, new TreeSet<>(some)));
        Map<String, List<String>> expressions = new TreeMap<>();
        patterns.forEach((namespace, some) -> expressions.put(
                namespace, some.stream().map(Pattern::pattern).sorted().toList()));
        return region + ' ' + new TreeMap<>(sources) + ' ' + providers + ' ' + values + ' ' + expressions;
    }
}
