package io.clientele.identity;

import io.clientele.identity.internal.Normaliser;
import io.clientele.identity.match.Devices;
import io.clientele.identity.match.Matching;
import io.clientele.model.Identifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How strongly each namespace speaks for a person, and how many of its identifiers one profile may hold. Immutable, safe
 * to share.
 */
public final class IdentityRules {

    private static final List<String> RANKS = List.of(
            Identifier.USER_ID,
            Identifier.LOYALTY_ID,
            Identifier.EMAIL,
            Identifier.PHONE,
            Identifier.PAYMENT_TOKEN,
            Identifier.ORDER_ID,
            Identifier.DEVICE_ID,
            Identifier.ANONYMOUS_ID);

    private static final Map<String, Integer> LIMITS = Map.of(
            Identifier.USER_ID, 1,
            Identifier.LOYALTY_ID, 1,
            Identifier.EMAIL, 5,
            Identifier.PHONE, 5,
            Identifier.PAYMENT_TOKEN, 10,
            Identifier.DEVICE_ID, 10,
            Identifier.ANONYMOUS_ID, 50);

    private static final Map<String, Integer> OWNERS = Map.of(
            Identifier.EMAIL, 2,
            Identifier.PHONE, 2,
            Identifier.PAYMENT_TOKEN, 1,
            Identifier.DEVICE_ID, 2,
            Identifier.ANONYMOUS_ID, 2);

    /**
     * An identifier seen with more owners than these is shared, whoever they are, if its namespace limits owners; if not, one whose
     * owners of one namespace are more than as many profiles can hold.
     */
    public static final int MOST_OWNERS = 16;

    /**
     * What people are told apart by, besides all of which a profile holds one. Owners of one identifier whose clusters each hold
     * one of these contradict each other.
     */
    static final Set<String> PERSONAL =
            Set.of(Identifier.USER_ID, Identifier.LOYALTY_ID, Identifier.EMAIL, Identifier.PHONE);

    /** One person may have two addresses, or two accounts; who have two accounts and two addresses are two. */
    static final int MOST_CONTRADICTIONS = 1;

    private static final int MOST_CONTRADICTIONS_OF_ALL = 100;

    /** Another one wherever the same evidence under the same rules gives other clusters than before. */
    private static final String REVISION = "4";

    private static final int LARGEST_LIMIT = 30_000;

    private final List<String> ranks;
    private final Map<String, Integer> limits;
    private final Map<String, Integer> owners;
    private final Map<String, Integer> contradictions;
    private final Map<String, Duration> lifetimes;
    private final Normaliser normaliser;
    /** Namespaces of what devices show, which rank after all identifiers. */
    private final List<String> traces;

    private final Map<String, Integer> rankOf = new LinkedHashMap<>();
    private final List<String> limited;

