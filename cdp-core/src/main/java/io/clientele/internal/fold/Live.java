package io.clientele.internal.fold;

import io.clientele.internal.gate.Gate;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.spi.ConsentGate.Step;
import io.clientele.spi.Fact;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Plan;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/**
 * The live state: a pure function of the admitted set and of the instant it was advanced to. The fast path applies one
 * fact in place; whatever else happens (a late fact, a merge or split, a withdrawal) the touched profiles are folded again
 * from their history. Only the pen calls it.
 */
public final class Live {

    private final Modules modules;
    final Gate gate;
    final IdentityResolver resolver;
    final Map<String, ProfileEvaluator> evaluators;
    final Owners owners;
    final JournalView journal;
    final Residents residents;
    final Shelf shelf;
    final Pairs pairs;
    final Verdicts verdicts;
    final Regroupings regroupings;
    final Decisions decisions;
    private final Set<Identifier> touched = new HashSet<>();
    /** Numbers under which the batch in progress changed, made or ended a profile, with its latest state. */
    private final Map<Integer, ProfileState> stale = new LinkedHashMap<>();
    /** Numbers of profiles that got facts out of order. */
    private final Set<Integer> behind = new LinkedHashSet<>();

    /**
     * A state in which nobody is resident.
     *
     * @param limits how many may be
     */
    public Live(Modules modules, Owners owners, JournalView journal, Verdicts verdicts, Limits limits) {
        this.modules = modules;
        this.gate = modules.gate();
        this.resolver = modules.resolver();
        this.evaluators = modules.evaluators();
        this.owners = owners;
        this.journal = journal;
        this.residents = new Residents(modules, owners, journal);
        this.verdicts = verdicts;
        this.shelf = new Shelf(residents, journal, limits);
        this.pairs = new Pairs(modules, residents, owners, journal, verdicts);
        this.regroupings = new Regroupings(modules.listeners());
        this.decisions = new Decisions(this, resolver);
    }

    /** Makes everybody behind these identifiers resident: before anything of theirs enters the journal. */
    public void meet(Collection<Identifier> identifiers) {
        residents.meet(identifiers);
    }

    /**
     * Adds what an event says about identity, before it is known whether the event is admitted. Whom it names was
     * {@linkplain #meet met}.
     */
    public Linked link(Event event) {
        return pairs.link(event);
    }

    /** Takes back {@link #link} for an event of which nothing is kept, or something else, and tells what that says. */
    public Linked unlink(Event event, Linked linked, Optional<Event> kept) {
        return pairs.link(event, linked, kept);
    }

    /** Why consent does not let an event be taken in that was linked so; empty if it does. */
    public Optional<String> refusal(Event event, Linked linked, Instant at) {
        return residents.refusal(event, linked.matters(), at);
    }

    /** Applies an admitted event, which the journal view already holds and whose identifiers all have numbers. */
    public void happened(Recorded record, Linked linked, Plan plan) {
        Event event = record.event();
        if (linked.matters()) {
            journal.link(record);
            gate.moved(event.identifiers());
        }
        gate.moved(linked.changed());
        regroupings.because(event.id());
        if (!linked.changed().isEmpty() && !extend(linked.changed())) {
            Set<Identifier> all = new LinkedHashSet<>(linked.changed());
            all.add(record.owner());
            restructure(all, plan);
            return;
        }
        ProfileState state = state(record.owner(), plan);
        if (event.identifiers().size() > 1
                && !gate.steps(resolver.subject(record.owner())).equals(state.steps)) {
            refold(state, plan);
        } else {
            apply(state, new Fact.Happened(event), plan);
        }
    }

    /**
     * Applies an act, which the journal view already holds, and removes from the journal what a denial takes away.
     *
     * @param at the instant of the call, on which the denial is judged
     */
    public void said(ConsentAct act, Instant at, Plan plan) {
        Identifier who = act.identifier();
        boolean links = Withdrawal.isWide(act) && pairs.isPaired(who);
        if (links || act.denies()) {
            residents.meet(pairs.reach(List.of(who)));
        }
        gate.add(act);
        Withdrawal withdrawal = new Withdrawal(modules, owners, act, at);
        List<Recorded> collected =
                act.denies() ? withdrawal.before(residents.here(owners.number(who)), behind, journal) : List.of();
        regroupings.because(act.id());
        Set<Identifier> changed = new LinkedHashSet<>();
        if (links) {
            changed.addAll(pairs.relink(pairs.centres(who)));
        }
        List<Recorded> gone = withdrawal.take(collected, journal);
        changed.addAll(pairs.relink(pairs.centres(gone)));
        settle(act, changed, gone, plan);
    }

