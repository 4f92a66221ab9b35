package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** It does not matter whether identifiers come together before one of them denies what the other permitted, or after. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class MergedDenialsTest {

    private static final Instant START = World.START;
    private static final Instant END = START.plus(Duration.ofDays(5));
    private static final List<Purpose> PURPOSES = List.of(Purpose.ANALYTICS, Purpose.EMAIL_MARKETING, Purpose.SURVEYS);
    private static final EventType MET = EventType.named("Met").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final Identifier USER = Identifier.userId("u");
    private static final Identifier VISITOR = Identifier.anonymousId("v");

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private static EventType seen(Purpose purpose) {
        return EventType.named("Seen for " + purpose.key()).collectedFor(purpose, LawfulBasis.CONSENT);
    }

    private static Segment whoSaw(Purpose purpose) {
        return Segment.named("saw " + purpose.key()).purpose(Purpose.SERVICE).when(did(seen(purpose)));
    }

    /** What was collected, who came together and what was denied; nothing is ever undone. */
    private record Told(List<Identifier> people, List<Event> seen, List<Event> met, List<ConsentAct> said) {

        List<Intake> all() {
            List<Intake> all = new ArrayList<>(seen);
            all.addAll(met);
            all.addAll(said);
            return all;
        }

        /** The ids of the events of somebody, and of those they ever came together with, that nobody of them ever denied. */
        Set<String> expected(Identifier who) {
            Set<Identifier> person = new HashSet<>(Set.of(who));
            for (int size = 0; size < person.size(); ) {
                size = person.size();
                met.stream()
                        .filter(event -> event.identifiers().stream().anyMatch(person::contains))
                        .forEach(event -> person.addAll(event.identifiers()));
            }
            Set<String> ids = new HashSet<>();
            for (Event event : seen) {
                boolean denied = said.stream()
                        .filter(act -> act.denies()
                                && act.purpose().equals(event.type().purpose()))
                        .filter(act -> person.contains(act.identifier()) && counts(act))
                        .anyMatch(act -> !act.time().isBefore(event.time()));
                if (person.contains(event.identifiers().get(0)) && !denied) {
                    ids.add(event.id());
                }
            }
            return ids;
        }

        /** E-mail is decided at an address or by the customer. */
        private static boolean counts(ConsentAct act) {
            return !act.purpose().equals(Purpose.EMAIL_MARKETING)
                    || Set.of("user_id", "email").contains(act.identifier().namespace());
        }
    }

    private static Told draw(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Identifier> people = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            people.add(Identifier.userId(seed + "-u" + i));
            people.add(Identifier.email(seed + "-m" + i + "@example.org"));
            people.add(Identifier.anonymousId(seed + "-v" + i));
        }
        List<ConsentAct> said = new ArrayList<>();
        List<Event> seen = new ArrayList<>();
        for (Identifier who : people) {
            for (Purpose purpose : PURPOSES) {
                said.add(act(seed + "g" + said.size(), who, purpose, Decision.GRANT, START));
                // A visitor's own word is none about e-mail, so that this would be refused until somebody is known.
                boolean mayBe = !purpose.equals(Purpose.EMAIL_MARKETING)
                        || !who.namespace().equals(Identifier.ANONYMOUS_ID);
                if (mayBe && random.nextBoolean()) {
                    Instant time = START.plus(Duration.ofHours(1 + random.nextInt(24)));
                    seen.add(
                            Event.of(seen(purpose)).id(seed + "e" + seen.size()).about(who, time, ""));
                }
            }
            said.add(act(seed + "s" + said.size(), who, Purpose.STITCHING, Decision.GRANT, START));
        }
        List<Event> met = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            // Within one customer's identifiers: what a limit would refuse is another test's.
            int customer = 3 * random.nextInt(3);
            Identifier one = people.get(customer + random.nextInt(3));
            Identifier other = people.get(customer + random.nextInt(3));
            if (!one.equals(other)) {
                Instant time = START.plus(Duration.ofHours(1 + random.nextInt(70)));
                met.add(Event.of(MET).with(other).id(seed + "l" + i).about(one, time, ""));
            }
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            Decision[] denials = {Decision.WITHDRAW, Decision.REFUSE, Decision.OBJECT};
            said.add(act(
                    seed + "w" + i,
                    people.get(random.nextInt(people.size())),
                    PURPOSES.get(random.nextInt(PURPOSES.size())),
                    denials[random.nextInt(3)],
                    START.plus(Duration.ofHours(25 + random.nextInt(40)))));
        }
        return new Told(people, seen, met, said);
    }

    private static ConsentAct act(String id, Identifier who, Purpose purpose, Decision decision, Instant time) {
        return ConsentAct.of(id, who, purpose, decision, time).by(Evidence.of("test", "v1"));
    }

    private Cdp open(ManualClock clock) {
        Cdp cdp = Cdp.inMemory()
                .clock(clock)
                .heap(heap)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
        PURPOSES.forEach(purpose -> Segments.of(cdp).define(whoSaw(purpose)));
        return cdp;
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    @Requirement("scenario 18")
    void any_order_of_events_meetings_and_denials_leaves_what_the_definition_says() {
        orders(150);
    }

    @Test
    @Tag("deep")
    @Requirement("GDPR Art. 7(3)")
    void many_more_orders_leave_it_as_well() {
        orders(20_000);
    }

    /** Every history has people of its own. */
    private void orders(int histories) {
        int left = 0;
        int out = 0;
        try (Cdp cdp = open(ManualClock.at(END))) {
            for (long seed : new SplittableRandom(20_261_201).longs(histories).toArray()) {
                Told told = draw(seed);
                List<Intake> order = told.all();
                // Whoever came together may do so by what they said: these acts come first.
                Collections.shuffle(order, new Random(seed));
                order.sort((a, b) -> Boolean.compare(grants(b), grants(a)));
                order.add(order.get(0));
                order.forEach(cdp::accept);
                for (Identifier who : told.people()) {
                    Set<String> expected = told.expected(who);
                    check(cdp, told, who, seed);
                    left += expected.size();
                    out += told.seen().size() - expected.size();
                }
            }
        }
        assertThat(left).isPositive();
        assertThat(out).isPositive();
    }

    private static boolean grants(Intake intake) {
        return intake instanceof ConsentAct act && act.decision() == Decision.GRANT;
    }

    private static void check(Cdp cdp, Told told, Identifier who, long seed) {
        Set<String> expected = told.expected(who);
        List<String> timeline = cdp.timeline(who).stream()
                .filter(event -> !event.type().equals(MET))
                .map(Event::id)
                .toList();
        assertThat(timeline).as("seed %d, timeline of %s", seed, who).containsExactlyInAnyOrderElementsOf(expected);
        int meetings = cdp.timeline(who).size() - timeline.size();
        assertThat(cdp.profile(who).map(Profile::activity).map(Profile.Activity::events))
                .as("seed %d, activity of %s", seed, who)
                .contains((long) expected.size() + meetings);
        for (Purpose purpose : PURPOSES) {
            boolean saw = told.seen().stream()
                    .anyMatch(event ->
                            expected.contains(event.id()) && event.type().equals(seen(purpose)));
            assertThat(Segments.of(cdp).contains(who, whoSaw(purpose)))
                    .as("seed %d, %s in %s", seed, who, purpose)
                    .isEqualTo(saw);
        }
    }

    private static Event event(Instant time) {
        return Event.of(seen(Purpose.ANALYTICS)).id("e").about(USER, time, "");
    }

    private static List<Intake> permits() {
        List<Intake> acts = new ArrayList<>();
        for (Identifier who : List.of(USER, VISITOR)) {
            for (Purpose purpose : List.of(Purpose.ANALYTICS, Purpose.STITCHING)) {
                acts.add(act(who.value() + purpose, who, purpose, Decision.GRANT, START));
            }
        }
        return acts;
    }

    private Cdp onDisk(ManualClock clock) {
        return Cdp.in(directory)
                .clock(clock)
                .heap(heap)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    @Requirement("GDPR Art. 15(1)")
    @Requirement("scenario 29")
    void what_does_not_count_any_more_comes_back_with_a_split_and_is_told_to_whom_it_is_about() {
        ManualClock clock = ManualClock.at(START);
        Segment saw = whoSaw(Purpose.ANALYTICS);
        try (Cdp cdp = onDisk(clock)) {
            Segments.of(cdp).define(saw);
            permits().forEach(cdp::accept);
            clock.advance(Duration.ofMinutes(1));
            cdp.accept(event(clock.instant()));
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(VISITOR, c -> c.withdraw(Purpose.ANALYTICS));
            assertThat(Segments.of(cdp).contains(USER, saw)).isTrue();
            clock.advance(Duration.ofMinutes(1));
            cdp.track(USER, Event.of(MET).with(VISITOR));
            isOut(cdp, saw);
        }
        try (Cdp cdp = onDisk(clock)) {
            isOut(cdp, saw);
            assertThat(SubjectRequests.of(cdp).access(USER, "desk").json())
                    .as("what is held is told")
                    .contains("Seen for analytics");
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(USER, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
            assertThat(Consents.of(cdp).permitted(USER, Purpose.ANALYTICS).permitted())
                    .isTrue();
            isOut(cdp, saw);
            clock.advance(Duration.ofMinutes(1));
            Identities.of(cdp).split(List.of(USER), List.of(VISITOR));
            isBack(cdp, saw);
        }
        try (Cdp cdp = onDisk(clock)) {
            isBack(cdp, saw);
        }
    }

    private static void isOut(Cdp cdp, Segment saw) {
        assertThat(cdp.profile(VISITOR).orElseThrow().identifiers()).contains(USER);
        assertThat(cdp.timeline(USER)).noneMatch(event -> event.id().equals("e"));
        assertThat(cdp.profileAsOf(USER, START.plus(Duration.ofMinutes(1)))
                        .map(p -> p.activity().events()))
                .contains(0L);
        assertThat(Segments.of(cdp).contains(USER, saw)).isFalse();
        assertThat(Segments.of(cdp).explain(USER, saw).isMember()).isFalse();
        assertThat(cdp.profile(USER).orElseThrow().activity().events()).isEqualTo(1);
    }

    private static void isBack(Cdp cdp, Segment saw) {
        assertThat(cdp.timeline(USER)).anyMatch(event -> event.id().equals("e"));
        assertThat(cdp.timeline(VISITOR)).noneMatch(event -> event.id().equals("e"));
        assertThat(Segments.of(cdp).contains(USER, saw)).isTrue();
        assertThat(Segments.of(cdp).contains(VISITOR, saw)).isFalse();
    }

    @Test
    @Requirement("GDPR Art. 17(1)(b)")
    void what_does_not_count_goes_for_good_once_the_person_it_is_of_now_denies_it_too() {
        ManualClock clock = ManualClock.at(START);
        try (Cdp cdp = onDisk(clock)) {
            permits().forEach(cdp::accept);
            clock.advance(Duration.ofMinutes(1));
            cdp.accept(event(clock.instant()));
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(VISITOR, c -> c.withdraw(Purpose.ANALYTICS));
            clock.advance(Duration.ofMinutes(1));
            cdp.track(USER, Event.of(MET).with(VISITOR));
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(USER, c -> c.withdraw(Purpose.ANALYTICS));
            clock.advance(Duration.ofMinutes(1));
            Identities.of(cdp).split(List.of(USER), List.of(VISITOR));

            assertThat(cdp.timeline(USER)).noneMatch(event -> event.id().equals("e"));
            assertThat(SubjectRequests.of(cdp).access(USER, "desk").json()).doesNotContain("Seen for analytics");
        }
    }
}
