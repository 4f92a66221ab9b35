package io.clientele.internal.fold;

import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.ConsentGate.Step;
import io.clientele.spi.Definition;
import io.clientele.spi.Fact;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Plan;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The live state: a pure function of the admitted set and of the instant it was advanced to. The fast path applies one
 * fact in place; whatever else happens (a late fact, a merge or split, a withdrawal) the touched profiles are folded again
 * from their history. Only the pen calls it.
 */
public final class Live {

    private static final Set<Purpose> LINKING = Set.of(Purpose.STITCHING, Purpose.DEVICE_LINKING);

    private final ConsentGate gate;
    private final IdentityResolver resolver;
    private final Map<String, ProfileEvaluator> evaluators;
    private final Owners owners;
    private final JournalView journal;
    private final Map<Integer, ProfileState> byOwner = new HashMap<>();
    private final Set<Identifier> touched = new HashSet<>();
    private final Links links;

    private final Set<Integer> heirs = new HashSet<>();
    private final Set<Integer> behind = new LinkedHashSet<>();
    private final TreeSet<Waiting> waiting = new TreeSet<>();
    private Instant now = Instant.EPOCH;

    /** An empty state. */
    public Live(Modules modules, Owners owners, JournalView journal) {
        this.gate = modules.gate();
        this.resolver = modules.resolver();
        this.evaluators = modules.evaluators();
        this.owners = owners;
        this.journal = journal;
        this.links = new Links(resolver, owners, journal);
    }

    /**
     * Adds what an event says about identity, before it is known whether the event is admitted.
     *
     * @return the identifiers whose cluster changed, for {@link #happened} or {@link #unlink}
     */
    public Set<Identifier> link(Event event) {
        return links.add(event);
    }

    /** Takes back {@link #link} for an event that is not admitted. */
    public void unlink(Event event) {
        links.again(Set.of(event.identifiers().get(0)));
    }

    /** Applies an admitted event, which the journal view already holds and whose identifiers all have numbers. */
    public void happened(Event event, Set<Identifier> changed, Plan plan) {
        Identifier owner = event.identifiers().get(0);
        if (!changed.isEmpty() && !extend(changed)) {
            Set<Identifier> all = new LinkedHashSet<>(changed);
            all.add(owner);
            restructure(all, plan);
            return;
        }
        ProfileState state = state(owner, plan);
        if (event.identifiers().size() > 1 && !gate.steps(subject(owner)).equals(state.steps)) {
            refold(state, plan);
        } else {
            apply(state, new Fact.Happened(event), plan);
        }
    }

    /**
     * Applies an act, which the journal view already holds, and removes from the journal what a denial takes away.
     *
     * @param at the instant of the call, on which the denial is judged
     * @return what was removed
     */
    public List<Recorded> said(ConsentAct act, Instant at, Plan plan) {
        gate.add(act);
        List<Recorded> collected = act.denies() ? collectedByConsent(act.identifier()) : List.of();
        Withdrawal withdrawal = new Withdrawal(gate, resolver, act.purpose(), at).before(collected);
        Set<Identifier> changed = new LinkedHashSet<>();
        if (LINKING.contains(act.purpose())) {
            changed.addAll(links.reconsider(act.identifier()));
        }
        List<Recorded> gone =
                collected.stream().filter(r -> withdrawal.covers(r.event())).toList();
        gone.forEach(journal::remove);
        changed.addAll(links.again(Links.centres(gone.stream().map(Recorded::event))));
        settle(act, changed, gone, plan);
        return gone;
    }

    private List<Recorded> collectedByConsent(Identifier identifier) {
        return journal.of(owners.numbers(subject(identifier).identifiers())).stream()
                .filter(r -> r.isEvent() && r.event().type().basis() == LawfulBasis.CONSENT)
                .toList();
    }

    private void settle(ConsentAct act, Set<Identifier> changed, List<Recorded> gone, Plan plan) {
        if (!changed.isEmpty()) {
            changed.add(act.identifier());
            restructure(changed, plan);
            return;
        }
        ProfileState state = state(act.identifier(), plan);
        List<Step> steps = gate.steps(subject(act.identifier()));
        Step last = steps.get(steps.size() - 1);
        boolean appended = steps.size() == state.steps.size() + 1
                && steps.subList(0, steps.size() - 1).equals(state.steps);
        if (!gone.isEmpty() || !(appended || steps.equals(state.steps))) {
            refold(state, plan);
        } else if (appended) {
            state.steps = steps;
            apply(state, new Fact.Permits(last.from(), last.permitted()), plan);
        }
    }

