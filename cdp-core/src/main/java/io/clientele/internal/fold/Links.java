package io.clientele.internal.fold;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What events say about identity, put before the resolver and taken back. Only the pen uses it. */
final class Links {

    private final IdentityResolver resolver;
    private final Owners owners;
    private final JournalView journal;
    /** The centres of what was linked within the batch, admitted or not. */
    private final Set<Identifier> linked = new HashSet<>();

    Links(IdentityResolver resolver, Owners owners, JournalView journal) {
        this.resolver = resolver;
        this.owners = owners;
        this.journal = journal;
    }

    Set<Identifier> add(Event event) {
        if (event.identifiers().size() < 2) {
            return Set.of();
        }
        linked.add(event.identifiers().get(0));
        return resolver.add(evidence(event));
    }

    /** Puts all evidence of some identifiers before the resolver again. */
    Set<Identifier> again(Collection<Identifier> centres) {
        return resolver.replace(centres, evidenceOf(centres));
    }

    private List<Evidence> evidenceOf(Collection<Identifier> centres) {
        return journal.of(owners.numbers(centres)).stream()
                .filter(r -> r.isEvent() && r.event().identifiers().size() > 1)
                .map(r -> evidence(r.event()))
                .toList();
    }

    private static Evidence evidence(Event event) {
        return new Evidence(event.id(), event.time(), event.identifiers());
    }

    /** Permission depends on when a pair was seen, so all that was seen is put before the resolver again. */
    Set<Identifier> reconsider(Identifier identifier) {
        Set<Identifier> centres = new LinkedHashSet<>(resolver.companions(identifier));
        if (centres.isEmpty()) {
            return Set.of();
        }
        centres.add(identifier);
        return again(centres);
    }

    /** The identifiers that own the evidence of these events. */
    static Set<Identifier> centres(Stream<Event> events) {
        return events.filter(event -> event.identifiers().size() > 1)
                .map(event -> event.identifiers().get(0))
                .collect(Collectors.toSet());
    }

    /** Puts other people's events that name one of the erased anew, without them. */
    Set<Identifier> strip(Set<Identifier> erased) {
        Set<Identifier> others = new LinkedHashSet<>();
        erased.forEach(identifier -> others.addAll(resolver.companions(identifier)));
        others.removeAll(erased);
        Set<Identifier> changed = new LinkedHashSet<>();
        Set<Identifier> centres = new LinkedHashSet<>(others);
        for (Recorded record : journal.of(owners.numbers(others))) {
            if (record.isEvent() && record.event().identifiers().stream().anyMatch(erased::contains)) {
                Event event = record.event();
                Event rest = event.about(event.identifiers().stream()
                        .filter(identifier -> !erased.contains(identifier))
                        .toList());
                changed.addAll(event.identifiers());
                centres.add(rest.identifiers().get(0));
                journal.replace(record, rest, owners.number(rest.identifiers().get(0)));
            }
        }
        List<Evidence> remaining = evidenceOf(centres);
        centres.addAll(erased);
        changed.addAll(resolver.replace(centres, remaining));
        return changed;
    }

    /** Takes back what a failed batch linked and unlinked. */
    Set<Identifier> undo(Collection<Event> removed) {
        linked.addAll(centres(removed.stream()));
        return again(linked);
    }

    /** The batch ended. */
    void settled() {
        linked.clear();
    }
}