    private void settle(ConsentAct act, Set<Identifier> changed, List<Recorded> gone, Plan plan) {
        if (!changed.isEmpty()) {
            gate.moved(changed);
            changed.add(act.identifier());
            restructure(changed, plan);
            return;
        }
        ProfileState state = state(act.identifier(), plan);
        touch(state);
        state.acts.add(act);
        if (!gone.isEmpty()) {
            refold(state, plan);
            // What the store holds of it may hold what was just removed: it goes with the batch.
            residents.peek(state.number).ifPresent(left -> shelf.mark(left.number));
        } else if (!behind.contains(state.number)) {
            permit(state, gate.steps(resolver.subject(act.identifier())), plan);
        }
    }

    /** Applies what acts permit now, or has the profile folded again if that is not simply one step more. */
    private void permit(ProfileState state, List<Step> steps, Plan plan) {
        int known = state.steps.size();
        if (steps.size() == known + 1 && steps.subList(0, known).equals(state.steps)) {
            Step last = steps.get(known);
            state.steps = steps;
            apply(state, new Fact.Permits(last.from(), last.permitted()), plan);
        } else if (!steps.equals(state.steps)) {
            behind.add(state.number);
        }
    }

    /**
     * Forgets everything about the person behind these identifiers, whose rows go with the batch. Other people's events that
     * name one of them are put anew without it.
     */
    public void erase(Collection<Identifier> identifiers, String request, Plan plan) {
        Set<Identifier> erased = Set.copyOf(identifiers);
        List<Recorded> named = decisions.naming(erased);
        Set<Identifier> judged = new LinkedHashSet<>(erased);
        named.forEach(decision -> judged.addAll(decision.intake().identifiers()));
        residents.meet(pairs.reach(judged));
        Set<Identifier> others = new LinkedHashSet<>();
        erased.forEach(identifier -> others.addAll(resolver.companions(identifier)));
        others.removeAll(erased);
        List<ProfileState> states = residents.here(erased);
        Set<Identifier> centres = new LinkedHashSet<>(erased);
        centres.addAll(pairs.strip(others, erased));
        pairs.foresee(centres, erased);
        regroupings.because(request);
        Set<Identifier> changed = decisions.strip(named, erased, centres);
        erased.forEach(gate::forget);
        states.forEach(state -> drop(state, plan));
        regroupings.note(states, List.of());
        erased.forEach(owners::forget);
        changed.addAll(pairs.relink(centres));
        changed.addAll(others);
        changed.removeAll(erased);
        gate.moved(changed);
        restructure(changed, plan);
    }

    /**
     * Crosses every boundary up to an instant, or up to the latest so far if that is later: a profile to which something
     * older was just applied catches up.
     */
    public void advance(Instant to, Plan plan) {
        Instant target = to.isAfter(now()) ? to : now();
        wake(target);
        catchUp(plan);
        NavigableSet<Waiting> waiting = residents.waiting();
        while (!waiting.isEmpty() && !waiting.first().time().isAfter(target)) {
            Waiting next = waiting.first();
            cross(next.time(), plan);
            for (ProfileState state : residents.here(List.of(next.who()))) {
                refold(state, plan);
                plan.touched(state.number);
            }
            waiting.remove(next);
        }
        cross(target, plan);
    }

    /** Makes resident whomever time alone changes up to an instant. */
    private void wake(Instant to) {
        Set<Integer> woken = shelf.wake(to);
        if (!woken.isEmpty()) {
            List<Integer> strangers = woken.stream()
                    .filter(number -> residents.peek(number).isEmpty())
                    .toList();
            residents.meet(owners.identifiers(strangers));
            woken.forEach(this::woke);
        }
    }

    private void woke(int number) {
        residents
                .here(number)
                .filter(state -> state.number == number)
                .ifPresentOrElse(shelf::dirty, () -> shelf.absent(number));
    }

    void cross(Instant to, Plan plan) {
        residents.now(to.isAfter(now()) ? to : now());
        evaluators.values().forEach(e -> e.advance(now(), plan));
    }

