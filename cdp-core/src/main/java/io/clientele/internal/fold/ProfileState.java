package io.clientele.internal.fold;

import io.clientele.internal.gate.Decided;
import io.clientele.model.Account;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate.Step;
import io.clientele.spi.Fact;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one profile. Events are applied in order; a trait keeps the value with the latest (time, id) in any. Only
 * the pen changes it.
 */
final class ProfileState {

    private static final Comparator<Identifier> BY_NAME =
            Comparator.comparing(Identifier::namespace).thenComparing(Identifier::value);

    private static final int MOST_DECIDED = 3;

    final int number;
    final List<Integer> owners;
    final List<Identifier> identifiers;
    List<Step> steps;
    /** Events of it that lie ahead of the clock. */
    final Set<Waiting> ahead = new HashSet<>();
    /** All acts on its identifiers. */
    final List<ConsentAct> acts = new ArrayList<>();
    /** Whether the store may hold word of it from an earlier eviction. */
    boolean shelved;
    /** Whether the store holds it as it is. */
    boolean saved;
    /** What {@link #bytes} said when it was last weighed. */
    int weighed;
    /** Whether the shelf knows that it changed. */
    boolean dirty;
    /** Whether the shelf is to ask, at the end of the batch, when to wake it. */
    boolean moved;
    /** Its place in {@link ByUse}. */
    boolean listed;

    @Nullable
    ProfileState older;

    @Nullable
    ProfileState newer;

    /** What consent said lately, each about another purpose and basis. */
    private final List<Decided> decided = new ArrayList<>(0);

    private final Map<String, Stamped> traits = new HashMap<>();
    private final Accounts accounts;
    private long events;
    /** What its events were collected for by consent. */
    private final List<Purpose> collected = new ArrayList<>(1);

    private @Nullable Instant first;
    private @Nullable Instant last;
    private @Nullable Stamp latest;

    private record Stamped(Object value, Stamp from) {}

    /**
     * A profile of which nothing is applied yet.
     *
     * @param owners the numbers of its identifiers, ascending: the first names the profile
     */
    ProfileState(List<Integer> owners, Collection<Identifier> identifiers, List<Step> steps) {
        this(owners, identifiers, steps, new Accounts());
    }

    private ProfileState(
            List<Integer> owners, Collection<Identifier> identifiers, List<Step> steps, Accounts accounts) {
        this.number = owners.get(0);
        this.owners = owners;
        this.identifiers = List.copyOf(identifiers);
        this.steps = steps;
        this.accounts = accounts;
    }

    /** The same profile with identifiers of which nothing was known before. */
    ProfileState extended(List<Integer> newOwners, Collection<Identifier> newIdentifiers) {
        var wider = new ProfileState(newOwners, newIdentifiers, steps, new Accounts(accounts));
        wider.traits.putAll(traits);
        wider.events = events;
        wider.collected.addAll(collected);
        wider.first = first;
        wider.last = last;
        wider.latest = latest;
        wider.ahead.addAll(ahead);
        wider.shelved = shelved;
        wider.acts.addAll(acts);
        return wider;
    }

    /** What consent says about a purpose, if that is known and still so. */
    @Nullable
    Decided decided(Purpose purpose, LawfulBasis basis, Instant now) {
        for (Decided each : decided) {
            if (each.answers(purpose, basis, now)) {
                return each;
            }
        }
        return null;
    }

    void keep(Decided latest) {
        if (decided.size() == MOST_DECIDED) {
            decided.clear();
        }
        decided.add(latest);
    }

    /** Whether the fact lies at or after every event so far; permits may lie in the future. */
    boolean inOrder(Fact fact) {
        return latest == null || latest.isAtOrBefore(fact);
    }

    void apply(Fact fact) {
        if (fact instanceof Fact.Happened happened) {
            Stamp stamp = Stamp.of(happened.event());
            latest = inOrder(fact) ? stamp : latest;
            apply(happened.event(), stamp);
        }
    }

    private void apply(Event event, Stamp stamp) {
        events++;
        Instant time = event.time();
        first = first == null || time.isBefore(first) ? time : first;
        last = last == null || time.isAfter(last) ? time : last;
        accounts.apply(event);
        collect(event.type());
        if (event.type().equals(EventType.IDENTIFY)) {
            event.properties().asMap().forEach((name, value) -> learn(name, value, stamp));
        }
    }

    /** Notes what something of it was collected for. */
    void collect(EventType type) {
        if (type.basis() == LawfulBasis.CONSENT && !collected.contains(type.purpose())) {
            collected.add(type.purpose());
        }
    }

    /** Whether any of its events may have been collected for a purpose by consent. */
    boolean mayHold(Purpose purpose) {
        return !ahead.isEmpty() || collected.contains(purpose);
    }

