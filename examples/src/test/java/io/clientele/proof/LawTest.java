package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one law: history is the truth, everything else is a fold. Through the front door, with every module. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class LawTest {

    private static final Instant END = World.START.plus(Duration.ofDays(5));

    @Parameter
    long heap;

    @TempDir
    Path directory;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= Long.getLong("clientele.histories", 20L); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    private Cdp inMemory(ManualClock clock) {
        var builder = Cdp.inMemory().clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        Cdp cdp = builder.open();
        World.define(cdp);
        return cdp;
    }

    private Cdp onDisk(ManualClock clock) {
        var builder = Cdp.in(directory).clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        Cdp cdp = builder.open();
        World.define(cdp);
        return cdp;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void order_does_not_matter(long seed) {
        World world = new World(seed);
        List<Intake> set = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            set.add(admittedAnyway(world.said(world.sometime())));
        }
        for (int i = 0; i < 4; i++) {
            set.add(world.decision(world.sometime()));
        }
        Map<String, String> expected = Map.of();
        for (int order = 0; order < 4; order++) {
            try (Cdp cdp = inMemory(ManualClock.at(END))) {
                for (Intake intake : set) {
                    assertThat(cdp.accept(intake).kind()).isIn(Outcome.Kind.STORED, Outcome.Kind.DUPLICATE);
                }
                Map<String, String> state = world.state(cdp, false);
                assertThat(state)
                        .as("seed %d, order %d", seed, order)
                        .containsExactlyInAnyOrderEntriesOf(order == 0 ? state : expected);
                expected = state;
            }
            Collections.shuffle(set, new Random(seed * 31 + order));
            set.add(set.get(0));
        }
    }

    /** What rests on the contract is admitted in every order; denials of what is collected by consent do not matter to it. */
    private static Intake admittedAnyway(Intake intake) {
        if (!(intake instanceof Event event)) {
            return intake;
        }
        var type = event.type().collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
        var draft = Event.of(type).id(event.id()).at(event.time());
        event.properties().asMap().forEach(draft::set);
        return draft.about(event.identifiers().get(0), event.time(), "unused").about(event.identifiers());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_store_opened_again_is_in_the_same_state(long seed) {
        World world = new World(seed);
        ManualClock clock = ManualClock.at(World.START);
        Map<String, String> before;
        try (Cdp cdp = onDisk(clock)) {
            live(world, cdp, clock, 80);
            before = world.state(cdp, true);
        }
        try (Cdp cdp = onDisk(clock)) {
            assertThat(world.state(cdp, true)).as("seed %d", seed).containsExactlyInAnyOrderEntriesOf(before);
        }
    }

    /** One call of a history. */
    record Call(Instant at, List<Intake> intakes) {}

    /** Lives through a random history: mostly in order, now and then late, in calls of one or several. */
    static List<Call> live(World world, Cdp cdp, ManualClock clock, int steps) {
        List<Call> calls = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            clock.advance(Duration.ofMinutes(world.below(90)));
            List<Intake> together = new ArrayList<>();
            for (int i = world.below(3); i >= 0; i--) {
                Duration late = Duration.ofMinutes(world.below(5) == 0 ? world.below(3000) : 0);
                together.add(world.something(clock.instant().minus(late)));
            }
            calls.add(new Call(clock.instant(), together));
            cdp.accept(together);
            if (world.below(6) == 0) {
                cdp.advance();
            }
        }
        return calls;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_was_decided_and_revoked_might_as_well_never_have_been_decided(long seed) {
        World world = new World(seed);
        List<Intake> said = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            said.add(admittedAnyway(world.said(world.sometime())));
        }
        List<Intake> all = new ArrayList<>(said);
        List<Intake> revocations = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            IdentityDecision decision = world.decision(world.sometime());
            all.add(decision);
            revocations.add(world.revocation(decision.id(), END));
        }
        Collections.shuffle(all, new Random(seed));
        Map<String, String> expected;
        try (Cdp cdp = inMemory(ManualClock.at(END))) {
            said.forEach(cdp::accept);
            expected = world.state(cdp, false);
        }
        try (Cdp cdp = inMemory(ManualClock.at(END))) {
            all.forEach(intake -> assertThat(cdp.accept(intake).isStored()).isTrue());
            revocations.forEach(
                    intake -> assertThat(cdp.accept(intake).isStored()).isTrue());
            assertThat(Identities.of(cdp).decisions()).isEmpty();
            assertThat(world.state(cdp, false)).as("seed %d", seed).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Requirement("GDPR Art. 7(3)")
    void what_was_withdrawn_might_as_well_never_have_been_sent(long seed) {
        World world = new World(seed);
        ManualClock clock = ManualClock.at(World.START);
        Map<String, String> after;
        List<Call> calls;
        Set<String> kept;
        try (Cdp cdp = inMemory(clock)) {
            calls = live(world, cdp, clock, 60);
            kept = kept(cdp, calls);
            after = world.state(cdp, false);
        }
        clock.set(World.START);
        try (Cdp cdp = inMemory(clock)) {
            for (Call call : calls) {
                clock.set(call.at());
                cdp.accept(call.intakes().stream()
                        .filter(i -> !(i instanceof Event) || kept.contains(i.id()))
                        .toList());
            }
            assertThat(world.state(cdp, false)).as("seed %d", seed).containsExactlyInAnyOrderEntriesOf(after);
        }
    }

    /** The ids of the events that are in the journal at the end. */
    private static Set<String> kept(Cdp cdp, List<Call> calls) {
        return calls.stream()
                .flatMap(call -> call.intakes().stream())
                .flatMap(intake -> intake.identifiers().stream())
                .distinct()
                .flatMap(identifier -> cdp.timeline(identifier).stream())
                .map(Event::id)
                .collect(Collectors.toSet());
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void an_event_and_its_withdrawal_in_one_call_leave_nothing_of_the_event() {
        ManualClock clock = ManualClock.at(World.START);
        Identifier visitor = Identifier.anonymousId("v-1");
        Event event = Event.named("Visited").id("e1").about(visitor, clock.instant(), "unused");
        try (Cdp cdp = onDisk(clock)) {
            Consents.of(cdp).record(visitor, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
            ConsentAct no = ConsentAct.of("w1", visitor, Purpose.ANALYTICS, Decision.WITHDRAW, clock.instant());
            assertThat(cdp.accept(List.of(event, no))).allMatch(Outcome::isStored);
            assertThat(cdp.timeline(visitor)).isEmpty();
        }
        try (Cdp cdp = onDisk(clock)) {
            assertThat(cdp.timeline(visitor)).isEmpty();
        }
    }
}
