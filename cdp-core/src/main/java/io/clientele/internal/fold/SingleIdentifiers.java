package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Subject;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Identity without a module: every identifier is a person of its own. */
public final class SingleIdentifiers implements IdentityResolver {

    private static final List<String> RANKS = List.of(Identifier.USER_ID, Identifier.LOYALTY_ID, Identifier.EMAIL);
    private static final Comparator<Identifier> STRENGTH = Comparator.comparingInt(SingleIdentifiers::rank)
            .thenComparing(Identifier::namespace)
            .thenComparing(Identifier::value);

    private final Map<Identifier, Set<Identifier>> companions = new HashMap<>();
    /** They are kept, and join and part nobody. */
    private final Map<String, IdentityDecision> decisions = new HashMap<>();

    private static int rank(Identifier identifier) {
        int rank = RANKS.indexOf(identifier.namespace());
        return rank < 0 ? RANKS.size() : rank;
    }

    @Override
    public Optional<Identifier> normalise(Identifier raw) {
        return Optional.of(raw);
    }

    @Override
    public Identifier strongest(Collection<Identifier> identifiers) {
        return identifiers.stream().min(STRENGTH).orElseThrow();
    }

    @Override
    public void permission(LinkPermission permission) {}

    @Override
    public boolean matters(Evidence evidence) {
        return !companions(strongest(evidence.identifiers())).containsAll(others(evidence));
    }

    @Override
    public Set<Identifier> add(Evidence evidence) {
        Identifier centre = strongest(evidence.identifiers());
        for (Identifier other : others(evidence)) {
            companions.computeIfAbsent(centre, i -> new HashSet<>()).add(other);
            companions.computeIfAbsent(other, i -> new HashSet<>()).add(centre);
        }
        return Set.of();
    }

    private List<Identifier> others(Evidence evidence) {
        Identifier centre = strongest(evidence.identifiers());
        return evidence.identifiers().stream().filter(i -> !i.equals(centre)).toList();
    }

    @Override
    public Set<Identifier> replace(Collection<Identifier> centres, Collection<Evidence> remaining) {
        for (Identifier centre : centres) {
            for (Identifier other : List.copyOf(companions(centre))) {
                if (STRENGTH.compare(centre, other) < 0) {
                    part(centre, other);
                    part(other, centre);
                }
            }
        }
        remaining.forEach(this::add);
        return Set.of();
    }

    private void part(Identifier identifier, Identifier companion) {
        Set<Identifier> left = companions.getOrDefault(identifier, Set.of());
        left.remove(companion);
        if (left.isEmpty()) {
            companions.remove(identifier);
        }
    }

    @Override
    public Set<Identifier> companions(Identifier identifier) {
        return companions.getOrDefault(identifier, Set.of());
    }

    @Override
    public Set<Identifier> reconsider(Identifier identifier) {
        return Set.of();
    }

    @Override
    public Set<Identifier> decide(
            IdentityDecision decision, Function<Collection<Identifier>, Collection<Evidence>> history) {
        decision.revokes().ifPresentOrElse(decisions::remove, () -> decisions.put(decision.id(), decision));
        return Set.of();
    }

    @Override
    public Set<Identifier> revoke(String id, Function<Collection<Identifier>, Collection<Evidence>> history) {
        decisions.remove(id);
        return Set.of();
    }

    @Override
    public Optional<IdentityDecision> decision(String id) {
        return Optional.ofNullable(decisions.get(id));
    }

    @Override
    public List<IdentityDecision> decisions() {
        return decisions.values().stream().sorted().toList();
    }

    @Override
    public Subject subject(Identifier identifier) {
        return Subject.of(identifier);
    }
}
