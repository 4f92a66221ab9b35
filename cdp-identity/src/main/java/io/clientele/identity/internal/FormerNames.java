package io.clientele.identity.internal;

import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Identifiers that were taken in under other rules: they keep their names. Immutable. */
public final class FormerNames {

    /** There are none. */
    public static final FormerNames NONE = new FormerNames(Map.of(), Set.of(), Set.of());

    private final Map<Identifier, Identifier> names;
    private final Set<Identifier> own;
    private final Set<Identifier> retired;

    private FormerNames(Map<Identifier, Identifier> names, Set<Identifier> own, Set<Identifier> retired) {
        this.names = Map.copyOf(names);
        this.own = Set.copyOf(own);
        this.retired = Set.copyOf(retired);
    }

    /**
     * Those of a store.
     *
     * @param former what it knows in forms that these rules do not give it; of two that are the same by them the first one
     *     gives its name
     * @param isStored what else it knows
     */
    public static FormerNames of(Collection<Identifier> former, Predicate<Identifier> isStored, Normaliser normaliser) {
        Map<Identifier, Identifier> names = new HashMap<>();
        Set<Identifier> own = new HashSet<>();
        Set<Identifier> retired = new HashSet<>();
        for (Identifier each : former) {
            Optional<Identifier> now = normaliser.normalise(each);
            if (now.isEmpty()) {
                retired.add(each);
                own.add(each);
            } else if (isStored.test(now.get()) || names.putIfAbsent(now.get(), each) != null) {
                own.add(each);
            }
        }
        return new FormerNames(names, own, retired);
    }

    /** The name of what has a form by the rules. */
    public Identifier name(Identifier form) {
        return names.getOrDefault(form, form);
    }

    /** Whether an identifier is known by exactly this name, although the rules give it none or another's. */
    public boolean holds(Identifier raw) {
        return own.contains(raw);
    }

    /** Whether the rules hold an identifier for none any more. */
    public boolean isRetired(Identifier identifier) {
        return retired.contains(identifier);
    }
}
