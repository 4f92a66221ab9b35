package io.clientele.internal.fold;

import io.clientele.internal.gate.Counting;
import io.clientele.internal.gate.Decided;
import io.clientele.internal.gate.Gate;
import io.clientele.internal.retain.Balance;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Profile;
import io.clientele.schema.Schemas;
import io.clientele.spi.Fact;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The profiles in heap. A profile is resident when its state, the acts of all its identifiers and what each evaluator knows
 * of it are in heap; whatever needs a person makes it resident first, from its records. Of the others heap holds nothing
 * but memberships and pairs of identifiers. Loading is quiet: what it finds was announced when it happened.
 */
final class Residents {

    private static final int PORTION = 64;

    private final Gate gate;
    private final IdentityResolver resolver;
    private final Map<String, ProfileEvaluator> modules;
    private final Collection<ProfileEvaluator> evaluators;
    private final Schemas schemas;
    private final Owners owners;
    private final JournalView journal;
    private final Map<Integer, ProfileState> byOwner = new HashMap<>();
    private final ByUse byUse = new ByUse();
    /** Numbers of which the batch in progress knows that they have no record. */
    private final Set<Integer> nobody = new HashSet<>();

    private final NavigableSet<Waiting> waiting = new TreeSet<>();
    private Instant now = Instant.EPOCH;
    private long bytes;
    private final AtomicLong restored = new AtomicLong();
    private final AtomicLong folded = new AtomicLong();

    Residents(Modules modules, Owners owners, JournalView journal) {
        this.gate = modules.gate();
        this.resolver = modules.resolver();
        this.modules = modules.evaluators();
        this.evaluators = modules.evaluators().values();
        this.schemas = modules.schemas();
        this.owners = owners;
        this.journal = journal;
    }

    /** The instant up to which boundaries are crossed. */
    Instant now() {
        return now;
    }

    void now(Instant instant) {
        now = instant;
    }

    /** Events ahead of the clock, the next one first. */
    NavigableSet<Waiting> waiting() {
        return waiting;
    }

    /** Roughly how much heap they take. */
    long bytes() {
        return bytes;
    }

    /** How many profiles were taken up as they were saved. From any thread. */
    long restored() {
        return restored.get();
    }

    /** How many profiles were folded from their records to be taken up. From any thread. */
    long folded() {
        return folded.get();
    }

    // ---- who is here

    /** Makes everybody behind these identifiers resident, with as few looks into the store as can be. */
    void meet(Collection<Identifier> identifiers) {
        owners.lookUp(identifiers);
        Map<Integer, Subject> strangers = Map.of();
        for (Identifier identifier : identifiers) {
            if (!isHere(identifier)) {
                strangers = strangers.isEmpty() ? new LinkedHashMap<>() : strangers;
                Subject person = resolver.subject(identifier);
                strangers.putIfAbsent(numbers(person).get(0), person);
            }
        }
        if (!strangers.isEmpty()) {
            load(strangers);
        }
    }

    /** Whether nothing needs to be loaded to speak of an identifier. */
    boolean isHere(Identifier identifier) {
        int number = owners.number(identifier);
        return number == 0 || byOwner.containsKey(number) || nobody.contains(number);
    }

    /** Makes persons resident, by the numbers that name them. */
    private void load(Map<Integer, Subject> persons) {
        Map<Integer, Saved> saved = journal.saved(persons.keySet());
        Map<Subject, List<Integer>> others = new LinkedHashMap<>();
        Set<Identifier> all = new LinkedHashSet<>();
        persons.forEach((number, person) -> {
            List<Integer> numbers = numbers(person);
            if (!restore(person, numbers, saved.get(number))) {
                others.put(person, numbers);
                all.addAll(person.identifiers());
            }
        });
        Map<Identifier, List<Recorded>> records = records(all);
        others.forEach((person, numbers) -> load(person, numbers, records));
    }

    private List<Integer> numbers(Subject person) {
        return owners.numbers(person.identifiers());
    }

    /** Takes up a profile as it was saved; false if it has changed since, by records, acts, definitions or time. */
    private boolean restore(Subject person, List<Integer> numbers, @Nullable Saved saved) {
        if (saved == null || !isCurrent(saved, numbers)) {
            return false;
        }
        saved.acts().forEach(gate::add);
        ProfileState state = fresh(person);
        if (!state.steps.equals(saved.steps())) {
            return false;
        }
        for (Map.Entry<String, ProfileEvaluator> module : modules.entrySet()) {
            if (!module.getValue().restore(state.number, saved.evaluation(module.getKey()))) {
                return false;
            }
        }
        state.restore(saved);
        saved.waiting().forEach(event -> await(state, event));
        enter(state);
        restored.incrementAndGet();
        return true;
    }

    /** Whether a saved profile would be taken up, were it needed. */
    boolean isUsable(Saved saved) {
        return owners.identifiers(saved.owners()).stream()
                .findFirst()
                .filter(who -> isCurrent(saved, numbers(resolver.subject(who))))
                .isPresent();
    }

