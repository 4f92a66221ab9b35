package io.clientele.identity;

import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Computes decisions again from their explanations. */
final class Explained {

    private Explained() {}

    /** Whether links lead from one identifier to another, if there are any. */
    static boolean leads(List<Link> way, Identifier from, Identifier to) {
        Identifier at = from;
        for (Link link : way) {
            if (!at.equals(link.stronger()) && !at.equals(link.weaker())) {
                return false;
            }
            at = at.equals(link.stronger()) ? link.weaker() : link.stronger();
        }
        return way.isEmpty() || at.equals(to);
    }

    /** Whether a link tells its ends apart. */
    static boolean isApart(Link link) {
        return link.state() != Link.State.JOINS && link.state() != Link.State.CONFIRMS;
    }

    /** Fails unless a link's reason alone gives its state. */
    static void check(Link link, IdentityEngine engine, Collection<Evidence> all, String where) {
        Set<Identifier> way = link.inTheWay();
        boolean holds = switch (link.state()) {
            case JOINS, CONFIRMS ->
                engine.subject(link.stronger()).identifiers().contains(link.weaker());
            case REFUSED ->
                way.size() > engine.rules().limit(link.limit().orElseThrow()).orElseThrow()
                        && way.stream()
                                .allMatch(i -> i.namespace().equals(link.limit().orElseThrow()));
            case APART ->
                way.size() == 2 && pins(engine, way).contains(link.decision().orElseThrow());
            case SHARED -> isOwned(link.stronger(), way, all) || isOwned(link.weaker(), way, all);
            case EXPIRED -> outlives(link, link.stronger(), engine) || outlives(link, link.weaker(), engine);
            case TAKEN_BACK ->
                engine.decisions(link.stronger()).stream()
                                .anyMatch(d -> d.id().equals(link.decision().orElseThrow()))
                        || engine.decisions(link.weaker()).stream()
                                .anyMatch(d -> d.id().equals(link.decision().orElseThrow()));
            case NOT_PERMITTED -> true;
        };
        if (!holds) {
            throw new AssertionError(where + ": not explained: " + link.state());
        }
    }

    private static Set<String> pins(IdentityEngine engine, Set<Identifier> ends) {
        Set<String> ids = new HashSet<>();
        ends.forEach(end -> engine.decisions(end).forEach(d -> ids.add(d.id())));
        return ids;
    }

    /** Whether several owners were seen together with an identifier, each in some evidence. */
    private static boolean isOwned(Identifier shared, Set<Identifier> owners, Collection<Evidence> all) {
        Set<Identifier> seen = new HashSet<>();
        all.stream().filter(e -> e.identifiers().contains(shared)).forEach(e -> seen.addAll(e.identifiers()));
        return owners.size() > 1 && seen.containsAll(owners);
    }

    /** Whether a link came longer after the first one of an end than that lives. */
    private static boolean outlives(Link link, Identifier end, IdentityEngine engine) {
        return engine.rules()
                .lifetime(end.namespace())
                .map(lifetime -> link.time().minus(lifetime))
                .filter(latest -> engine.links(end).stream()
                        .anyMatch(first -> first.time().isBefore(latest)))
                .isPresent();
    }
}
