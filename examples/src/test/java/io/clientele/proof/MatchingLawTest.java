package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.Link;
import io.clientele.identity.match.Devices;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.Matches;
import io.clientele.identity.match.Matching;
import io.clientele.internal.pipeline.Settings;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Intake;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.model.SubjectRequest;
import io.clientele.proof.FaultyStore.Fault;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Definition;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The one law with likeness on: whatever was said, unsaid, decided, withdrawn and erased, through however many openings and
 * models, the state is that of a store which got what is kept, in any order, and the last model.
 */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class MatchingLawTest {

    private static final Instant START = World.START;
    private static final String LOOKS = "looks";
    private static final Matching MATCHING = Matching.standard()
            .devices(Devices.standard()
                    .within(Duration.ofDays(1))
                    .read(EventType.IDENTIFY, LOOKS, Devices.Sign.FINGERPRINT));
    private static final Segment TALKERS = Segment.named("talkers")
            .purpose(Purpose.SERVICE)
            .when(did(EventType.IDENTIFY).within(Duration.ofDays(30)).atLeast(2));

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(START.plus(Duration.ofDays(5)));
    private final Map<String, ConsentAct> acts = new LinkedHashMap<>();
    private final Set<Identifier> erased =
            new TreeSet<>((a, b) -> (a.namespace() + a.value()).compareTo(b.namespace() + b.value()));
    private final List<Identifier> everybody = new ArrayList<>();
    private int next;
    private long joined;
    private long traced;

    private Cdp open(Optional<Path> on) {
        Cdp cdp = on.map(Cdp::in)
                .orElseGet(Cdp::inMemory)
                .clock(clock)
                .heap(heap)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard().matching(MATCHING))
                .with(SegmentModule.live())
                .open();
        Segments.of(cdp).define(TALKERS);
        return cdp;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    @Requirement("GDPR Art. 7(3)")
    @Requirement("GDPR Art. 17")
    void any_history_is_what_a_replay_of_what_is_kept_gives(long seed) {
        Random random = new Random(seed);
        Townsfolk town = new Townsfolk(seed, 60);
        for (int i = 0; i < 4; i++) {
            everybody.add(Identifier.userId("u" + i));
            everybody.add(Identifier.email("m" + i + "@example.org"));
            everybody.add(Identifier.anonymousId("visitor-" + i));
            everybody.add(Identifier.orderId("order-" + i));
        }
        List<Event> guests = town.guests(START.plusSeconds(60));
        guests.forEach(guest -> everybody.addAll(guest.identifiers()));
        Cdp cdp = open(Optional.of(directory));
        try {
            for (Identifier who : everybody) {
                say(cdp, act(who, Purpose.STITCHING, Decision.GRANT).at(START));
                say(cdp, act(who, Purpose.DEVICE_LINKING, Decision.GRANT).at(START));
            }
            guests.forEach(cdp::accept);
            Matches.of(cdp).learn();
            for (int step = 0; step < 60; step++) {
                cdp = step(cdp, town, random);
                if (step % 30 == 29) {
                    check(cdp, random, "seed " + seed + ", step " + step);
                }
            }
            SortedMap<String, String> before = state(cdp);
            assertThat(Maintenance.of(cdp).verify()).as("seed %d", seed).isEmpty();
            cdp.close();
            cdp = open(Optional.of(directory));
            assertThat(state(cdp)).as("seed %d, opened again", seed).isEqualTo(before);
            assertThat(Maintenance.of(cdp).verify()).as("seed %d", seed).isEmpty();
        } finally {
            cdp.close();
        }
        assertThat(joined).as("seed %d: links by likeness", seed).isGreaterThan(20);
        assertThat(traced).as("seed %d: links by what devices show", seed).isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void a_commit_that_fails_leaves_the_state_before_it_and_what_is_done_again_counts_once(Fault fault) {
        Random random = new Random(fault.ordinal() + 5L);
        Townsfolk town = new Townsfolk(fault.ordinal() + 5L, 40);
        List<Event> guests = town.guests(START.plusSeconds(60));
        guests.subList(0, 60).forEach(guest -> everybody.addAll(guest.identifiers()));
        AtomicReference<FaultyStore> store = new AtomicReference<>();
        int failures = 0;
        SortedMap<String, String> before;
        try (Cdp cdp = faulty(store)) {
            for (int i = 0; i < everybody.size(); i++) {
                say(
                        cdp,
                        act(everybody.get(i), Purpose.STITCHING, Decision.GRANT).at(START));
                cdp.accept(guests.get(i));
            }
            Matches.of(cdp).learn();
            for (int step = 0; step < 30; step++) {
                clock.advance(Duration.ofMinutes(7));
                // A definition is followed by a checkpoint of its own, which must not fail here.
                boolean learns = random.nextInt(8) == 0;
                Runnable work = learns ? () -> Matches.of(cdp).learn() : work(cdp, town, random);
                before = state(cdp);
                store.get().arm(fault, learns ? 1 : 1 + random.nextInt(4));
                try {
                    work.run();
                    store.get().disarm();
                } catch (StorageException injected) {
                    store.get().disarm();
                    failures++;
                    assertThat(state(cdp)).as("%s, step %d", fault, step).isEqualTo(before);
                    work.run();
                }
            }
            before = state(cdp);
            check(cdp, random, fault + " in memory");
        }
        assertThat(failures).as("faults that hit").isGreaterThan(fault == Fault.UNKNOWN_LANDED ? -1 : 4);
        try (Cdp cdp = faulty(store)) {
            assertThat(state(cdp)).as("%s, opened again", fault).isEqualTo(before);
        }
    }

    private Cdp faulty(AtomicReference<FaultyStore> store) {
        Cdp cdp = FaultyCdp.open(
                directory,
                clock,
                List.of(ConsentModule.optIn(), IdentityModule.standard().matching(MATCHING), SegmentModule.live()),
                new FaultyCdp.Limits(heap, heap == World.NOBODY ? 10 : Settings.INTERVAL, 3),
                real -> {
                    store.set(new FaultyStore(real));
                    return store.get();
                });
        Segments.of(cdp).define(TALKERS);
        return cdp;
    }

    /** One act, that may be done again where it failed. */
    private Runnable work(Cdp cdp, Townsfolk town, Random random) {
        Identifier who = everybody.get(random.nextInt(everybody.size()));
        Identifier other = everybody.get((everybody.indexOf(who) + 1) % everybody.size());
        Map<String, String> said = town.said(town.people.get(random.nextInt(12)));
        Event event = Townsfolk.event("said-" + next++, clock.instant(), said, who);
        Decision decision = random.nextBoolean() ? Decision.WITHDRAW : Decision.GRANT;
        ConsentAct act = act(who, Purpose.STITCHING, decision);
        String id = "decision-" + next++;
        IdentityDecision pin = random.nextBoolean()
                ? IdentityDecision.apart(id, clock.instant(), who, other)
                : IdentityDecision.split(id, clock.instant(), List.of(who), List.of(other));
        return switch (random.nextInt(7)) {
            case 0, 1, 2 -> () -> say(cdp, act);
            case 3 -> () -> Identities.of(cdp).decide(pin);
            default -> () -> cdp.accept(event);
        };
    }

    private Cdp step(Cdp cdp, Townsfolk town, Random random) {
        clock.advance(Duration.ofMinutes(7));
        Identifier who = everybody.get(random.nextInt(16));
        Identifier other = everybody.get(random.nextInt(everybody.size()));
        switch (random.nextInt(16)) {
            case 0 -> say(cdp, act(who, Purpose.STITCHING, Decision.WITHDRAW));
            case 1 ->
                say(cdp, act(other, Purpose.STITCHING, random.nextBoolean() ? Decision.WITHDRAW : Decision.GRANT));
            case 10 ->
                say(cdp, act(who, Purpose.DEVICE_LINKING, random.nextBoolean() ? Decision.WITHDRAW : Decision.GRANT));
            case 2 -> Identities.of(cdp).together(who, other.equals(who) ? everybody.get(20) : other);
            case 3 -> Identities.of(cdp).apart(who, other.equals(who) ? everybody.get(20) : other);
            case 4 -> Identities.of(cdp).forget(who);
            case 5 -> Identities.of(cdp).block(other);
            case 6 -> {
                List<IdentityDecision> made = Identities.of(cdp).decisions();
                if (!made.isEmpty()) {
                    Identities.of(cdp)
                            .revoke(made.get(random.nextInt(made.size())).id());
                }
            }
            case 7 -> {
                cdp.close();
                return open(Optional.of(directory));
            }
            case 8 -> Matches.of(cdp).learn();
            case 9 -> erase(cdp, other);
            default -> {
                Map<String, String> said = new HashMap<>(town.said(town.people.get(random.nextInt(12))));
                if (random.nextBoolean()) {
                    said.put(LOOKS, "f" + random.nextInt(4));
                }
                Instant at = clock.instant().minus(Duration.ofMinutes(random.nextInt(5_000)));
                cdp.accept(
                        random.nextBoolean()
                                ? Townsfolk.event("said-" + next++, at, said, who)
                                : Townsfolk.event("said-" + next++, at, said, who, everybody.get(random.nextInt(16))));
            }
        }
        return cdp;
    }

    private ConsentAct act(Identifier who, Purpose purpose, Decision decision) {
        return ConsentAct.of("act-" + next++, who, purpose, decision, clock.instant())
                .by(Evidence.of("test", "v1"));
    }

    private void say(Cdp cdp, ConsentAct act) {
        if (cdp.accept(act).isStored()) {
            acts.put(act.id(), act);
        }
    }

    /** Erasure asks for what is certain alone: whom likeness added stays. */
    private void erase(Cdp cdp, Identifier who) {
        Set<Identifier> before = together(cdp, who);
        Set<Identifier> certain =
                new TreeSet<>((a, b) -> (a.namespace() + a.value()).compareTo(b.namespace() + b.value()));
        certain.add(who);
        for (int size = 0; size < certain.size(); ) {
            size = certain.size();
            for (Identifier each : List.copyOf(certain)) {
                Identities.of(cdp).links(each).stream()
                        .filter(link -> link.match().isEmpty() && !Devices.isTrace(link.weaker()))
                        .filter(link -> link.state() == Link.State.JOINS || link.state() == Link.State.CONFIRMS)
                        .forEach(link -> certain.addAll(List.of(link.stronger(), link.weaker())));
            }
        }
        cdp.accept(SubjectRequest.erasure("erasure-" + next++, who, clock.instant(), "login"));
        for (Identifier each : before) {
            boolean kept = !certain.contains(each);
            assertThat(cdp.profile(each).isPresent()).isEqualTo(kept);
        }
        erased.addAll(certain);
        acts.values().removeIf(act -> certain.contains(act.identifier()));
    }

    private static Set<Identifier> together(Cdp cdp, Identifier who) {
        return cdp.profile(who)
                .map(profile -> Set.copyOf(profile.identifiers()))
                .orElse(Set.of());
    }

    // ---- the law

    private void check(Cdp cdp, Random random, String where) {
        SortedMap<String, String> state = state(cdp);
        List<Intake> kept = new ArrayList<>(Identities.of(cdp).decisions());
        Map<String, Event> events = new TreeMap<>();
        List<Profile> page = Identities.of(cdp).profiles("", 1_000);
        for (Profile profile : page) {
            Identities.of(cdp).timeline(profile.identifiers().get(0)).forEach(event -> events.put(event.id(), event));
        }
        kept.addAll(events.values());
        kept.addAll(acts.values());
        MatchModel model = Matches.of(cdp).model().orElseThrow();
        Properties body = Properties.of(Map.of("model", Base64.getEncoder().encodeToString(model.bytes())));
        kept.add(new Definition("the-model", clock.instant(), "identity", "match-model", body));
        Collections.shuffle(kept, random);
        kept.addAll(kept.subList(0, 20));
        try (Cdp anew = open(Optional.empty())) {
            kept.forEach(anew::accept);
            SortedMap<String, String> replayed = state(anew);
            state.forEach((who, line) ->
                    assertThat(replayed.get(who)).as(where + ": " + who).isEqualTo(line));
            for (Identifier who : everybody) {
                assertThat(Identities.of(anew).links(who))
                        .as(where)
                        .isEqualTo(Identities.of(cdp).links(who));
            }
        }
        assertThat(Maintenance.of(cdp).verify()).as(where).isEmpty();
    }

    private SortedMap<String, String> state(Cdp cdp) {
        cdp.advance();
        SortedMap<String, String> lines = new TreeMap<>();
        for (Identifier who : everybody) {
            if (!erased.contains(who)) {
                lines.put(
                        who.namespace() + " " + who.value(),
                        cdp.profile(who)
                                        .map(p -> new TreeSet<>(p.identifiers().stream()
                                                        .map(Identifier::value)
                                                        .toList())
                                                + " "
                                                + new TreeMap<>(p.traits().asMap()) + " "
                                                + p.activity().events())
                                        .orElse("nobody")
                                + " " + Segments.of(cdp).segmentsOf(who).size());
                joined += Identities.of(cdp).links(who).stream()
                        .filter(link -> link.match().isPresent() && link.state() == Link.State.JOINS)
                        .count();
                traced += Identities.of(cdp).links(who).stream()
                        .filter(link -> Devices.isTrace(link.weaker()) && link.state() == Link.State.JOINS)
                        .count();
            }
        }
        lines.put("talkers", "" + Segments.of(cdp).count(TALKERS));
        return lines;
    }
}
