package io.clientele.internal.fold;

import io.clientele.internal.retain.Balance;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Retention;
import io.clientele.schema.Schemas;
import io.clientele.spi.Plan;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes out of the journal what was kept for as long as it may be (GDPR Art. 5(1)(e)). In its place comes an opening balance, so
 * that a fold of what is left gives the same; and for identifiers that were seen together, when they first and last were.
 */
public final class Expiry {

    private static final String CAUSE = "retention";
    private static final String ASKED = "erasure";
    /** Whose notes tell who looked at whom. */
    private static final String LOOKS = "access";
    /** What stays although a purpose goes. */
    private static final Set<LawfulBasis> OWED =
            Set.of(LawfulBasis.CONTRACT, LawfulBasis.LEGAL_OBLIGATION, LawfulBasis.VITAL_INTERESTS);

    private final Live live;
    private final Schemas schemas;
    private final Retention retention;
    private final Holding holding;

    /** Puts aside what goes and is to be kept nevertheless. */
    @FunctionalInterface
    public interface Holding {

        /** Some events of an owner go. */
        void hold(Identifier owner, Collection<Recorded> going, Instant now);
    }

    /** Of a live state. */
    public Expiry(Live live, Schemas schemas, Holding holding) {
        this.holding = holding;
        this.live = live;
        this.schemas = schemas;
        this.retention = schemas.retention();
    }

    /** Whether anything is ever over. */
    public boolean isIdle() {
        return retention.isUnlimited();
    }

    /** Whether who looked at whom is known for good, as far as this instant tells. */
    public boolean looksStay(Instant now) {
        return retention.lastLooks(now).isEmpty();
    }

    /**
     * What was done about some records.
     *
     * @param gone how many events went, by type
     * @param next the position to go on after; empty if there are no more
     */
    public record Portion(Map<String, Integer> gone, OptionalLong next) {}

    /** The day after which nothing of a kind is over; empty if nothing of it ever is. */
    private Optional<LocalDate> latest(int kind, Instant now) {
        List<Optional<LocalDate>> all = JournalView.KINDS.stream()
                .map(category -> retention.latest(category, now))
                .toList();
        return kind == 0 ? all.stream().flatMap(Optional::stream).max(LocalDate::compareTo) : all.get(kind - 1);
    }

    /** Takes out what is over by an instant of the next old records of a kind, each of which is one of {@link JournalView#KINDS} or 0. */
    public Portion take(int kind, long after, Instant now, Plan plan) {
        Optional<LocalDate> latest = latest(kind, now);
        if (latest.isEmpty()) {
            return new Portion(Map.of(), OptionalLong.empty());
        }
        JournalView.Page page = live.journal.old(kind, latest.get(), after);
        Map<Identifier, List<Recorded>> over = new LinkedHashMap<>();
        Map<String, Integer> gone = new TreeMap<>();
        for (Recorded record : page.events()) {
            if (schemas.isOver(record.event(), now)) {
                over.computeIfAbsent(record.owner(), who -> new ArrayList<>()).add(record);
                gone.merge(record.event().type().name(), 1, Integer::sum);
            }
        }
        if (!over.isEmpty()) {
            over.forEach((who, some) -> holding.hold(who, some, now));
            take(over, plan);
        }
        return new Portion(gone, page.next());
    }

    /** Takes out who looked at whom, of up to the day on which the period for that ends, some at a time. */
    public Portion takeLooks(long after, Instant now) {
        Optional<LocalDate> latest = retention.lastLooks(now);
        if (latest.isEmpty()) {
            return new Portion(Map.of(), OptionalLong.empty());
        }
        JournalView.Removed removed = live.journal.removeNotes(LOOKS, latest.get(), after);
        return new Portion(removed.count() == 0 ? Map.of() : Map.of(LOOKS, removed.count()), removed.next());
    }

    private void take(Map<Identifier, List<Recorded>> over, Plan plan) {
        Set<Identifier> centres = new LinkedHashSet<>();
        over.forEach((who, some) -> {
            if (some.stream().anyMatch(record -> live.pairs.isEvidence(record.event()))) {
                centres.add(who);
            }
        });
        Set<Identifier> met = new LinkedHashSet<>(over.keySet());
        met.addAll(live.pairs.reach(centres));
        live.meet(met);
        live.regroupings.because(CAUSE);
        over.forEach(this::take);
        Set<Identifier> changed = live.pairs.relink(centres);
        if (!changed.isEmpty()) {
            live.gate.moved(changed);
            live.restructure(changed, plan);
        }
        fold(over.keySet(), plan);
    }

