package io.clientele.internal.fold;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.spi.ConsentGate.Step;
import io.clientele.spi.Fact;
import java.time.Instant;
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
 * What is known of one profile. Events may be applied in any order: a trait keeps the value with the latest (time, id).
 * Only the pen changes it.
 */
final class ProfileState {

    private static final Comparator<Identifier> BY_NAME =
            Comparator.comparing(Identifier::namespace).thenComparing(Identifier::value);

    final int number;
    final List<Integer> owners;
    final List<Identifier> identifiers;
    List<Step> steps;
    /** Events of it that lie ahead of the clock. */
    final Set<Waiting> ahead = new HashSet<>();
    /** Whether the store may hold word of it from an earlier eviction. */
    boolean shelved;
    /** What {@link #bytes} said when it was last weighed. */
    int weighed;
    /** Whether the shelf knows that it changed. */
    boolean dirty;
    /** Its place in {@link ByUse}. */
    boolean listed;

    @Nullable
    ProfileState older;

    @Nullable
    ProfileState newer;

    private final Map<String, Stamped> traits = new HashMap<>();
    private long events;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private @Nullable Fact latest;

    private record Stamped(Object value, Event from) {}

    /**
     * A profile of which nothing is applied yet.
     *
     * @param owners the numbers of its identifiers, ascending: the first names the profile
     */
    ProfileState(List<Integer> owners, Collection<Identifier> identifiers, List<Step> steps) {
        this.number = owners.get(0);
        this.owners = owners;
        this.identifiers = List.copyOf(identifiers);
        this.steps = steps;
    }

    /** The same profile with identifiers of which nothing was known before. */
    ProfileState extended(List<Integer> newOwners, Collection<Identifier> newIdentifiers) {
        var wider = new ProfileState(newOwners, newIdentifiers, steps);
        wider.traits.putAll(traits);
        wider.events = events;
        wider.first = first;
        wider.last = last;
        wider.latest = latest;
        wider.ahead.addAll(ahead);
        wider.shelved = shelved;
        return wider;
    }

    /** Whether the fact lies at or after every event so far; permits may lie in the future. */
    boolean inOrder(Fact fact) {
        return latest == null || latest.compareTo(fact) <= 0;
    }

    void apply(Fact fact) {
        if (fact instanceof Fact.Happened happened) {
            latest = inOrder(fact) ? fact : latest;
            apply(happened.event());
        }
    }

    private void apply(Event event) {
        events++;
        Instant time = event.time();
        first = first == null || time.isBefore(first) ? time : first;
        last = last == null || time.isAfter(last) ? time : last;
        if (event.type().equals(EventType.IDENTIFY)) {
            event.properties().asMap().forEach((name, value) -> learn(name, value, event));
        }
    }

    private void learn(String name, Object value, Event from) {
        Stamped known = traits.get(name);
        if (known == null || known.from.compareTo(from) < 0) {
            traits.put(name, new Stamped(value, from));
        }
    }

    /** Roughly how much heap it takes, with its acts and what evaluators know of it. */
    int bytes() {
        return 1_000 + 450 * identifiers.size() + 200 * traits.size() + 250 * steps.size();
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
                .activity(new Profile.Activity(events, Optional.ofNullable(first), Optional.ofNullable(last), asOf))
                .build();
    }

    /** The id of the profile with this number. */
    static String id(int number) {
        return "p" + number;
    }
}