    private IdentityRules(
            List<String> ranks,
            Map<String, Integer> limits,
            Map<String, Integer> owners,
            Map<String, Integer> contradictions,
            Map<String, Duration> lifetimes,
            Normaliser normaliser,
            List<String> traces) {
        this.ranks = List.copyOf(ranks);
        this.traces = List.copyOf(traces);
        this.limits = Map.copyOf(limits);
        this.owners = Map.copyOf(owners);
        this.contradictions = Map.copyOf(contradictions);
        this.lifetimes = Map.copyOf(lifetimes);
        this.normaliser = normaliser;
        ranks.forEach(namespace -> rankOf.put(namespace, rankOf.size()));
        traces.forEach(namespace -> rankOf.put(namespace, rankOf.size() + 1));
        this.limited = this.limits.keySet().stream()
                .sorted(Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /**
     * The rules most shops want: user ID, loyalty ID, e-mail, phone, payment token, order ID, device ID, anonymous ID, from
     * strong to weak; a profile holds one user ID, one loyalty ID, 5 e-mails, 5 phones, 10 payment tokens, 10 devices and 50
     * anonymous IDs at most. A payment token whose owners are in more than one cluster is shared, and so is an e-mail, phone,
     * device or anonymous ID with owners in more than two. Every value lives for ever.
     */
    public static IdentityRules standard() {
        return new IdentityRules(RANKS, LIMITS, OWNERS, Map.of(), Map.of(), Normaliser.standard(), List.of());
    }

    /**
     * These rules with another limit.
     *
     * @param namespace the namespace
     * @param most how many of its identifiers one profile may hold
     * @throws IllegalArgumentException if {@code most} is not 1 to 30,000
     */
    public IdentityRules limit(String namespace, int most) {
        return new IdentityRules(
                ranks, with(limits, namespace, most), owners, contradictions, lifetimes, normaliser, traces);
    }

    private static Map<String, Integer> with(Map<String, Integer> values, String namespace, int most) {
        if (most < 1 || most > LARGEST_LIMIT) {
            throw new IllegalArgumentException("most must be 1 to " + LARGEST_LIMIT);
        }
        Map<String, Integer> more = new LinkedHashMap<>(values);
        more.put(namespace, most);
        return more;
    }

    /**
     * These rules with another limit of owners. An identifier whose owners are in more clusters, or in clusters that contradict
     * each other, is shared: it links nothing. {@link IdentityEngine} says when they do.
     *
     * @param namespace the namespace
     * @param most in how many clusters the owners of one of its values may be
     * @throws IllegalArgumentException if {@code most} is not 1 to 30,000
     */
    public IdentityRules owners(String namespace, int most) {
        return new IdentityRules(
                ranks, limits, with(owners, namespace, most), contradictions, lifetimes, normaliser, traces);
    }

    /**
     * These rules with another limit of contradictions between the clusters of a value's owners, which is 1 unless said. With 0 a
     * value is shared as soon as its owners are known by two of anything: for what is weak, such as what a browser looks like.
     *
     * @param namespace the namespace, which needs a limit of {@linkplain #owners owners}
     * @param most how often they may contradict each other
     * @throws IllegalArgumentException if {@code most} is not 0 to 100
     */
    public IdentityRules contradictions(String namespace, int most) {
        if (most < 0 || most > MOST_CONTRADICTIONS_OF_ALL) {
            throw new IllegalArgumentException("most must be 0 to " + MOST_CONTRADICTIONS_OF_ALL);
        }
        Map<String, Integer> more = new LinkedHashMap<>(contradictions);
        more.put(namespace, most);
        return new IdentityRules(ranks, limits, owners, more, lifetimes, normaliser, traces);
    }

    /** How often the clusters of a value's owners may contradict each other. */
    public int contradictions(String namespace) {
        return contradictions.getOrDefault(namespace, MOST_CONTRADICTIONS);
    }

    /** The fewest contradictions that make a value of any namespace shared, less one. */
    int fewestContradictions() {
        return contradictions.values().stream().reduce(MOST_CONTRADICTIONS, Math::min);
    }

    /**
     * In how many clusters the owners of one value may be; empty if a value of the namespace is shared by a {@linkplain #MOST_OWNERS crowd}
     * alone.
     */
    public OptionalInt owners(String namespace) {
        Integer most = owners.get(namespace);
        return most == null ? OptionalInt.empty() : OptionalInt.of(most);
    }

    /**
     * These rules with a lifetime of a namespace's values. What is seen later than this after the first event that links a
     * value is said of another thing: of a phone number given to somebody else, of a card that was replaced. It links nothing
     * and makes nobody an owner.
     *
     * @param namespace the namespace
     * @param lifetime how long a value means the same
     * @throws IllegalArgumentException if it is not positive
     */
    public IdentityRules lifetime(String namespace, Duration lifetime) {
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException("lifetime must be positive");
        }
        Map<String, Duration> more = new LinkedHashMap<>(lifetimes);
        more.put(namespace, lifetime);
        return new IdentityRules(ranks, limits, owners, contradictions, more, normaliser, traces);
    }

    /** How long after the first event that links it a value means the same; empty if for ever. */
    public Optional<Duration> lifetime(String namespace) {
        return Optional.ofNullable(lifetimes.get(namespace));
    }

    /**
     * These rules with a namespace of the shop's own, or a known one at another place.
     *
     * @param namespace the namespace
     * @param stronger the namespace after which it ranks
     * @throws IllegalArgumentException if that one has no rank, or is the same
     */
    public IdentityRules rankAfter(String namespace, String stronger) {
        List<String> order = new ArrayList<>(ranks);
        order.remove(namespace);
        if (!order.contains(stronger)) {
            throw new IllegalArgumentException("stronger must be another namespace that has a rank");
        }
        order.add(order.indexOf(stronger) + 1, namespace);
        return new IdentityRules(order, limits, owners, contradictions, lifetimes, normaliser, traces);
    }

    /**
     * These rules with values that are no identifiers, such as what a till fills in; given in any spelling, before or after the
     * other rules. Placeholders such
     * as {@code null}, {@code undefined}, the nil UUID and {@code test@} any domain are none without being named.
     */
    public IdentityRules block(String namespace, String... values) {
        return new IdentityRules(
                ranks,
                limits,
                owners,
                contradictions,
                lifetimes,
                normaliser.block(namespace, Stream.of(values)),
                traces);
    }

    /**
     * These rules with a regular expression for values that are no identifiers; it has to match the whole normalised value.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public IdentityRules blockMatching(String namespace, String expression) {
        return new IdentityRules(
                ranks,
                limits,
                owners,
                contradictions,
                lifetimes,
                normaliser.block(namespace, Pattern.compile(expression)),
                traces);
    }

    /**
     * These rules with the region whose numbering plan phone numbers follow that name no country.
     *
     * @param region two letters (ISO 3166-1), such as {@code DE}; empty if national numbers are to stay as they are written
     * @throws IllegalArgumentException if it is another one than those that have telephones
     */
    public IdentityRules region(String region) {
        return new IdentityRules(ranks, limits, owners, contradictions, lifetimes, normaliser.region(region), traces);
    }

    /**
     * These rules with the region of phone numbers that name no country in what comes from one source: in events whose
     * {@link io.clientele.model.Event#source} it is, and in consent acts whose evidence names it. Where no source is said, as when a
     * profile is looked for, a number is read by the {@linkplain #region region} of all.
     *
     * @param source as events and evidence name it
     * @param region two letters (ISO 3166-1), such as {@code AT}
     * @throws IllegalArgumentException if the source is blank, or the region another one than those that have telephones
     */
    public IdentityRules regionOf(String source, String region) {
        return new IdentityRules(
                ranks, limits, owners, contradictions, lifetimes, normaliser.regionOf(source, region), traces);
    }

    /** These rules, knowing that Google's mail ignores dots and what follows a plus sign in the name of a mailbox. */
    public IdentityRules mailProviders() {
        return new IdentityRules(ranks, limits, owners, contradictions, lifetimes, normaliser.providers(true), traces);
    }

    /** Moves whenever a release may give an identifier another form than before. */
    public int normaliserVersion() {
        return Normaliser.VERSION;
    }

    /** Whether people are told apart by a namespace. */
    boolean isPersonal(String namespace) {
        return PERSONAL.contains(namespace) || limit(namespace).orElse(2) == 1;
    }

    /** Whether a namespace is of what devices show, not of identifiers. */
    boolean isTrace(String namespace) {
        return traces.contains(namespace);
    }

    /** These rules, where devices count if they are to. */
    IdentityRules where(Optional<Matching> matching) {
        return matching.flatMap(Matching::devices).map(this::with).orElse(this);
    }

    /** These rules where devices count, too: each of their traces ranks after everything else. */
    IdentityRules with(Devices devices) {
        Map<String, Integer> few = new LinkedHashMap<>(owners);
        Map<String, Integer> none = new LinkedHashMap<>(contradictions);
        List<String> names = new ArrayList<>();
        for (Devices.Trace trace : devices.traces()) {
            names.add(trace.namespace());
            few.put(trace.namespace(), trace.owners());
            none.put(trace.namespace(), 0);
        }
        return new IdentityRules(ranks, limits, few, none, lifetimes, normaliser, names);
    }

    Normaliser normaliser() {
        return normaliser;
    }

    /** Whether an identifier may be linked at all: the mailbox of a function, such as {@code info@}, may not. */
    boolean links(Identifier identifier) {
        return !Normaliser.isRole(identifier);
    }

    /** How many identifiers of a namespace one profile may hold; empty if any number. */
    public OptionalInt limit(String namespace) {
        Integer most = limits.get(namespace);
        return most == null ? OptionalInt.empty() : OptionalInt.of(most);
    }

    /** The place of a namespace among all, 0 the strongest; unknown namespaces share the last. */
    public int rank(String namespace) {
        return rankOf.getOrDefault(namespace, ranks.size());
    }

    /** The last rank that a namespace can have. */
    int lastRank() {
        return ranks.size() + traces.size();
    }

    /** From strong to weak: by rank, then by namespace and value, so that no two differ and compare as equal. */
    public int compare(Identifier a, Identifier b) {
        int byRank = Integer.compare(rank(a.namespace()), rank(b.namespace()));
        int byNamespace = byRank != 0 ? byRank : a.namespace().compareTo(b.namespace());
        return byNamespace != 0 ? byNamespace : a.value().compareTo(b.value());
    }

    /**
     * The strongest of some identifiers; the mailbox of a function only where there is nothing else.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Identifier strongest(Collection<Identifier> identifiers) {
        Identifier strongest = null;
        for (Identifier identifier : identifiers) {
            if (strongest == null || isStronger(identifier, strongest)) {
                strongest = identifier;
            }
        }
        if (strongest == null) {
            throw new IllegalArgumentException("identifiers must not be empty");
        }
        return strongest;
    }

    private boolean isStronger(Identifier a, Identifier b) {
        boolean links = links(a);
        return links == links(b) ? compare(a, b) < 0 : links;
    }

    /** The namespaces that have a rank, strongest first. */
    List<String> ranks() {
        return ranks;
    }

    /** The namespaces that have a limit, strongest first: the order in which limits are tried and kept in arrays. */
    List<String> limited() {
        return limited;
    }

    int[] limitValues() {
        return limited.stream()
                .mapToInt(namespace -> limit(namespace).orElseThrow())
                .toArray();
    }

    /** All of it, for a record of the configuration. */
    String text() {
        return String.join(
                "\n",
                REVISION,
                ranks.toString(),
                new TreeMap<>(limits).toString(),
                new TreeMap<>(owners).toString(),
                new TreeMap<>(contradictions).toString(),
                new TreeMap<>(lifetimes).toString(),
                String.valueOf(normaliserVersion()),
                normaliser.text());
    }
}