    /** Folds again what got facts out of order: each profile once, however many came. */
    private void catchUp(Plan plan) {
        List<Integer> numbers = List.copyOf(behind);
        behind.clear();
        for (int number : numbers) {
            residents.here(number).ifPresent(state -> refold(state, plan));
        }
    }

    private void apply(ProfileState state, Fact fact, Plan plan) {
        touch(state);
        if (fact instanceof Fact.Happened happened && fact.time().isAfter(now())) {
            residents.await(state, Waiting.of(happened.event()));
            return;
        }
        boolean inOrder = !behind.contains(state.number)
                && state.inOrder(fact)
                && evaluators.values().stream().allMatch(e -> e.inOrder(state.number, fact));
        if (!inOrder) {
            behind.add(state.number);
            return;
        }
        state.apply(fact);
        evaluators.values().forEach(e -> e.apply(state.number, fact, plan));
    }

    private void touch(ProfileState state) {
        touched.addAll(state.identifiers);
        stale.put(state.number, state);
        shelf.dirty(state);
    }

    private ProfileState state(Identifier identifier, Plan plan) {
        Optional<ProfileState> known = residents.here(owners.number(identifier));
        if (known.isPresent()) {
            return known.get();
        }
        ProfileState fresh = residents.fresh(resolver.subject(identifier));
        residents.enter(fresh);
        fresh.steps.forEach(step -> apply(fresh, new Fact.Permits(step.from(), step.permitted()), plan));
        return fresh;
    }

    /** Whether nothing happened but that identifiers of which nothing was known joined at most one profile; done then. */
    private boolean extend(Set<Identifier> changed) {
        Subject subject = resolver.subject(changed.iterator().next());
        List<ProfileState> states = residents.here(changed);
        List<Integer> numbers = owners.numbers(subject.identifiers());
        if (states.size() != 1
                || !subject.identifiers().containsAll(changed)
                || numbers.get(0) != states.get(0).number
                || !gate.steps(subject).equals(states.get(0).steps)) {
            boolean fresh = states.isEmpty() && subject.identifiers().containsAll(changed);
            if (fresh) {
                regroupings.formed(numbers.get(0), subject.identifiers());
            }
            return fresh;
        }
        ProfileState wider = states.get(0).extended(numbers, subject.identifiers());
        regroupings.note(states, List.of(wider));
        residents.enter(wider);
        touch(wider);
        return true;
    }

    /** Folds again every profile that these identifiers were or are part of; all are resident as they were. */
    void restructure(Collection<Identifier> changed, Plan plan) {
        List<ProfileState> before = residents.here(changed);
        Set<Identifier> all = new LinkedHashSet<>(changed);
        before.forEach(state -> all.addAll(state.identifiers));
        Map<Integer, ProfileState> after = new HashMap<>();
        all.stream()
                .filter(who -> owners.number(who) != 0)
                .map(who -> residents.fresh(resolver.subject(who)))
                .forEach(state -> after.putIfAbsent(state.number, state));
        touched.addAll(all);
        regroupings.note(before, after.values());
        before.forEach(old -> after.values().forEach(state -> inherit(old, state)));
        before.stream().filter(old -> !after.containsKey(old.number)).forEach(old -> drop(old, plan));
        before.forEach(residents::leave);
        after.values().forEach(state -> refold(state, plan));
        before.forEach(old -> shelf.mark(old.number));
        after.keySet().stream()
                .filter(number -> residents.peek(number).isPresent())
                .forEach(shelf::mark);
    }

    /** What a profile was in is not new to another that takes over some of its identifiers. */
    private void inherit(ProfileState old, ProfileState state) {
        if (state.number != old.number && state.identifiers.stream().anyMatch(old.identifiers::contains)) {
            stale.put(state.number, state);
            evaluators.values().forEach(e -> e.inherit(old.number, state.number));
        }
    }

    private void drop(ProfileState state, Plan plan) {
        touched.addAll(state.identifiers);
        stale.put(state.number, state);
        residents.leave(state);
        shelf.gone(state);
        evaluators.values().forEach(e -> e.refold(state.number, List.of(), now(), plan));
    }

    /** Folds a profile from nothing; one of which nothing is left ceases to exist. */
    void refold(ProfileState old, Plan plan) {
        ProfileState state = residents.fresh(resolver.subject(old.identifiers.get(0)));
        List<Fact> facts = residents.facts(state);
        if (facts.isEmpty()) {
            drop(old, plan);
            return;
        }
        state.shelved = true;
        facts.forEach(state::apply);
        residents.enter(state);
        touch(state);
        evaluators.values().forEach(e -> e.refold(state.number, facts, now(), plan));
    }