    private void learn(String name, Object value, Stamp from) {
        Stamped known = traits.get(name);
        if (known == null || known.from.compareTo(from) < 0) {
            traits.put(name, new Stamped(value, from));
        }
    }

    // ---- out of heap and back

    /** How many events it has. */
    long events() {
        return events;
    }

    /** It as a value, with what evaluators saved of it. */
    Saved saved(Optional<Instant> wake, Map<String, byte[]> evaluators) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<Object> stamps = new ArrayList<>();
        new TreeMap<>(traits).forEach((name, stamped) -> {
            values.put(name, stamped.value);
            stamps.add(stamped.from.asList());
        });
        Map<String, Object> rest = new LinkedHashMap<>();
        rest.put("n", events);
        rest.put("c", collected.stream().map(Purpose::key).sorted().toList());
        rest.put("s", stamps);
        rest.put("f", Optional.ofNullable(first).map(Instant::toString).orElse(""));
        rest.put("l", Optional.ofNullable(last).map(Instant::toString).orElse(""));
        rest.put("o", latest == null ? List.of() : latest.asList());
        rest.put("a", ahead.stream().sorted().map(Waiting::asList).toList());
        return new Saved(
                owners, wake, acts, steps, Properties.of(values), accounts.all(), Properties.of(rest), evaluators);
    }

    /** Takes up, where nothing was applied yet, what {@link #saved} gave. */
    void restore(Saved saved) {
        Properties rest = saved.rest();
        events = rest.number("n").orElseThrow().longValue();
        saved.list("c").forEach(key -> collected.add(Purpose.named((String) key)));
        first = instant(rest, "f");
        last = instant(rest, "l");
        List<?> order = saved.list("o");
        latest = order.isEmpty() ? null : Stamp.of(order);
        List<?> stamps = saved.list("s");
        int next = 0;
        for (Map.Entry<String, Object> trait : new TreeMap<>(saved.traits().asMap()).entrySet()) {
            traits.put(trait.getKey(), new Stamped(trait.getValue(), Stamp.of((List<?>) stamps.get(next++))));
        }
        accounts.restore(saved.accounts());
        acts.addAll(saved.acts());
        this.saved = true;
        shelved = true;
    }

    private static @Nullable Instant instant(Properties rest, String name) {
        return rest.text(name)
                .filter(text -> !text.isEmpty())
                .map(Instant::parse)
                .orElse(null);
    }

    /** Roughly how much heap it takes, with its acts and what evaluators know of it. */
    int bytes() {
        return 1_200 + 450 * identifiers.size() + 200 * traits.size() + accounts.bytes() + 250 * steps.size();
    }

    /** The profile as of an instant. */
    Profile snapshot(Instant asOf) {
        Map<String, Object> values = new LinkedHashMap<>();
        new TreeMap<>(traits).forEach((name, stamped) -> values.put(name, stamped.value));
        return Profile.builder(id(number))
                .aliases(owners.stream()
                        .filter(n -> n != number)
                        .map(ProfileState::id)
                        .toList())
                .identifiers(identifiers.stream().sorted(BY_NAME).toList())
                .traits(Properties.of(values))
                .accounts(accounts.all())
                .activity(new Profile.Activity(events, Optional.ofNullable(first), Optional.ofNullable(last), asOf))
                .build();
    }

    /** The id of the profile with this number. */
    static String id(int number) {
        return "p" + number;
    }

    /** The accounts a profile belongs to: a fold of its events in order. */
    private static final class Accounts {

        private final Map<String, Account> byId;

        Accounts() {
            this.byId = new TreeMap<>();
        }

        /** The same accounts, to be changed apart. */
        Accounts(Accounts other) {
            this.byId = new TreeMap<>(other.byId);
        }

        /** Applies an event that lies after all before. */
        void apply(Event event) {
            if (event.type().equals(EventType.GROUP)) {
                Account.named(event).ifPresent(id -> byId.put(id, joined(id, event)));
            } else if (event.type().equals(EventType.GROUP_LEFT)) {
                Account.named(event).ifPresent(byId::remove);
            }
        }

        private Account joined(String id, Event event) {
            Account known = byId.get(id);
            Map<String, Object> traits = new LinkedHashMap<>(
                    known == null ? Map.of() : known.traits().asMap());
            traits.putAll(event.properties().asMap());
            traits.remove(Account.ID);
            Instant since = known == null ? event.time() : known.since();
            return new Account(id, since, Properties.of(traits));
        }

        /** In the order of their ids. */
        List<Account> all() {
            return List.copyOf(byId.values());
        }

        /** Takes up what {@link #all} gave. */
        void restore(List<Account> saved) {
            saved.forEach(account -> byId.put(account.id(), account));
        }

        int bytes() {
            return byId.values().stream()
                    .mapToInt(account -> 250 + 200 * account.traits().asMap().size())
                    .sum();
        }
    }
}
