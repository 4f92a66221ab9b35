package io.clientele.access;

import io.clientele.schema.Category;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the looks tell of a {@link Breach}: what GDPR Art. 33(3)(a) asks for. Names nobody. Immutable. */
public final class BreachFile {

    private final Breach breach;
    private final List<Look> looks;
    private final Set<Category> kinds;

    BreachFile(Breach breach, List<Look> looks, Set<Category> kinds) {
        this.breach = breach;
        this.looks = List.copyOf(looks);
        this.kinds = Set.copyOf(kinds);
    }

    /** By when the supervisory authority must know. */
    public Instant dueBy() {
        return breach.dueBy();
    }

    /** Every look that showed something. */
    public List<Look> looks() {
        return looks;
    }

    /** The ids of the profiles that were looked at. */
    public Set<String> profiles() {
        Set<String> profiles = new TreeSet<>();
        looks.forEach(look -> look.profile().ifPresent(profiles::add));
        return profiles;
    }

    /** How many looks were at somebody whom the sums of machines and looks at what laws have kept do not name. */
    public long unnamed() {
        return looks.stream()
                .filter(look -> look.profile().isEmpty() && isAtSomebody(look))
                .mapToLong(Look::count)
                .sum();
    }

    private static boolean isAtSomebody(Look look) {
        return List.of("find", "profile", "timeline", "consents", "disclosures", "vault")
                .contains(look.operation());
    }

    /** What kinds of data may have been seen, masked ones included, as the roles are now. */
    public Set<Category> kinds() {
        return kinds;
    }

    /** How often each principal looked. */
    public Map<String, Long> principals() {
        Map<String, Long> counts = new TreeMap<>();
        looks.forEach(look -> counts.merge(look.principal(), look.count(), Long::sum));
        return counts;
    }

    /** How many looks and profiles. */
    @Override
    public String toString() {
        return "breach file of " + looks.size() + " looks at " + profiles().size() + " profiles";
    }
}