    private boolean isCurrent(Saved saved, List<Integer> numbers) {
        return saved.owners().equals(numbers)
                && saved.wake().filter(at -> !at.isAfter(now)).isEmpty()
                && saved.evaluators().keySet().equals(modules.keySet());
    }

    /** A resident profile as a value, with what evaluators know of it. */
    Saved save(ProfileState state, Optional<Instant> wake) {
        Map<String, byte[]> evaluations = new LinkedHashMap<>();
        modules.forEach((module, evaluator) -> evaluations.put(module, evaluator.save(state.number)));
        return state.saved(wake, evaluations);
    }

    private Map<Identifier, List<Recorded>> records(Collection<Identifier> identifiers) {
        return journal.of(owners.numbers(identifiers)).stream().collect(Collectors.groupingBy(Recorded::owner));
    }

    private void load(Subject person, List<Integer> numbers, Map<Identifier, List<Recorded>> byOwnerIdentifier) {
        List<Recorded> records = new ArrayList<>();
        person.identifiers().forEach(i -> records.addAll(byOwnerIdentifier.getOrDefault(i, List.of())));
        if (records.isEmpty()) {
            nobody.addAll(numbers);
            return;
        }
        acts(records).forEach(gate::add);
        ProfileState state = fresh(person);
        state.shelved = true;
        List<Fact> facts = facts(state, records);
        facts.forEach(state::apply);
        enter(state);
        folded.incrementAndGet();
        evaluators.forEach(e -> e.refold(state.number, facts, now, Nowhere.PLAN));
    }

    private static List<ConsentAct> acts(Collection<Recorded> records) {
        List<ConsentAct> acts = new ArrayList<>();
        for (Recorded record : records) {
            Intake intake = record.intake();
            if (intake instanceof ConsentAct act) {
                acts.add(act);
            }
        }
        return acts;
    }

    /** The profile behind an identifier, made resident. */
    Optional<ProfileState> find(Identifier identifier) {
        int number = owners.number(identifier);
        if (number == 0) {
            return Optional.empty();
        }
        if (!byOwner.containsKey(number)) {
            meet(List.of(identifier));
        }
        return here(number);
    }

    /** The profile that answers to a number now, made resident. */
    Optional<ProfileState> find(int number) {
        return byOwner.containsKey(number)
                ? here(number)
                : owners.identifiers(List.of(number)).stream().findFirst().flatMap(this::find);
    }

    /** The resident profile of a number. */
    Optional<ProfileState> here(int number) {
        ProfileState state = byOwner.get(number);
        if (state != null) {
            byUse.used(state);
        }
        return Optional.ofNullable(state);
    }

    /** The resident profile of a number, without counting as a use. */
    Optional<ProfileState> peek(int number) {
        return Optional.ofNullable(byOwner.get(number));
    }

    /** The profiles of identifiers, made resident, each once. */
    List<ProfileState> of(Collection<Identifier> identifiers) {
        meet(identifiers);
        return here(identifiers);
    }

    /** Profiles in the order of their numbers, after one of them: at most so many, made resident. */
    List<ProfileState> page(int after, int atMost) {
        List<ProfileState> page = new ArrayList<>();
        for (int number = after + 1; number <= owners.last() && page.size() < atMost; ) {
            int end = Math.min(number + Math.max(PORTION, atMost), owners.last() + 1);
            List<Integer> some = IntStream.range(number, end).boxed().toList();
            of(owners.identifiers(some));
            for (int each : some) {
                here(each)
                        .filter(state -> state.number == each && page.size() < atMost)
                        .ifPresent(page::add);
            }
            number = end;
        }
        return page;
    }

    /** The resident profiles of identifiers, each once. */
    List<ProfileState> here(Collection<Identifier> identifiers) {
        Set<ProfileState> states = new LinkedHashSet<>();
        for (Identifier identifier : identifiers) {
            here(owners.number(identifier)).ifPresent(states::add);
        }
        return List.copyOf(states);
    }

    // ---- coming and going

    /** A profile of which nothing is applied yet. */
    ProfileState fresh(Subject subject) {
        return new ProfileState(owners.numbers(subject.identifiers()), subject.identifiers(), gate.steps(subject));
    }

    void enter(ProfileState state) {
        nobody.removeAll(state.owners);
        peek(state.number).filter(before -> before.number == state.number).ifPresent(this::unlist);
        state.owners.forEach(owner -> byOwner.put(owner, state));
        byUse.used(state);
        state.weighed = state.bytes();
        bytes += state.weighed;
    }

    private void unlist(ProfileState state) {
        if (byUse.remove(state)) {
            bytes -= state.weighed;
        }
    }

    /** Weighs a profile again that changed. */
    void weigh(ProfileState state) {
        if (state.listed) {
            bytes -= state.weighed;
            state.weighed = state.bytes();
            bytes += state.weighed;
        }
    }

