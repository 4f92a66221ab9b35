package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import io.clientele.spi.Definition;
import io.clientele.spi.Fact;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the live state goes into a checkpoint and comes back from it and from what the journal holds after it. */
public final class Awakening {

    private static final int PORTION = 1_000;

    private final Live live;

    /** Of a live state, in which at first nobody is resident. */
    public Awakening(Live live) {
        this.live = live;
    }

    /** Puts a definition in force. */
    public void define(Definition definition) {
        ProfileEvaluator evaluator = live.evaluators.get(definition.module());
        if (evaluator != null) {
            evaluator.define(definition);
        } else {
            live.decisions.recall(definition);
        }
    }

    /** Shows the existing profiles among these numbers, of whom an evaluator knows something else from then on. */
    public void renew(Collection<Integer> numbers, ProfileEvaluator.Visitor visitor) {
        for (ProfileState state : live.residents.of(live.owners.identifiers(numbers))) {
            if (numbers.contains(state.number)) {
                visitor.visit(state.number, live.residents.facts(state));
                live.shelf.dirty(state);
            }
        }
    }

    /** Shows the existing profiles among these numbers with their facts in order; changes nothing. */
    public void show(Collection<Integer> numbers, ProfileEvaluator.Visitor visitor) {
        for (ProfileState state : live.residents.of(live.owners.identifiers(numbers))) {
            if (numbers.contains(state.number)) {
                visitor.visit(state.number, live.residents.facts(state));
            }
        }
    }

    /** The greatest number that was given. */
    public int last() {
        return live.owners.last();
    }

    /** What is not as the records of these numbers give it: who is with whom, or what is known of a profile; empty if nothing. */
    public Optional<String> fault(Collection<Integer> numbers) {
        Collection<Identifier> identifiers = live.owners.identifiers(numbers);
        if (!live.pairs.isTrue(identifiers)) {
            return Optional.of("who belongs with whom");
        }
        Map<Integer, Subject> persons = new LinkedHashMap<>();
        for (Identifier identifier : identifiers) {
            Subject person = live.resolver.subject(identifier);
            int name = live.owners.numbers(person.identifiers()).get(0);
            if (numbers.contains(name)) {
                persons.putIfAbsent(name, person);
            }
        }
        Map<Integer, Saved> saved = live.journal.saved(persons.keySet());
        saved.values().removeIf(each -> !live.residents.isUsable(each));
        boolean isTrue = true;
        for (Map.Entry<Integer, Subject> person : persons.entrySet()) {
            isTrue &= isTrue(person.getValue(), Optional.ofNullable(saved.get(person.getKey())));
        }
        isTrue &=
                numbers.stream().filter(number -> !persons.containsKey(number)).allMatch(this::isNobody);
        return isTrue ? Optional.empty() : Optional.of("a profile");
    }

    private boolean isNobody(int number) {
        return live.evaluators.values().stream()
                .allMatch(evaluator -> evaluator.memberOf(number).isEmpty());
    }

    /**
     * Whether a person's records give what is known of them: the resident state or what was saved of who is not, and what
     * evaluators have them in.
     */
    private boolean isTrue(Subject person, Optional<Saved> saved) {
        List<Identifier> borrowed = live.residents.borrow(person.identifiers());
        try {
            return isKnown(person, saved);
        } finally {
            live.residents.giveBack(borrowed);
        }
    }

    private boolean isKnown(Subject person, Optional<Saved> saved) {
        Residents residents = live.residents;
        ProfileState fresh = residents.fresh(person);
        Optional<ProfileState> here = residents.peek(fresh.number);
        List<Fact> facts = residents.facts(fresh);
        residents.waiting().removeAll(fresh.ahead);
        here.ifPresent(state -> residents.waiting().addAll(state.ahead));
        facts.forEach(fresh::apply);
        Optional<Saved> known =
                here.map(state -> state.saved(Optional.empty(), Map.of())).or(() -> saved);
        boolean isTrue = known.filter(other -> !other.isSame(fresh.saved(Optional.empty(), Map.of())))
                .isEmpty();
        for (Map.Entry<String, ProfileEvaluator> module : live.evaluators.entrySet()) {
            ProfileEvaluator evaluator = module.getValue();
            saved.filter(stranger -> here.isEmpty())
                    .ifPresent(stranger -> evaluator.restore(fresh.number, stranger.evaluation(module.getKey())));
            List<String> before = evaluator.memberOf(fresh.number);
            evaluator.refold(fresh.number, facts, live.now(), Nowhere.PLAN);
            isTrue &= evaluator.memberOf(fresh.number).equals(before);
            if (here.isEmpty()) {
                evaluator.evict(fresh.number);
            }
        }
        return isTrue;
    }