    /**
     * Forgets everything about the person behind these identifiers, whose rows go with the batch. Other people's events that
     * name one of them are put anew without it.
     */
    public void erase(Collection<Identifier> identifiers, Plan plan) {
        Set<Identifier> erased = Set.copyOf(identifiers);
        Set<Identifier> changed = new LinkedHashSet<>();
        changed.addAll(links.strip(erased));
        erased.forEach(gate::forget);
        statesOf(erased).forEach(state -> drop(state, plan));
        erased.forEach(owners::forget);
        changed.removeAll(erased);
        if (!changed.isEmpty()) {
            restructure(changed, plan);
        }
    }

    /**
     * Crosses every boundary up to an instant, or up to the latest so far if that is later: a profile to which something
     * older was just applied catches up.
     */
    public void advance(Instant to, Plan plan) {
        Instant target = to.isAfter(now) ? to : now;
        catchUp(plan);
        while (!waiting.isEmpty() && !waiting.first().time().isAfter(target)) {
            Waiting next = Objects.requireNonNull(waiting.pollFirst());
            cross(next.time(), plan);
            statesOf(List.of(next.who())).forEach(state -> refold(state, plan));
        }
        cross(target, plan);
    }

    private void cross(Instant to, Plan plan) {
        now = to.isAfter(now) ? to : now;
        evaluators.values().forEach(e -> e.advance(now, plan));
    }

    /** Folds again what got facts out of order: each profile once, however many came. */
    private void catchUp(Plan plan) {
        List<Integer> numbers = List.copyOf(behind);
        behind.clear();
        for (int number : numbers) {
            Optional.ofNullable(byOwner.get(number)).ifPresent(state -> refold(state, plan));
        }
    }

    /** Takes a definition into account, for all profiles and their whole history. */
    public void define(Definition definition) {
        ProfileEvaluator evaluator = evaluators.get(definition.module());
        if (evaluator != null) {
            evaluator.define(definition, this::histories, now);
        }
    }

    private void histories(ProfileEvaluator.Visitor visitor) {
        new LinkedHashSet<>(byOwner.values()).forEach(state -> visitor.visit(state.number, facts(state)));
    }

    // ---- in place, or again from nothing