    /** Takes a profile out; its acts stay. */
    void leave(ProfileState state) {
        state.owners.forEach(owner -> byOwner.remove(owner, state));
        unlist(state);
    }

    /** Takes a profile out with all that heap holds of it but its memberships. */
    void evict(ProfileState state) {
        leave(state);
        waiting.removeAll(state.ahead);
        state.identifiers.forEach(gate::forget);
        evaluators.forEach(e -> e.evict(state.number));
    }

    /** Takes out of heap what is known of identifiers, memberships apart: it may be wrong. */
    void forget(Collection<Identifier> identifiers) {
        nobody.clear();
        here(identifiers).forEach(this::evict);
        identifiers.forEach(gate::forget);
    }

    /** All of them, the longest unused first. */
    Iterable<ProfileState> all() {
        return byUse;
    }

    /** The batch ended: what was not there may come. */
    void settled() {
        nobody.clear();
    }

    // ---- what is known of a profile

    /** A profile's facts in order; none if nothing was ever admitted about it. */
    List<Fact> facts(ProfileState state) {
        return facts(state, journal.of(state.owners));
    }

    private List<Fact> facts(ProfileState state, Collection<Recorded> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        state.acts.clear();
        state.acts.addAll(acts(records));
        Counting counting = counting(state);
        List<Fact> facts = new ArrayList<>();
        state.steps.forEach(step -> facts.add(new Fact.Permits(step.from(), step.permitted())));
        for (Recorded record : records) {
            if (record.isEvent() && record.event().time().isAfter(now)) {
                await(state, Waiting.of(record.event()));
            } else if (record.isEvent()) {
                state.collect(record.event().type());
                counting.of(record.event())
                        .map(Balance::unfold)
                        .ifPresent(events -> events.forEach(event -> facts.add(new Fact.Happened(event))));
            }
        }
        facts.sort(null);
        return facts;
    }

    /**
     * Why an event is not taken in, by consent or because it is too old to be kept; empty if it is.
     *
     * @param joined whether the event may just have made another person of those it names
     */
    Optional<String> refusal(Event event, boolean joined, Instant at) {
        if (schemas.isOver(event, at)) {
            return Optional.of("retention");
        }
        EventType type = event.type();
        ProfileState state =
                joined ? null : byOwner.get(owners.number(event.identifiers().get(0)));
        Decided known = state == null ? null : state.decided(type.purpose(), type.basis(), at);
        if (known == null) {
            Subject person = resolver.subject(event.identifiers().get(0));
            known = gate.decided(new Gate.Question(person, type.purpose(), type.basis()));
            if (state != null) {
                state.keep(known);
            }
        }
        return gate.refusal(known, event.time());
    }

    /** A profile as its facts up to an instant tell. */
    Profile asOf(ProfileState known, Instant at) {
        ProfileState past = new ProfileState(known.owners, known.identifiers, known.steps);
        facts(known).stream().filter(f -> !f.time().isAfter(at)).forEach(past::apply);
        return past.snapshot(at);
    }

    private Counting counting(ProfileState state) {
        return new Counting(gate, schemas, resolver.subject(state.identifiers.get(0)));
    }

    /** A profile's events in order, those whose time is still to come included; as they count, or as they are held. */
    List<Event> events(ProfileState state, boolean held) {
        Counting counting = counting(state);
        return journal.of(state.owners).stream()
                .filter(Recorded::isEvent)
                .map(Recorded::event)
                .flatMap(event -> held ? Stream.of(event) : counting.of(event).stream())
                .sorted()
                .toList();
    }

    /** Has an event wait for its time. */
    void await(ProfileState state, Waiting event) {
        state.ahead.add(event);
        waiting.add(event);
    }

    /** The next instant at which time alone changes something about a profile. */
    Optional<Instant> wake(ProfileState state) {
        Optional<Instant> earliest = state.ahead.isEmpty()
                ? Optional.empty()
                : state.ahead.stream().map(Waiting::time).min(Instant::compareTo);
        for (ProfileEvaluator evaluator : evaluators) {
            Optional<Instant> next = evaluator.nextBoundary(state.number);
            earliest =
                    earliest.isEmpty() || (next.isPresent() && next.get().isBefore(earliest.get())) ? next : earliest;
        }
        return earliest;
    }

    // ---- acts alone

    /** Brings the acts of identifiers into the gate whose profiles are not resident. */
    List<Identifier> borrow(Collection<Identifier> identifiers) {
        List<Identifier> strangers =
                identifiers.stream().filter(i -> !isHere(i)).distinct().toList();
        if (!strangers.isEmpty()) {
            acts(journal.of(owners.numbers(strangers))).forEach(gate::add);
        }
        return strangers;
    }

    /** Takes them out again, unless their profiles came. */
    void giveBack(Collection<Identifier> borrowed) {
        borrowed.stream().filter(i -> !byOwner.containsKey(owners.number(i))).forEach(gate::forget);
    }
}