    /** How many profiles were taken up as they were saved. From any thread. */
    public long restored() {
        return live.residents.restored();
    }

    /** How many profiles were folded from their records to be taken up. From any thread. */
    public long folded() {
        return live.residents.folded();
    }

    /** The batch in progress will bring a checkpoint: what was kept for the time without one goes. */
    public void unmark() {
        live.shelf.unmark();
    }

    /**
     * What heap holds of everybody, as of the end of the batch in progress.
     *
     * @param configuration a fingerprint of what the store was opened with
     */
    public Checkpoint checkpoint(byte[] configuration, List<byte[]> definitions) {
        long position = live.journal.next() - 1;
        Map<String, byte[]> memberships = new LinkedHashMap<>();
        live.evaluators.forEach((module, evaluator) -> memberships.put(module, evaluator.memberships()));
        return new Checkpoint(
                configuration,
                position,
                live.now(),
                definitions,
                memberships,
                live.verdicts.refused(),
                live.shelf.wakes());
    }

    /**
     * Starts from a checkpoint, after its definitions.
     *
     * @throws IllegalArgumentException if an evaluator cannot use what it saved
     */
    public void recall(Checkpoint checkpoint) {
        checkpoint.memberships().forEach((module, saved) -> {
            ProfileEvaluator evaluator = live.evaluators.get(module);
            if (evaluator != null) {
                evaluator.memberships(saved);
            }
        });
        live.verdicts.refused(checkpoint.refused());
        live.shelf.carry(checkpoint.wakes());
    }

    /** Starts at an instant: boundaries up to there were announced before. */
    public void start(Instant instant) {
        live.cross(instant, Nowhere.PLAN);
    }

    /** Takes up what operators decided, before any link is. */
    public void recallDecisions() {
        live.decisions.recall();
    }

    /** Adds records that are marked as links, by position. */
    public void recall(List<Recorded> links, boolean verdictsKnown) {
        live.verdicts.replay(verdictsKnown);
        if (verdictsKnown) {
            live.pairs.recall(links);
        } else {
            live.pairs.learn(links);
        }
        live.verdicts.replay(false);
    }

    /** Adds what records say by the rules of now, and has those marked as links that matter. */
    public void hear(List<Recorded> records) {
        live.verdicts.replay(false);
        live.pairs.hear(records);
    }

    /** Decides the pairs of identifiers again whose acts no checkpoint knows. */
    public void reconsider(Collection<Identifier> identifiers) {
        identifiers.stream().filter(live.pairs::isPaired).forEach(who -> live.pairs.restore(live.pairs.centres(who)));
    }

    /**
     * Looks at what became of profiles that may have changed since a checkpoint.
     *
     * @param numbers some that had records since
     * @param since the position after which they had
     */
    public void look(Collection<Integer> numbers, long since) {
        live.residents.meet(live.owners.identifiers(numbers));
        for (int number : numbers) {
            Optional<ProfileState> state = live.residents.here(number);
            state.ifPresent(s -> live.shelf.dirty(s, since + 1));
            if (state.filter(s -> s.number == number).isEmpty()) {
                live.evaluators.values().forEach(e -> e.refold(number, List.of(), live.now(), Nowhere.PLAN));
            }
        }
    }

    /** Makes resident whom the store says to wake by now; {@code portion} runs between portions of them. */
    public void wakeAll(Runnable portion) {
        List<Integer> woken = List.copyOf(live.shelf.wake(live.now()));
        for (int from = 0; from < woken.size(); from += PORTION) {
            List<Integer> some = woken.subList(from, Math.min(from + PORTION, woken.size()));
            look(some, live.journal.next() - 1);
            some.forEach(live.shelf::keepMark);
            portion.run();
        }
    }
}
