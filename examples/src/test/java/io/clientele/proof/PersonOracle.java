package io.clientele.proof;

import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Clusters with consent, in the slowest form: everything from the sets of events and acts. */
final class PersonOracle {

    static final List<String> RANKS =
            List.of("user_id", "loyalty_id", "email", "phone", "order_id", "device_id", "anonymous_id", "till");
    private static final Comparator<Identifier> STRONG_FIRST = Comparator.<Identifier>comparingInt(
                    i -> RANKS.indexOf(i.namespace()))
            .thenComparing(Identifier::value);
    private static final Comparator<Edge> ORDER = Comparator.<Edge>comparingInt(e -> RANKS.indexOf(e.weak.namespace()))
            .thenComparingInt(e -> RANKS.indexOf(e.strong.namespace()))
            .thenComparing(Edge::time)
            .thenComparing(Edge::event)
            .thenComparing(Edge::weak, STRONG_FIRST);

    private final ChoiceOracle choices;
    private final Map<String, Integer> limits;
    private final List<Purpose> policy;
    private final Map<Identifier, Set<Identifier>> clusters = new HashMap<>();
    private final List<Edge> forest = new ArrayList<>();
    final Map<Set<Identifier>, String> refused = new HashMap<>();
    private final Set<Identifier> shared = new HashSet<>();

    private record Edge(Identifier strong, Identifier weak, Instant time, String event) {}

    PersonOracle(Collection<Evidence> events, ChoiceOracle choices, Map<String, Integer> limits, List<Purpose> policy) {
        this.choices = choices;
        this.limits = limits;
        this.policy = policy;
        List<Edge> edges = new ArrayList<>();
        for (Evidence e : events) {
            List<Identifier> ids =
                    e.identifiers().stream().sorted(STRONG_FIRST).distinct().toList();
            ids.stream().skip(1).forEach(i -> edges.add(new Edge(ids.get(0), i, e.time(), e.id())));
        }
        List<Edge> permitted = edges.stream()
                .filter(e -> choices.mayLink(e.strong, e.weak, e.time))
                .sorted(ORDER)
                .toList();
        for (String namespace : RANKS) {
            List<Edge> its = permitted.stream()
                    .filter(e -> e.weak.namespace().equals(namespace))
                    .toList();
            its.stream().map(Edge::weak).distinct().forEach(i -> share(i, its));
            its.forEach(this::offer);
        }
    }

    private void share(Identifier weak, List<Edge> edges) {
        Set<Set<Identifier>> persons = new HashSet<>();
        edges.stream()
                .filter(e -> e.weak.equals(weak) && !e.strong.namespace().equals(weak.namespace()))
                .filter(e -> !shared.contains(e.strong))
                .forEach(e -> persons.add(cluster(e.strong)));
        boolean strangers = !isPersonal(weak.namespace())
                && persons.stream().anyMatch(p -> persons.stream().anyMatch(q -> exclude(p, q) && !areAkin(p, q)));
        long contradictions = RANKS.stream()
                .filter(this::isPersonal)
                .mapToLong(namespace -> Math.max(0, holding(persons, namespace) - 1))
                .sum();
        Integer most = Persons.OWNERS.get(weak.namespace());
        if (most != null && (persons.size() > most || strangers || contradictions > 1)) {
            shared.add(weak);
        }
    }

    private boolean isPersonal(String namespace) {
        return limits.getOrDefault(namespace, 99) == 1
                || List.of("user_id", "loyalty_id", "email", "phone").contains(namespace);
    }

    private boolean exclude(Set<Identifier> p, Set<Identifier> q) {
        return !p.equals(q)
                && RANKS.stream()
                        .filter(namespace -> limits.getOrDefault(namespace, 99) == 1)
                        .anyMatch(namespace -> holding(Set.of(p, q), namespace) > 1);
    }

