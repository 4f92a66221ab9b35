package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver.LinkPermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The definition of identity in its slowest form: everything from the sets, edge by edge. */
final class IdentityOracle {

    static final List<String> RANKS = List.of(
            "user_id", "loyalty_id", "email", "phone", "payment_token", "order_id", "device_id", "anonymous_id");
    /** What devices show, by the standard. */
    static final List<String> TRACES = List.of("device_trace_looks_at_address", "device_trace_looks");

    private static final Comparator<Identifier> STRONG_FIRST = Comparator.comparingInt(IdentityOracle::rank)
            .thenComparing(Identifier::namespace)
            .thenComparing(Identifier::value);

    final Map<Identifier, Set<Identifier>> clusters = new HashMap<>();
    final List<Edge> forest = new ArrayList<>();
    /** Every permitted edge in order, with the namespace that refused it or "". */
    final Map<Edge, String> verdicts = new LinkedHashMap<>();

    record Edge(Identifier strong, Identifier weak, Instant time, String evidence) {}

    /** Identifiers that had too many owners when their rank's turn came. */
    final Set<Identifier> shared = new HashSet<>();

    private final IdentityRules rules;
    private final Collection<IdentityDecision> decisions;

    IdentityOracle(Collection<Evidence> evidence, LinkPermission permission, IdentityRules rules) {
        this(evidence, List.of(), permission, rules);
    }

    IdentityOracle(
            Collection<Evidence> evidence,
            Collection<IdentityDecision> decisions,
            LinkPermission permission,
            IdentityRules rules) {
        this.rules = rules;
        this.decisions = decisions;
        decisions.forEach(d -> {
            d.these().forEach(i -> clusters.put(i, new HashSet<>(Set.of(i))));
            d.those().forEach(i -> clusters.put(i, new HashSet<>(Set.of(i))));
        });
        evidence.forEach(e -> e.identifiers().forEach(i -> clusters.put(i, new HashSet<>(Set.of(i)))));
        List<Edge> edges = new ArrayList<>();
        for (Evidence e : evidence) {
            List<Identifier> ids =
                    e.identifiers().stream().distinct().sorted(STRONG_FIRST).toList();
            ids.stream().skip(1).forEach(i -> edges.add(new Edge(ids.get(0), i, e.time(), e.id())));
        }
        edges.removeIf(e -> !permission.permits(e.strong, e.weak, e.time) || isTakenBack(e));
        Set<Edge> late = new HashSet<>();
        edges.stream()
                .filter(e -> outlives(e, e.strong, edges) || outlives(e, e.weak, edges))
                .forEach(late::add);
        edges.removeAll(late);
        pins(permission).forEach(e -> verdicts.put(e, offer(e)));
        edges.sort(Comparator.<Edge>comparingInt(e -> rank(e.weak))
                .thenComparingInt(e -> rank(e.strong))
                .thenComparing(Edge::time)
                .thenComparing(Edge::evidence)
                .thenComparing(Edge::weak, STRONG_FIRST)
                .thenComparing(Edge::strong, STRONG_FIRST));
        for (int rank = 0; rank <= RANKS.size() + TRACES.size(); rank++) {
            int turn = rank;
            List<Edge> its = edges.stream().filter(e -> rank(e.weak) == turn).toList();
            its.stream().map(Edge::weak).distinct().forEach(i -> share(i, its));
            its.forEach(e -> verdicts.put(e, offer(e)));
        }
    }

    private boolean isTakenBack(Edge e) {
        return decisions.stream().anyMatch(d -> {
            boolean named = d.these().contains(e.strong) || d.these().contains(e.weak);
            boolean across = d.these().contains(e.strong) && d.those().contains(e.weak)
                    || d.these().contains(e.weak) && d.those().contains(e.strong);
            boolean until = !e.time.isAfter(d.time());
            return switch (d.kind()) {
                case BLOCK -> named;
                case FORGET -> named && until;
                case SPLIT -> across && until;
                case TOGETHER, APART, REVOKE -> false;
            };
        });
    }

    private boolean outlives(Edge e, Identifier end, List<Edge> edges) {
        return rules.lifetime(end.namespace())
                .filter(lifetime -> edges.stream()
                        .filter(other -> other.strong.equals(end) || other.weak.equals(end))
                        .anyMatch(other -> e.time.isAfter(other.time.plus(lifetime))))
                .isPresent();
    }

    private List<Edge> pins(LinkPermission permission) {
        return decisions.stream()
                .filter(d -> d.kind() == IdentityDecision.Kind.TOGETHER)
                .sorted(Comparator.comparing(IdentityDecision::time).thenComparing(IdentityDecision::id))
                .map(d -> {
                    List<Identifier> ends = List.of(
                            d.these().iterator().next(), d.those().iterator().next());
                    List<Identifier> ordered =
                            ends.stream().sorted(STRONG_FIRST).toList();
                    return new Edge(ordered.get(0), ordered.get(1), d.time(), d.id());
                })
                .filter(e -> permission.permits(e.strong, e.weak, e.time) && !isTakenBack(e))
                .toList();
    }