    // ---- a failed batch

    /**
     * Takes a failed batch back: state is again what the journal without it gives.
     *
     * @param acts which it had added
     * @param newOwners identifiers to which it had given numbers
     * @param before the instant to which the state was advanced before
     */
    public void undo(Collection<ConsentAct> acts, Collection<Identifier> newOwners, Instant before) {
        shelf.undo();
        behind.clear();
        Set<Identifier> concerned = new LinkedHashSet<>(touched);
        Set<Identifier> centres = new LinkedHashSet<>(pairs.disturbed());
        acts.forEach(act -> centres.addAll(pairs.centres(act.identifier())));
        concerned.addAll(centres);
        residents.forget(concerned);
        owners.takeBack(newOwners);
        evaluators.values().forEach(e -> stale.keySet().forEach(n -> e.refold(n, List.of(), before, Nowhere.PLAN)));
        residents.now(before);
        concerned.addAll(decisions.undo(centres));
        concerned.addAll(pairs.restore(centres));
        residents.forget(concerned);
        residents.meet(concerned);
        residents.here(concerned).forEach(shelf::dirty);
        settled();
    }

    // ---- the end of a batch

    /** Puts everybody on the shelf who changed: before the platform closes. */
    public void closeAll() {
        shelf.closeAll();
    }

    /** Decides who leaves heap with the batch. */
    public void close(int rows) {
        shelf.close(rows);
    }

    /** The batch is durable: what it touched needs no undoing any more. */
    public void settled() {
        stale.values().forEach(residents::weigh);
        touched.clear();
        stale.clear();
        shelf.settled();
        residents.settled();
        pairs.settled();
        owners.settled();
        decisions.settled();
    }

    /** After a read: lets go of what it brought into heap, if that is too much and no batch is open. */
    public void trim() {
        if (!touched.isEmpty()) {
            return;
        }
        residents.settled();
        owners.settled();
        shelf.trim();
    }

    /** The identifiers of the profiles that the batch changed. */
    public Set<Identifier> touched() {
        return Collections.unmodifiableSet(touched);
    }

    /** Notes that a profile changed within the batch. */
    public void touch(int profile) {
        residents.here(profile).ifPresent(this::touch);
    }

    /** What operators decide about who is who. */
    public Decisions decisions() {
        return decisions;
    }

    // ---- reads

    /** The instant up to which boundaries are crossed. */
    public Instant now() {
        return residents.now();
    }

    /** The person behind an identifier, made resident. */
    public Subject subject(Identifier identifier) {
        residents.meet(List.of(identifier));
        return resolver.subject(identifier);
    }

    /** The number of the profile behind an identifier; 0 if there is none. */
    public int number(Identifier identifier) {
        return residents.find(identifier).map(state -> state.number).orElse(0);
    }

    /** The numbers under which a profile was or is known. */
    public List<Integer> numbers(int profile) {
        return residents.find(profile).map(state -> state.owners).orElse(List.of(profile));
    }

    /** A snapshot of the profile that answers to a number now. */
    public Optional<Profile> profile(int number, Instant asOf) {
        return residents.find(number).map(state -> state.snapshot(asOf));
    }

    /** A snapshot of a profile. */
    public Optional<Profile> profile(Identifier identifier, Instant asOf) {
        return residents.find(identifier).map(state -> state.snapshot(asOf));
    }

    /** The profile behind an identifier as its facts up to an instant tell. */
    public Optional<Profile> profileAsOf(Identifier identifier, Instant at) {
        return residents.find(identifier).map(known -> residents.asOf(known, at));
    }

    /** Snapshots of profiles in the order of their numbers, after one of them. */
    public List<Profile> profiles(int after, int atMost, Instant asOf) {
        return residents.page(after, atMost).stream()
                .map(state -> state.snapshot(asOf))
                .toList();
    }

    /** A person's facts in order. */
    public List<Fact> facts(Identifier identifier) {
        return residents.find(identifier).map(residents::facts).orElse(List.of());
    }

    /** A person's events in order, those whose time is still to come included; as they count, or as they are held. */
    public List<Event> events(Identifier identifier, boolean held) {
        Optional<ProfileState> known = residents.find(identifier);
        return known.map(state -> residents.events(state, held)).orElse(List.of());
    }
}