    private void apply(ProfileState state, Fact fact, Plan plan) {
        touched.addAll(state.identifiers);
        if (fact instanceof Fact.Happened happened && fact.time().isAfter(now)) {
            waiting.add(Waiting.of(happened.event()));
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

    private ProfileState state(Identifier identifier, Plan plan) {
        ProfileState known = byOwner.get(owners.number(identifier));
        if (known != null) {
            return known;
        }
        Subject subject = subject(identifier);
        ProfileState fresh = fresh(subject);
        enter(fresh);
        fresh.steps.forEach(step -> apply(fresh, new Fact.Permits(step.from(), step.permitted()), plan));
        return fresh;
    }

    private ProfileState fresh(Subject subject) {
        return new ProfileState(owners.numbers(subject.identifiers()), subject.identifiers(), gate.steps(subject));
    }

    private void enter(ProfileState state) {
        state.owners.forEach(owner -> byOwner.put(owner, state));
    }

    /** Whether nothing happened but that identifiers of which nothing was known joined at most one profile; done then. */
    private boolean extend(Set<Identifier> changed) {
        Subject subject = subject(changed.iterator().next());
        List<ProfileState> states = statesOf(changed);
        List<Integer> numbers = owners.numbers(subject.identifiers());
        if (states.size() != 1
                || !subject.identifiers().containsAll(changed)
                || numbers.get(0) != states.get(0).number
                || !gate.steps(subject).equals(states.get(0).steps)) {
            return states.isEmpty() && subject.identifiers().containsAll(changed);
        }
        enter(states.get(0).extended(numbers, subject.identifiers()));
        return true;
    }

    private List<ProfileState> statesOf(Collection<Identifier> identifiers) {
        return identifiers.stream()
                .map(i -> byOwner.get(owners.number(i)))
                .filter(s -> s != null)
                .distinct()
                .toList();
    }

    /** Folds again every profile that these identifiers were or are part of. */
    private void restructure(Collection<Identifier> changed, Plan plan) {
        List<ProfileState> before = statesOf(changed);
        Set<Identifier> all = new LinkedHashSet<>(changed);
        before.forEach(state -> all.addAll(state.identifiers));
        Map<Integer, ProfileState> after = new HashMap<>();
        for (Identifier identifier : all) {
            if (owners.number(identifier) != 0) {
                ProfileState state = fresh(subject(identifier));
                after.putIfAbsent(state.number, state);
            }
        }
        touched.addAll(all);
        before.forEach(old -> after.values().forEach(state -> inherit(old, state)));
        before.stream().filter(old -> !after.containsKey(old.number)).forEach(old -> drop(old, plan));
        before.forEach(old -> old.owners.forEach(byOwner::remove));
        after.values().forEach(state -> refold(state, plan));
    }

    /** What a profile was in is not new to another that takes over some of its identifiers. */
    private void inherit(ProfileState old, ProfileState state) {
        if (state.number != old.number && state.identifiers.stream().anyMatch(old.identifiers::contains)) {
            heirs.add(state.number);
            evaluators.values().forEach(e -> e.inherit(old.number, state.number));
        }
    }

    private void drop(ProfileState state, Plan plan) {
        touched.addAll(state.identifiers);
        state.owners.forEach(owner -> byOwner.remove(owner, state));
        evaluators.values().forEach(e -> e.refold(state.number, List.of(), now, plan));
    }

    /** Folds a profile from nothing; one of which nothing is left ceases to exist. */
    private void refold(ProfileState old, Plan plan) {
        ProfileState state = fresh(subject(old.identifiers.get(0)));
        List<Fact> facts = facts(state);
        if (facts.isEmpty()) {
            drop(old, plan);
            return;
        }
        touched.addAll(state.identifiers);
        facts.forEach(state::apply);
        enter(state);
        evaluators.values().forEach(e -> e.refold(state.number, facts, now, plan));
    }

    /** A profile's facts in order; none if nothing was ever admitted about it. */
    private List<Fact> facts(ProfileState state) {
        return facts(state, journal.of(state.owners));
    }

    private List<Fact> facts(ProfileState state, List<Recorded> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        List<Fact> facts = new ArrayList<>();
        state.steps.forEach(step -> facts.add(new Fact.Permits(step.from(), step.permitted())));
        for (Recorded record : records) {
            if (record.isEvent() && record.event().time().isAfter(now)) {
                waiting.add(Waiting.of(record.event()));
            } else if (record.isEvent()) {
                facts.add(new Fact.Happened(record.event()));
            }
        }
        facts.sort(null);
        return facts;
    }

    // ---- a failed batch, an opened store

    /**
     * Takes a failed batch back: state is again what the journal without it gives.
     *
     * @param failed what the batch had applied and removed
     * @param before the instant to which the state was advanced before
     */
    public void undo(Undo failed, Instant before) {
        Set<Identifier> changed = new LinkedHashSet<>(touched);
        failed.acts().forEach(gate::remove);
        changed.addAll(links.undo(failed.removed()));
        for (ConsentAct act : failed.acts()) {
            changed.addAll(links.reconsider(act.identifier()));
            changed.add(act.identifier());
        }
        behind.clear();
        List<ProfileState> stale = statesOf(changed);
        owners.takeBack(failed.newOwners());
        now = before;
        stale.stream().filter(s -> owners.numbers(s.identifiers).isEmpty()).forEach(s -> drop(s, Nowhere.PLAN));
        restructure(changed, Nowhere.PLAN);
        heirs.stream()
                .filter(number -> Optional.ofNullable(byOwner.get(number))
                        .map(s -> s.number)
                        .filter(number::equals)
                        .isEmpty())
                .forEach(number -> evaluators.values().forEach(e -> e.refold(number, List.of(), now, Nowhere.PLAN)));
        settled();
    }

    /**
     * What a failed batch had done.
     *
     * @param events applied
     * @param acts applied
     * @param removed events whose removal failed
     * @param newOwners identifiers that had got numbers
     */
    public record Undo(List<Event> events, List<ConsentAct> acts, List<Event> removed, List<Identifier> newOwners) {}

    /** Starts from what a store holds: everything is folded once. */
    public void load(Map<Integer, List<Recorded>> byOwnerNumber, List<Definition> definitions, Instant to) {
        Collection<List<Recorded>> lists = byOwnerNumber.values();
        lists.forEach(list -> list.stream().filter(r -> !r.isEvent()).forEach(r -> gate.add((ConsentAct) r.intake())));
        lists.forEach(list -> list.stream().filter(Recorded::isEvent).forEach(r -> link(r.event())));
        now = to;
        definitions.forEach(d -> define(d));
        evaluators.values().forEach(e -> e.advance(to, Nowhere.PLAN));
        Set<Integer> done = new HashSet<>();
        for (List<Recorded> list : lists) {
            ProfileState state =
                    fresh(subject(list.get(0).intake().identifiers().get(0)));
            if (done.add(state.number)) {
                List<Recorded> all = new ArrayList<>();
                state.owners.forEach(owner -> all.addAll(byOwnerNumber.getOrDefault(owner, List.of())));
                start(state, facts(state, all));
            }
        }
    }

    private void start(ProfileState state, List<Fact> facts) {
        facts.forEach(state::apply);
        enter(state);
        evaluators.values().forEach(e -> e.refold(state.number, facts, now, Nowhere.PLAN));
    }

    /** The batch is durable: what it touched needs no undoing any more. */
    public void settled() {
        touched.clear();
        links.settled();
        heirs.clear();
    }

    /** The identifiers of the profiles that the batch changed. */
    public Set<Identifier> touched() {
        return Collections.unmodifiableSet(touched);
    }

    /** Notes that a profile changed within the batch. */
    public void touch(int profile) {
        Optional.ofNullable(byOwner.get(profile)).ifPresent(state -> touched.addAll(state.identifiers));
    }

    /** The instant up to which boundaries are crossed. */
    public Instant now() {
        return now;
    }

    /** The person behind an identifier. */
    public Subject subject(Identifier identifier) {
        return resolver.subject(identifier);
    }

    /** The number of the profile behind an identifier; 0 if there is none. */
    public int number(Identifier identifier) {
        ProfileState state = byOwner.get(owners.number(identifier));
        return state == null ? 0 : state.number;
    }

    /** The numbers under which a profile was or is known. */
    public List<Integer> numbers(int profile) {
        ProfileState state = byOwner.get(profile);
        return state == null ? List.of(profile) : state.owners;
    }

    /** A snapshot of the profile that answers to a number now. */
    public Optional<Profile> profile(int number, Instant asOf) {
        return Optional.ofNullable(byOwner.get(number)).map(state -> state.snapshot(asOf));
    }

    /** A snapshot of a profile. */
    public Optional<Profile> profile(Identifier identifier, Instant asOf) {
        return Optional.ofNullable(byOwner.get(owners.number(identifier))).map(state -> state.snapshot(asOf));
    }

    /** The profile behind an identifier as its facts up to an instant tell. */
    public Optional<Profile> profileAsOf(Identifier identifier, Instant at) {
        ProfileState known = byOwner.get(owners.number(identifier));
        if (known == null) {
            return Optional.empty();
        }
        ProfileState past = new ProfileState(known.owners, known.identifiers, known.steps);
        List<Fact> facts = facts(past);
        facts.stream().filter(f -> !f.time().isAfter(at)).forEach(past::apply);
        return Optional.of(past.snapshot(at));
    }

    /** A person's facts in order. */
    public List<Fact> facts(Identifier identifier) {
        ProfileState state = byOwner.get(owners.number(identifier));
        return state == null ? List.of() : facts(state);
    }

    /** A person's events in order, those whose time is still to come included. */
    public List<Event> events(Identifier identifier) {
        return journal.of(numbers(number(identifier))).stream()
                .filter(Recorded::isEvent)
                .map(Recorded::event)
                .sorted()
                .toList();
    }
}
