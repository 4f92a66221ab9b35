package io.clientele.internal.fold;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What events say about who is who. The resolver keeps pairs; which acts permit them it asks while it is told something, so
 * whoever could be concerned is made resident, or their acts are borrowed, before.
 */
final class Pairs {

    private final IdentityResolver resolver;
    private final Residents residents;
    private final Owners owners;
    private final JournalView journal;
    private final Verdicts verdicts;
    /** Centres whose evidence the batch in progress may have changed. */
    private final Set<Identifier> disturbed = new LinkedHashSet<>();

    Pairs(Modules modules, Residents residents, Owners owners, JournalView journal, Verdicts verdicts) {
        this.resolver = modules.resolver();
        this.residents = residents;
        this.owners = owners;
        this.journal = journal;
        this.verdicts = verdicts;
    }

    /** Whether an event names several identifiers. */
    static boolean isPair(Event event) {
        return event.identifiers().size() > 1;
    }

    /** Whether an event says anything about who is who. */
    boolean isEvidence(Event event) {
        return isPair(event) || evidence(event).says();
    }

    private Evidence evidence(Event event) {
        return new Evidence(
                event.id(),
                event.time(),
                event.identifiers(),
                resolver.likeness().said(event),
                resolver.likeness().traces(event));
    }

    /**
     * Adds what an event says. Those it names are resident. If it changes somebody who is not, it is taken back, they are made
     * resident as they were, and it is added again.
     */
    Linked link(Event event) {
        Evidence evidence = evidence(event);
        if (!evidence.says() || !resolver.matters(evidence)) {
            return Linked.NOTHING;
        }
        Set<Identifier> changed = add(evidence);
        if (!changed.stream().allMatch(residents::isHere)) {
            unlink(event);
            residents.meet(changed);
            changed = add(evidence);
        }
        return new Linked(true, changed);
    }

    /** Takes back what {@link #link} added for an event, and adds what there is in its place. */
    Linked link(Event event, Linked linked, Optional<Event> kept) {
        if (linked.matters()) {
            unlink(event);
        }
        return kept.map(this::link).orElse(Linked.NOTHING);
    }

    private Set<Identifier> add(Evidence evidence) {
        disturbed.add(evidence.identifiers().get(0));
        verdicts.note(evidence);
        return resolver.add(evidence);
    }

    /** Takes back what {@link #link} added for an event that is not in the journal. */
    void unlink(Event event) {
        Identifier centre = event.identifiers().get(0);
        List<Identifier> borrowed = residents.borrow(resolver.companions(centre));
        List<Evidence> rest = evidence(List.of(centre)).stream()
                .map(record -> evidence(record.event()))
                .toList();
        resolver.replace(List.of(centre), rest);
        residents.giveBack(borrowed);
    }

    private List<Recorded> evidence(Collection<Identifier> centres) {
        return saying(journal.of(owners.numbers(centres)))
                .sorted((a, b) -> a.event().compareTo(b.event()))
                .toList();
    }

    /** Those of some records that say anything about who is who. */
    private Stream<Recorded> saying(Collection<Recorded> records) {
        return records.stream().filter(record -> record.isEvent() && isEvidence(record.event()));
    }

    /** Everybody whom evidence connects with these identifiers, whatever became of it. */
    Set<Identifier> reach(Collection<Identifier> identifiers) {
        Set<Identifier> reached = new LinkedHashSet<>(identifiers);
        Deque<Identifier> open = new ArrayDeque<>(identifiers);
        while (!open.isEmpty()) {
            Identifier next = open.remove();
            Set<Identifier> near = new LinkedHashSet<>(resolver.companions(next));
            near.addAll(resolver.likeness().alike(next));
            near.stream().filter(reached::add).forEach(open::add);
        }
        return reached;
    }

    /** The centres of all evidence that names an identifier. */
    Set<Identifier> centres(Identifier identifier) {
        Set<Identifier> centres = resolver.companions(identifier).stream()
                .filter(other -> resolver.strongest(List.of(identifier, other)).equals(other))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        centres.add(identifier);
        return centres;
    }

    /**
     * Makes pairs again from what the journal holds of their centres. Everybody in {@linkplain #reach reach} has their acts in
     * the gate.
     *
     * @return at least those whose cluster changed
     */
    Set<Identifier> relink(Collection<Identifier> centres) {
        if (centres.isEmpty()) {
            return Set.of();
        }
        foresee(centres, Set.of());
        return remake(centres);
    }

    /**
     * Makes resident, as they are, all whom likeness joins otherwise once pairs are made again.
     *
     * @param erased centres of whom nothing is left
     */
    void foresee(Collection<Identifier> centres, Set<Identifier> erased) {
        List<Evidence> remaining = evidence(centres).stream()
                .filter(record -> !erased.contains(record.owner()))
                .map(record -> evidence(record.event()))
                .filter(evidence -> !evidence.said().isEmpty())
                .toList();
        Set<Identifier> foreseen = resolver.likeness().foresee(centres, remaining);
        if (!foreseen.isEmpty()) {
            residents.meet(reach(foreseen));
        }
    }

