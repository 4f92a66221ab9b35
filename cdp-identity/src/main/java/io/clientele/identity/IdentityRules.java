package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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
            Identifier.ORDER_ID,
            Identifier.DEVICE_ID,
            Identifier.ANONYMOUS_ID);

    private static final Map<String, Integer> LIMITS = Map.of(
            Identifier.USER_ID, 1,
            Identifier.LOYALTY_ID, 1,
            Identifier.EMAIL, 5,
            Identifier.PHONE, 5,
            Identifier.DEVICE_ID, 10,
            Identifier.ANONYMOUS_ID, 50);

    private static final Map<String, Integer> OWNERS = Map.of(
            Identifier.EMAIL, 2,
            Identifier.PHONE, 1,
            Identifier.DEVICE_ID, 2,
            Identifier.ANONYMOUS_ID, 2);

    /** An identifier seen with more owners than these is shared, whoever they are, if its namespace limits owners. */
    public static final int MOST_OWNERS = 16;

    private static final int LARGEST_LIMIT = 30_000;

    private final List<String> ranks;
    private final Map<String, Integer> limits;
    private final Map<String, Integer> owners;
    private final Map<String, Integer> rankOf = new LinkedHashMap<>();
    private final List<String> limited;

    private IdentityRules(List<String> ranks, Map<String, Integer> limits, Map<String, Integer> owners) {
        this.ranks = ranks;
        this.limits = Map.copyOf(limits);
        this.owners = Map.copyOf(owners);
        ranks.forEach(namespace -> rankOf.put(namespace, rankOf.size()));
        this.limited = this.limits.keySet().stream()
                .sorted(Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /**
     * The rules most shops want: user ID, loyalty ID, e-mail, phone, order ID, device ID, anonymous ID, from strong to
     * weak; a profile holds one user ID, one loyalty ID, 5 e-mails, 5 phones, 10 devices and 50 anonymous IDs at most. A phone
     * whose owners are in more than one cluster is shared, and so is an e-mail, device or anonymous ID with owners in more
     * than two.
     */
    public static IdentityRules standard() {
        return new IdentityRules(RANKS, LIMITS, OWNERS);
    }

    /**
     * These rules with another limit.
     *
     * @param namespace the namespace
     * @param most how many of its identifiers one profile may hold
     * @throws IllegalArgumentException if {@code most} is not 1 to 30,000
     */
    public IdentityRules limit(String namespace, int most) {
        return new IdentityRules(ranks, with(limits, namespace, most), owners);
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
     * These rules with another limit of owners. An identifier whose owners are in more clusters, or in clusters that exclude
     * each other, is shared: it links nothing.
     *
     * @param namespace the namespace
     * @param most in how many clusters the owners of one of its values may be
     * @throws IllegalArgumentException if {@code most} is not 1 to 30,000
     */
    public IdentityRules owners(String namespace, int most) {
        return new IdentityRules(ranks, limits, with(owners, namespace, most));
    }

    /** In how many clusters the owners of one value may be; empty if no value of the namespace is ever shared. */
    public OptionalInt owners(String namespace) {
        Integer most = owners.get(namespace);
        return most == null ? OptionalInt.empty() : OptionalInt.of(most);
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

    /** From strong to weak: by rank, then by namespace and value, so that no two differ and compare as equal. */
    public int compare(Identifier a, Identifier b) {
        int byRank = Integer.compare(rank(a.namespace()), rank(b.namespace()));
        int byNamespace = byRank != 0 ? byRank : a.namespace().compareTo(b.namespace());
        return byNamespace != 0 ? byNamespace : a.value().compareTo(b.value());
    }

    /**
     * The strongest of some identifiers.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Identifier strongest(Collection<Identifier> identifiers) {
        return identifiers.stream()
                .min(this::compare)
                .orElseThrow(() -> new IllegalArgumentException("identifiers must not be empty"));
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
}
