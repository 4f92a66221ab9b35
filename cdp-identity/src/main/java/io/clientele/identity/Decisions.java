package io.clientele.identity;

import io.clientele.model.Identifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The decisions in force, found by the identifiers they name. */
final class Decisions {

    private final Map<String, Decision> byId = new HashMap<>();
    private final Map<Identifier, List<Decision>> byIdentifier = new HashMap<>();

    /** Adds one; whether it was new. */
    boolean add(Decision decision) {
        if (byId.putIfAbsent(decision.id(), decision) != null) {
            return false;
        }
        for (Identifier identifier : named(decision)) {
            List<Decision> its = byIdentifier.computeIfAbsent(identifier, key -> new ArrayList<>(1));
            its.add(decision);
            its.sort(Decision.IN_ORDER);
        }
        return true;
    }

    Optional<Decision> remove(String id) {
        Optional<Decision> gone = Optional.ofNullable(byId.remove(id));
        gone.ifPresent(decision -> named(decision).forEach(identifier -> {
            byIdentifier.getOrDefault(identifier, new ArrayList<>()).remove(decision);
            byIdentifier.remove(identifier, List.of());
        }));
        return gone;
    }

    static Set<Identifier> named(Decision decision) {
        Set<Identifier> named = new LinkedHashSet<>(decision.these());
        named.addAll(decision.those());
        return named;
    }

    List<Decision> of(Identifier identifier) {
        return byIdentifier.isEmpty() ? List.of() : byIdentifier.getOrDefault(identifier, List.of());
    }

    Collection<Decision> all() {
        return byId.values();
    }

    /** The first decision that takes back what was seen of two identifiers at a time, in milliseconds. */
    Optional<Decision> takingBack(Identifier a, Identifier b, long seen) {
        if (byIdentifier.isEmpty()) {
            return Optional.empty();
        }
        List<Decision> both = new ArrayList<>(of(a));
        both.addAll(of(b));
        return both.stream().filter(d -> d.takesBack(a, b, seen)).min(Decision.IN_ORDER);
    }
}