    private Set<Identifier> remake(Collection<Identifier> centres) {
        disturbed.addAll(centres);
        List<Recorded> all = evidence(centres);
        Set<Identifier> changed = new LinkedHashSet<>(resolver.replace(centres, List.of()));
        all.forEach(record -> changed.addAll(mark(record)));
        return changed;
    }

    /** Adds what a record says and has it marked, if it matters. */
    private Set<Identifier> mark(Recorded record) {
        Evidence evidence = evidence(record.event());
        verdicts.note(evidence);
        if (!resolver.matters(evidence)) {
            return Set.of();
        }
        journal.link(record);
        return resolver.add(evidence);
    }

    /** The owners of those of some records that are evidence. */
    Set<Identifier> centres(Collection<Recorded> records) {
        return saying(records).map(Recorded::owner).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Everything that the journal holds of some centres, all of it to be at hand when the store is opened again. */
    List<Evidence> recite(Collection<Identifier> centres) {
        disturbed.addAll(centres);
        List<Evidence> all = new ArrayList<>();
        for (Recorded record : evidence(centres)) {
            Evidence evidence = evidence(record.event());
            verdicts.note(evidence);
            journal.link(record);
            all.add(evidence);
        }
        return all;
    }

    /** Puts other people's events that name one of the erased anew, without them; their centres then. */
    Set<Identifier> strip(Set<Identifier> others, Set<Identifier> erased) {
        Set<Identifier> centres = new LinkedHashSet<>();
        for (Recorded record : journal.of(owners.numbers(others))) {
            if (record.isEvent() && record.event().identifiers().stream().anyMatch(erased::contains)) {
                Event event = record.event();
                Event rest = event.about(event.identifiers().stream()
                        .filter(identifier -> !erased.contains(identifier))
                        .toList());
                journal.replace(record, rest, owners.number(rest.identifiers().get(0)));
                centres.add(rest.identifiers().get(0));
            }
        }
        return centres;
    }

    /** As {@link #relink}, with nobody resident: acts are borrowed for it. */
    Set<Identifier> restore(Collection<Identifier> centres) {
        List<Identifier> borrowed = residents.borrow(named(centres));
        try {
            return centres.isEmpty() ? Set.of() : remake(centres);
        } finally {
            residents.giveBack(borrowed);
        }
    }

    /** Whether everybody stays with whom they are when pairs are made again from what the journal holds of their centres. */
    boolean isTrue(Collection<Identifier> centres) {
        Set<Identifier> named = named(centres);
        Map<Identifier, Set<Identifier>> before = new HashMap<>();
        named.forEach(who -> before.put(who, together(who)));
        restore(centres);
        return named.stream().allMatch(who -> together(who).equals(before.get(who)));
    }

    private Set<Identifier> together(Identifier who) {
        return Set.copyOf(resolver.subject(who).identifiers());
    }

    /** Everybody in reach of these centres, now and by what the journal holds of them. */
    private Set<Identifier> named(Collection<Identifier> centres) {
        Set<Identifier> named = reach(centres);
        evidence(centres).forEach(record -> named.addAll(record.event().identifiers()));
        return named;
    }

    /** Adds records that were marked as links, when a store is opened. */
    void recall(Collection<Recorded> links) {
        saying(links).forEach(record -> add(evidence(record.event())));
    }

    /** As {@link #recall}, for records of which no verdict is remembered. */
    void learn(Collection<Recorded> links) {
        judged(links, record -> add(evidence(record.event())));
    }

    /** As {@link #learn}, for records of which it is not known whether they matter: those that do are marked. */
    void hear(Collection<Recorded> records) {
        judged(records, this::mark);
    }

    /** Visits those of some records that are evidence, with the acts of all they name in the gate. */
    private void judged(Collection<Recorded> records, Consumer<Recorded> visitor) {
        List<Recorded> saying = saying(records).toList();
        Set<Identifier> named = new LinkedHashSet<>();
        saying.forEach(record -> named.addAll(record.intake().identifiers()));
        List<Identifier> borrowed = residents.borrow(named);
        saying.forEach(visitor);
        residents.giveBack(borrowed);
    }

    /** Centres whose evidence the batch in progress may have changed. */
    Set<Identifier> disturbed() {
        return Set.copyOf(disturbed);
    }

    /** The batch ended. */
    void settled() {
        disturbed.clear();
    }

    /** Whether anything is known of an identifier that acts might permit. */
    boolean isPaired(Identifier identifier) {
        return resolver.knows(identifier);
    }
}