    private boolean isPin(Edge e) {
        return decisions.stream().anyMatch(d -> d.id().equals(e.evidence));
    }

    private boolean areApart(Set<Identifier> a, Set<Identifier> b) {
        return decisions.stream()
                .filter(d -> d.kind() == IdentityDecision.Kind.APART)
                .anyMatch(d -> a.containsAll(d.these()) && b.containsAll(d.those())
                        || b.containsAll(d.these()) && a.containsAll(d.those()));
    }

    private void share(Identifier i, List<Edge> edges) {
        Set<Identifier> owners = new HashSet<>();
        edges.stream().filter(e -> e.weak.equals(i) && rank(e.strong) < rank(i)).forEach(e -> owners.add(e.strong));
        Set<Set<Identifier>> persons = new HashSet<>();
        owners.stream().filter(o -> !shared.contains(o)).forEach(o -> persons.add(of(o)));
        boolean strangers = !isPersonal(i.namespace())
                && persons.stream().anyMatch(p -> persons.stream().anyMatch(q -> exclude(p, q) && !areAkin(p, q, i)));
        long contradictions = RANKS.stream()
                .filter(this::isPersonal)
                .mapToLong(n -> persons.stream().filter(p -> count(p, n) > 0).count())
                .map(holding -> Math.max(0, holding - 1))
                .sum();
        boolean many = persons.size() > rules.owners(i.namespace()).orElse(0) || owners.size() > 16;
        boolean crowd = rules.owners(i.namespace()).isEmpty()
                && rules.limited().stream()
                        .anyMatch(n -> count(owners, n) > 16L * rules.limit(n).orElseThrow());
        boolean apart = persons.stream().anyMatch(p -> persons.stream().anyMatch(q -> areApart(p, q)));
        if (crowd
                || rules.owners(i.namespace()).isPresent()
                        && (many || strangers || apart || contradictions > rules.contradictions(i.namespace()))) {
            shared.add(i);
        }
    }

    private boolean isPersonal(String namespace) {
        return rules.limit(namespace).orElse(0) == 1
                || rules.limit(namespace).isPresent()
                        && List.of("user_id", "loyalty_id", "email", "phone").contains(namespace);
    }

    private boolean exclude(Set<Identifier> p, Set<Identifier> q) {
        return !p.equals(q)
                && RANKS.stream().anyMatch(n -> rules.limit(n).orElse(0) == 1 && count(p, n) > 0 && count(q, n) > 0);
    }

    private boolean areAkin(Set<Identifier> p, Set<Identifier> q, Identifier owned) {
        return verdicts.keySet().stream()
                .filter(e -> !isPin(e) && rank(e.weak) < rank(owned))
                .filter(e -> !shared.contains(e.strong) && !shared.contains(e.weak))
                .anyMatch(
                        e -> p.contains(e.strong) && q.contains(e.weak) || q.contains(e.strong) && p.contains(e.weak));
    }

    private static long count(Set<Identifier> identifiers, String namespace) {
        return identifiers.stream().filter(i -> i.namespace().equals(namespace)).count();
    }

    private static int rank(Identifier i) {
        int rank = RANKS.indexOf(i.namespace());
        int trace = TRACES.indexOf(i.namespace());
        return trace >= 0 ? RANKS.size() + 1 + trace : rank < 0 ? RANKS.size() : rank;
    }

    private String offer(Edge edge) {
        if (!isPin(edge) && (shared.contains(edge.strong) || shared.contains(edge.weak))) {
            return "shared";
        }
        if (!of(edge.strong).equals(of(edge.weak)) && areApart(of(edge.strong), of(edge.weak))) {
            return "APART";
        }
        Set<Identifier> both = new HashSet<>(of(edge.strong));
        both.addAll(of(edge.weak));
        for (String namespace : RANKS) {
            if (count(both, namespace) > rules.limit(namespace).orElse(Integer.MAX_VALUE)) {
                return namespace;
            }
        }
        if (!of(edge.strong).contains(edge.weak)) {
            forest.add(edge);
            both.forEach(i -> clusters.put(i, both));
        }
        return "";
    }

    Set<Identifier> of(Identifier identifier) {
        return clusters.getOrDefault(identifier, Set.of(identifier));
    }

    Optional<Instant> mergedAt(Identifier a, Identifier b) {
        return a.equals(b) ? Optional.empty() : path(a, b, null, Instant.MIN);
    }

    private Optional<Instant> path(Identifier at, Identifier goal, Identifier from, Instant latest) {
        if (at.equals(goal)) {
            return Optional.of(latest);
        }
        for (Edge e : forest) {
            Identifier next = e.strong.equals(at) ? e.weak : e.weak.equals(at) ? e.strong : from;
            if (next != null && !next.equals(from)) {
                var found = path(next, goal, at, e.time.isAfter(latest) ? e.time : latest);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
