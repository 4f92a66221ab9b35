package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The decisions in force, found by the identifiers they name. */
final class Decisions {

    private final Map<String, IdentityDecision> byId = new HashMap<>();
    private final Map<Identifier, List<IdentityDecision>> byIdentifier = new HashMap<>();

    /** Adds one; whether it was new. */
    boolean add(IdentityDecision decision) {
        if (byId.putIfAbsent(decision.id(), decision) != null) {
            return false;
        }
        for (Identifier identifier : named(decision)) {
            List<IdentityDecision> its = byIdentifier.computeIfAbsent(identifier, key -> new ArrayList<>(1));
            its.add(decision);
            its.sort(null);
        }
        return true;
    }

    Optional<IdentityDecision> remove(String id) {
        Optional<IdentityDecision> gone = Optional.ofNullable(byId.remove(id));
        gone.ifPresent(decision -> named(decision).forEach(identifier -> {
            byIdentifier.getOrDefault(identifier, new ArrayList<>()).remove(decision);
            byIdentifier.remove(identifier, List.of());
        }));
        return gone;
    }

    Optional<IdentityDecision> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    static Set<Identifier> named(IdentityDecision decision) {
        return new LinkedHashSet<>(decision.identifiers());
    }

    static boolean isPin(IdentityDecision decision) {
        return decision.kind() == IdentityDecision.Kind.TOGETHER || decision.kind() == IdentityDecision.Kind.APART;
    }

    List<IdentityDecision> of(Identifier identifier) {
        return byIdentifier.isEmpty() ? List.of() : byIdentifier.getOrDefault(identifier, List.of());
    }

    Collection<IdentityDecision> all() {
        return byId.values();
    }

    /** The first decision that takes back what was seen of two identifiers at a time, in milliseconds. */
    Optional<IdentityDecision> takingBack(Identifier a, Identifier b, long seen) {
        if (byIdentifier.isEmpty()) {
            return Optional.empty();
        }
        List<IdentityDecision> both = new ArrayList<>(of(a));
        both.addAll(of(b));
        return both.stream().filter(d -> takesBack(d, a, b, seen)).min(Comparator.naturalOrder());
    }

    /** Whether a decision takes back what was seen of two identifiers at a time, in milliseconds. */
    private static boolean takesBack(IdentityDecision decision, Identifier a, Identifier b, long seen) {
        Set<Identifier> these = decision.these();
        boolean until = seen <= decision.time().toEpochMilli();
        return switch (decision.kind()) {
            case BLOCK -> these.contains(a) || these.contains(b);
            case FORGET -> until && (these.contains(a) || these.contains(b));
            case SPLIT -> until && (isBetween(decision, a, b) || isBetween(decision, b, a));
            case TOGETHER, APART, REVOKE -> false;
        };
    }

    private static boolean isBetween(IdentityDecision split, Identifier a, Identifier b) {
        return split.these().contains(a) && split.those().contains(b);
    }
}