    /** Whether two of different clusters were seen together, which a limit refused. */
    private boolean areAkin(Set<Identifier> p, Set<Identifier> q) {
        return refused.keySet().stream()
                .anyMatch(ends ->
                        ends.stream().anyMatch(p::contains) && ends.stream().anyMatch(q::contains));
    }

    private static long holding(Set<Set<Identifier>> persons, String namespace) {
        return persons.stream()
                .filter(person -> person.stream().anyMatch(i -> i.namespace().equals(namespace)))
                .count();
    }

    private void offer(Edge edge) {
        if (shared.contains(edge.strong) || shared.contains(edge.weak)) {
            return;
        }
        Set<Identifier> both = new HashSet<>(cluster(edge.strong));
        both.addAll(cluster(edge.weak));
        for (String namespace : RANKS) {
            long n = both.stream().filter(i -> i.namespace().equals(namespace)).count();
            if (n > limits.getOrDefault(namespace, 99)) {
                refused.putIfAbsent(Set.of(edge.strong, edge.weak), namespace);
                return;
            }
        }
        if (!cluster(edge.strong).contains(edge.weak)) {
            forest.add(edge);
            both.forEach(i -> clusters.put(i, both));
        }
    }

    Set<Identifier> cluster(Identifier identifier) {
        return clusters.getOrDefault(identifier, Set.of(identifier));
    }

    Optional<Instant> mergedAt(Identifier a, Identifier b) {
        return a.equals(b) ? Optional.empty() : path(a, b, List.of(), Instant.MIN);
    }

    private Optional<Instant> path(Identifier at, Identifier goal, List<Edge> used, Instant latest) {
        if (at.equals(goal)) {
            return Optional.of(latest);
        }
        for (Edge edge : forest) {
            if (!used.contains(edge) && (edge.strong.equals(at) || edge.weak.equals(at))) {
                Identifier next = edge.strong.equals(at) ? edge.weak : edge.strong;
                var found = path(next, goal, List.of(edge), edge.time.isAfter(latest) ? edge.time : latest);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private List<Identifier> counted(Identifier who, Purpose purpose) {
        Set<String> channel = Set.of(purpose.channel().orElse(""), "user_id", "loyalty_id");
        boolean all = purpose.scope() != Purpose.Scope.CHANNEL;
        return cluster(who).stream()
                .filter(i -> all || channel.contains(i.namespace()))
                .toList();
    }

    String decide(Identifier who, Purpose purpose, LawfulBasis basis, Instant at) {
        if (!policy.contains(purpose)) {
            return "unknown_purpose";
        }
        if (!purpose.allows(basis)) {
            return "basis_not_allowed";
        }
        String consent = choices.consent(counted(who, purpose), purpose, at, this);
        boolean objectable = basis == LawfulBasis.LEGITIMATE_INTEREST || basis == LawfulBasis.PUBLIC_TASK;
        if (objectable && List.of("refused", "withdrawn", "no_act").contains(consent)) {
            return "basis_swap";
        }
        boolean objected = objectable && consent.equals("objection");
        String known = consent.equals("nothing") ? "no_act" : consent;
        return basis == LawfulBasis.CONSENT || objected ? known : basis.name().toLowerCase(Locale.ROOT);
    }

    boolean mayCollect(Identifier who, Purpose purpose, Instant time) {
        return policy.contains(purpose)
                && counted(who, purpose).stream().noneMatch(i -> choices.denied(i, purpose, time));
    }

    Set<Purpose> permittedAt(Identifier who, Instant at) {
        Set<Purpose> permitted = new HashSet<>(policy);
        permitted.removeIf(p -> !p.allows(LawfulBasis.CONTRACT)
                && !p.allows(LawfulBasis.LEGAL_OBLIGATION)
                && !decide(who, p, LawfulBasis.CONSENT, at).equals("granted")
                && !decide(who, p, LawfulBasis.LEGITIMATE_INTEREST, at).equals("legitimate_interest"));
        return permitted;
    }
}