    /**
     * Takes out what a person's records hold for some purposes alone (GDPR Art. 17(1)): events that are collected for one of them,
     * unless a contract or a law is why, and fields that their schemas name for no other.
     *
     * @return how many records that concerned
     */
    public int takeFor(Collection<Identifier> person, Collection<Purpose> purposes, Instant now, Plan plan) {
        List<Recorded> concerned = new ArrayList<>();
        List<Optional<Event>> left = new ArrayList<>();
        for (Recorded record : live.journal.of(live.owners.numbers(person))) {
            if (record.isEvent()) {
                Optional<Event> rest = rest(schemas, record.event(), purposes);
                if (rest.isEmpty()) {
                    holding.hold(record.owner(), List.of(record), now);
                }
                if (!rest.equals(Optional.of(record.event()))) {
                    concerned.add(record);
                    left.add(rest);
                }
            }
        }
        Set<Identifier> centres = live.pairs.centres(concerned);
        Set<Identifier> met = new LinkedHashSet<>(person);
        met.addAll(live.pairs.reach(centres));
        live.meet(met);
        live.regroupings.because(ASKED);
        for (int i = 0; i < concerned.size(); i++) {
            put(concerned.get(i), left.get(i));
        }
        Set<Identifier> changed = live.pairs.relink(centres);
        if (!changed.isEmpty()) {
            live.gate.moved(changed);
            live.restructure(changed, plan);
        }
        fold(person, plan);
        return concerned.size();
    }

    /** What is left of an event without what is there for these purposes alone; empty if nothing. */
    public static Optional<Event> rest(Schemas schemas, Event event, Collection<Purpose> purposes) {
        boolean gone = purposes.contains(event.type().purpose())
                && !OWED.contains(event.type().basis());
        return gone ? Optional.empty() : Optional.of(schemas.without(event, purposes));
    }

    private void put(Recorded record, Optional<Event> left) {
        if (left.isEmpty()) {
            live.journal.remove(record);
            return;
        }
        Recorded rest = live.journal.replace(record, left.get(), live.owners.number(record.owner()));
        if (left.get().identifiers().size() > 1) {
            live.journal.link(rest);
        }
    }

    private void fold(Collection<Identifier> owners, Plan plan) {
        for (ProfileState state : live.residents.here(owners)) {
            live.refold(state, plan);
            // What the store holds of it may hold what was just removed: it goes with the batch.
            live.residents.peek(state.number).ifPresent(left -> live.shelf.mark(left.number));
        }
    }

    private void take(Identifier who, List<Recorded> over) {
        int owner = live.owners.number(who);
        List<Recorded> all = live.journal.of(List.of(owner)).stream()
                .filter(Recorded::isEvent)
                .toList();
        Set<Recorded> ends = ends(all);
        Set<Long> going = new HashSet<>();
        over.forEach(record -> going.add(record.position()));
        retention.totals().ifPresent(summed -> balance(who, owner, new Kept(all, over, summed)));
        for (Recorded record : all) {
            boolean goes = going.contains(record.position());
            boolean middle = Pairs.isPair(record.event()) && !ends.contains(record);
            if (goes && ends.contains(record)) {
                live.journal.link(live.journal.replace(record, Balance.together(record.event()), owner));
            } else if (goes || middle && record.event().type().equals(EventType.SEEN_TOGETHER)) {
                live.journal.remove(record);
            }
        }
    }

    /** Of those that show the same identifiers together, the first and the last. */
    private static Set<Recorded> ends(List<Recorded> all) {
        Map<Set<Identifier>, Recorded> first = new HashMap<>();
        Map<Set<Identifier>, Recorded> last = new HashMap<>();
        for (Recorded record : all) {
            if (Pairs.isPair(record.event())) {
                Set<Identifier> seen = Set.copyOf(record.event().identifiers());
                first.merge(seen, record, (a, b) -> a.event().compareTo(b.event()) <= 0 ? a : b);
                last.merge(seen, record, (a, b) -> a.event().compareTo(b.event()) >= 0 ? a : b);
            }
        }
        Set<Recorded> ends = new HashSet<>(first.values());
        ends.addAll(last.values());
        return ends;
    }

    /**
     * What an owner's balances are made of.
     *
     * @param all the owner's events
     * @param over those that go
     * @param summed the fields whose totals are kept
     */
    private record Kept(List<Recorded> all, List<Recorded> over, List<String> summed) {}

    private void balance(Identifier who, int owner, Kept kept) {
        Map<Balance.Key, List<Event>> going = new LinkedHashMap<>();
        kept.over.forEach(record -> going.computeIfAbsent(Balance.Key.of(record.event()), key -> new ArrayList<>())
                .add(record.event()));
        Map<Balance.Key, Recorded> before = new HashMap<>();
        kept.all.stream()
                .filter(record -> record.event().type().equals(EventType.OPENING_BALANCE))
                .forEach(record -> before.put(Balance.Key.of(record.event()), record));
        going.forEach((key, events) -> {
            Balance balance = new Balance(key);
            Optional<Recorded> known = Optional.ofNullable(before.get(key));
            known.ifPresent(record -> balance.carry(record.event()));
            events.forEach(event -> balance.add(event, kept.summed));
            Recorded place = known.orElseGet(() -> kept.over.get(0));
            live.journal.replace(place, balance.event(who, owner), owner);
        });
    }
}
