package io.clientele.proof;

import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.Evidence;
import java.time.Instant;
import java.util.*;
import java.util.stream.Stream;

/** Clusters with consent in their slowest form: everything from the sets of events and acts, each time anew. */
record PersonOracle(
        Collection<Evidence> events,
        Collection<ConsentAct> acts,
        List<String> ranks,
        Map<String, Integer> limits,
        List<Purpose> policy,
        Map<Identifier, Set<Identifier>> clusters,
        List<Edge> forest,
        Map<Edge, String> refused) {
    record Edge(Identifier strong, Identifier weak, Instant time, String event) {}

    record State(String word, Instant last, boolean explicit) {}

    static PersonOracle of(
            Collection<Evidence> events,
            Collection<ConsentAct> acts,
            List<String> ranks,
            Map<String, Integer> limits,
            List<Purpose> policy) {
        var oracle = new PersonOracle(
                events, acts, ranks, limits, policy, new HashMap<>(), new ArrayList<>(), new HashMap<>());
        Comparator<Identifier> strong = Comparator.<Identifier>comparingInt(i -> ranks.indexOf(i.namespace()))
                .thenComparing(Identifier::value);
        events.stream()
                .flatMap(e -> e.identifiers().stream()
                        .sorted(strong)
                        .distinct()
                        .skip(1)
                        .map(i -> new Edge(Collections.min(e.identifiers(), strong), i, e.time(), e.id())))
                .filter(oracle::permitted)
                .sorted(Comparator.<Edge>comparingInt(e -> ranks.indexOf(e.weak.namespace()))
                        .thenComparingInt(e -> ranks.indexOf(e.strong.namespace()))
                        .thenComparing(Edge::time)
                        .thenComparing(Edge::event)
                        .thenComparing(Edge::weak, strong))
                .forEach(oracle::offer);
        return oracle;
    }

    Set<Identifier> cluster(Identifier i) {
        return clusters.getOrDefault(i, Set.of(i));
    }

    private void offer(Edge edge) {
        Set<Identifier> both = new HashSet<>(cluster(edge.strong));
        both.addAll(cluster(edge.weak));
        var broken = ranks.stream()
                .filter(n -> both.stream().filter(i -> i.namespace().equals(n)).count() > limits.getOrDefault(n, 99))
                .findFirst();
        broken.ifPresent(namespace -> refused.put(edge, namespace));
        if (broken.isEmpty() && !cluster(edge.strong).contains(edge.weak)) {
            forest.add(edge);
            both.forEach(i -> clusters.put(i, both));
        }
    }

    private boolean permitted(Edge e) {
        boolean device =
                e.strong.namespace().equals("device_id") || e.weak.namespace().equals("device_id");
        return Stream.of(Purpose.STITCHING, Purpose.DEVICE_LINKING)
                .filter(p -> device || p.equals(Purpose.STITCHING))
                .allMatch(p -> {
                    List<String> both = List.of(state(e.strong, p, e.time).word, state(e.weak, p, e.time).word);
                    return both.contains("granted")
                            && Collections.disjoint(both, List.of("refused", "withdrawn", "objection"))
                            && Stream.of(e.strong, e.weak)
                                    .flatMap(i -> about(i, p))
                                    .noneMatch(a -> a.denies() && a.time().isAfter(e.time));
                });
    }

    private Stream<ConsentAct> about(Identifier i, Purpose p) {
        return acts.stream()
                .filter(a -> a.identifier().equals(i) && a.purpose().equals(p))
                .sorted(Comparator.comparing(ConsentAct::time)
                        .thenComparing(ConsentAct::denies)
                        .thenComparing(ConsentAct::id));
    }

    private State state(Identifier i, Purpose p, Instant t) {
        List<ConsentAct> all = about(i, p).filter(a -> !a.time().isAfter(t)).toList();
        int lift = all.stream().map(ConsentAct::decision).toList().lastIndexOf(Decision.LIFT);
        List<ConsentAct> rest = all.subList(lift + 1, all.size());
        if (rest.isEmpty()) return new State("nothing", Instant.MIN, false);
        ConsentAct last = rest.get(rest.size() - 1);
        boolean explicit = last.kind() == ConsentAct.Kind.EXPLICIT;
        var counting = rest.stream()
                .filter(a -> a.denies() || a.kind() == ConsentAct.Kind.EXPLICIT)
                .reduce((a, b) -> b);
        String word = rest.stream().anyMatch(a -> a.decision() == Decision.OBJECT)
                ? "objection"
                : counting.filter(ConsentAct::denies)
                        .map(a -> a.decision() == Decision.REFUSE ? "refused" : "withdrawn")
                        .orElse(explicit ? "granted" : "no_act");
        return new State(word, last.time(), explicit);
    }

    List<Identifier> counted(Identifier who, Purpose p) {
        return cluster(who).stream()
                .filter(i -> p.scope() != Purpose.Scope.CHANNEL
                        || Set.of(p.channel().orElse(""), "user_id", "loyalty_id")
                                .contains(i.namespace()))
                .toList();
    }

    String decide(Identifier who, Purpose p, LawfulBasis basis, Instant t) {
        if (!policy.contains(p)) return "unknown_purpose";
        if (!p.allows(basis)) return "basis_not_allowed";
        Map<Identifier, State> states = new HashMap<>();
        counted(who, p).forEach(i -> states.put(i, state(i, p, t)));
        states.values().removeIf(s -> s.word.equals("nothing"));
        boolean objected = states.values().stream().anyMatch(s -> s.word.equals("objection"));
        if (basis != LawfulBasis.CONSENT)
            return objected && basis == LawfulBasis.LEGITIMATE_INTEREST
                    ? "objection"
                    : basis.name().toLowerCase(Locale.ROOT);
        List<String> left = states.keySet().stream()
                .filter(j -> states.get(j).word.equals("objection")
                        || states.keySet().stream()
                                .noneMatch(i -> !i.equals(j)
                                        && states.get(i).explicit
                                        && states.get(i).last.isAfter(states.get(j).last)
                                        && states.get(i)
                                                .last
                                                .isAfter(mergedAt(i, j).orElseThrow())))
                .map(i -> states.get(i).word)
                .toList();
        return Stream.of("objection", "withdrawn", "refused", "no_act", "granted")
                .filter(left::contains)
                .findFirst()
                .orElse("no_act");
    }

    boolean mayCollect(Identifier who, Purpose p, Instant t) {
        return counted(who, p).stream()
                .flatMap(i -> about(i, p))
                .noneMatch(a -> a.denies() && !a.time().isBefore(t));
    }

    Set<Purpose> permittedAt(Identifier who, Instant t) {
        return new HashSet<>(policy.stream()
                .filter(p -> p.allows(LawfulBasis.CONTRACT)
                        || p.allows(LawfulBasis.LEGAL_OBLIGATION)
                        || decide(who, p, LawfulBasis.CONSENT, t).equals("granted"))
                .toList());
    }

    Optional<Instant> mergedAt(Identifier a, Identifier b) {
        return a.equals(b) ? Optional.empty() : path(a, b, Optional.empty(), Instant.MIN);
    }

    private Optional<Instant> path(Identifier at, Identifier goal, Optional<Edge> from, Instant latest) {
        if (at.equals(goal)) return Optional.of(latest);
        return forest.stream()
                .filter(e -> !Optional.of(e).equals(from) && (e.strong.equals(at) || e.weak.equals(at)))
                .map(e -> path(
                        e.strong.equals(at) ? e.weak : e.strong,
                        goal,
                        Optional.of(e),
                        e.time.isAfter(latest) ? e.time : latest))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
