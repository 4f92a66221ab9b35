package io.clientele.proof;

import static io.clientele.segment.Conditions.lastDid;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.ContactPolicy;
import io.clientele.trigger.HumanReview.Verdict;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person says between a trigger's cause and its hand-over. */
class TriggerConsentTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final EventType VISIT =
            EventType.named("Visited").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<String> sent = new ArrayList<>();

    private Cdp open(ConsentModule consent) {
        return Cdp.in(directory)
                .keys(QuickKeys.provider())
                .clock(clock)
                .with(consent)
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private Cdp open() {
        return open(ConsentModule.optIn());
    }

    private static void grant(Cdp cdp, Identifier who, Purpose... purposes) {
        Consents.of(cdp).record(who, c -> c.grant(purposes).evidence("banner", "v1"));
    }

    private static Segment abandoned(Cdp cdp) {
        return Segments.of(cdp)
                .define(Segment.named("abandoned")
                        .purpose(Purpose.ANALYTICS)
                        .when(lastDid(CommerceEvents.PRODUCT_ADDED)
                                .andThenNot(CommerceEvents.ORDER_COMPLETED)
                                .forAtLeast(Duration.ofMinutes(30))));
    }

    @Test
    @Requirement("scenario 22")
    void a_reminder_planned_for_half_an_hour_later_is_not_sent_after_a_withdrawal_a_minute_before() {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS, Purpose.EMAIL_MARKETING);
            Trigger later = Trigger.named("cart")
                    .onEvent(CommerceEvents.PRODUCT_ADDED)
                    .purpose(Purpose.EMAIL_MARKETING)
                    .delay(Duration.ofMinutes(30));
            Triggers.of(cdp).attach(later, firing -> sent.add(firing.id()));
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("left").onEnter(abandoned(cdp)).purpose(Purpose.EMAIL_MARKETING),
                            firing -> sent.add(firing.id()));
            cdp.track(ANN, Commerce.productAdded("cart", "sku").quantity(1));
            clock.advance(Duration.ofMinutes(29));
            cdp.advance();
            assertThat(cdp.service(Outbox.class).waiting()).hasSize(1);
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.EMAIL_MARKETING));
            clock.advance(Duration.ofMinutes(2));
            cdp.advance();

            assertThat(sent).isEmpty();
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
            grant(cdp, ANN, Purpose.EMAIL_MARKETING);
            cdp.advance();
            assertThat(sent).isEmpty();
        }
    }

    @Test
    @Timeout(120)
    @Requirement("scenario 23")
    void no_hand_over_begins_once_a_withdrawal_has_returned() throws Exception {
        race(200);
    }

    @Test
    @Tag("deep")
    @Requirement("scenario 23")
    void nor_does_one_in_ten_thousand_rounds() throws Exception {
        race(10_000);
    }

    private void race(int rounds) throws Exception {
        Set<String> returned = ConcurrentHashMap.newKeySet();
        AtomicInteger late = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        try (Cdp cdp = Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open()) {
            Triggers.of(cdp).attach(Trigger.named("hello").onEvent(VISIT).purpose(Purpose.EMAIL_MARKETING), firing -> {
                String who = firing.profile().identifiers().get(0).value();
                late.addAndGet(returned.contains(who) ? 1 : 0);
                begun.incrementAndGet();
            });
            CyclicBarrier barrier = new CyclicBarrier(2);
            Thread visits = new Thread(() -> {
                for (int round = 0; round < rounds; round++) {
                    meet(barrier);
                    cdp.track(Identifier.userId("u" + round), Event.of(VISIT));
                }
            });
            for (int round = 0; round < rounds; round++) {
                grant(cdp, Identifier.userId("u" + round), Purpose.EMAIL_MARKETING);
            }
            visits.start();
            for (int round = 0; round < rounds; round++) {
                Identifier who = Identifier.userId("u" + round);
                meet(barrier);
                for (int spin = 0; spin < 400 * (round % 20); spin++) {
                    Thread.onSpinWait();
                }
                Consents.of(cdp).record(who, c -> c.withdraw(Purpose.EMAIL_MARKETING));
                returned.add(who.value());
            }
            visits.join();
        }
        assertThat(late).hasValue(0);
        assertThat(begun.get()).as("hand-overs that came before").isPositive();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void what_is_withdrawn_or_cancelled_while_others_get_theirs_is_not_sent_although_all_were_asked_about_at_once() {
        EventType bought = EventType.named("Bought").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
        try (Cdp cdp = open()) {
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("hello")
                                    .onEvent(VISIT)
                                    .purpose(Purpose.EMAIL_MARKETING)
                                    .cancelIf(bought),
                            firing -> {
                                if (sent.isEmpty()) {
                                    Consents.of(cdp)
                                            .record(Identifier.userId("u3"), c -> c.withdraw(Purpose.EMAIL_MARKETING));
                                    cdp.track(Identifier.userId("u5"), Event.of(bought));
                                }
                                sent.add(firing.profile().identifiers().get(0).value());
                            });
            List<Intake> visits = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                Identifier who = Identifier.userId("u" + i);
                grant(cdp, who, Purpose.EMAIL_MARKETING);
                visits.add(Event.of(VISIT).id("v" + i).about(who, clock.instant(), "-"));
            }
            clock.advance(Duration.ofSeconds(1));
            cdp.accept(visits);
            assertThat(sent).containsExactly("u1", "u2", "u4", "u6");
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    @Requirement("GDPR Art. 7(3)")
    void a_withdrawal_returns_after_a_hand_over_that_has_begun(boolean byAddress) throws Exception {
        Identifier who = byAddress ? Identifier.email("ann@example.org") : ANN;
        var inside = new java.util.concurrent.CountDownLatch(1);
        var goOn = new java.util.concurrent.CountDownLatch(1);
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.EMAIL_MARKETING);
            cdp.identify(ANN, facts -> facts.set(Trait.EMAIL, "ann@example.org"));
            Triggers.of(cdp).attach(Trigger.named("hello").onEvent(VISIT).purpose(Purpose.EMAIL_MARKETING), firing -> {
                inside.countDown();
                goOn.await();
            });
            Thread writer = new Thread(() -> cdp.track(ANN, Event.of(VISIT)));
            writer.start();
            inside.await();
            Thread withdrawal =
                    new Thread(() -> Consents.of(cdp).record(who, c -> c.withdraw(Purpose.EMAIL_MARKETING)));
            withdrawal.start();
            while (!Consents.of(cdp)
                    .permitted(who, Purpose.EMAIL_MARKETING)
                    .reason()
                    .equals("withdrawn")) {
                Thread.onSpinWait();
            }
            Identifier other = Identifier.userId("other");
            grant(cdp, other, Purpose.EMAIL_MARKETING);
            Consents.of(cdp).record(other, c -> c.withdraw(Purpose.EMAIL_MARKETING));
            assertThat(withdrawal.isAlive()).isTrue();
            goOn.countDown();
            withdrawal.join();
            writer.join();
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void what_waits_for_the_morning_is_not_sent_once_its_cause_was_taken_back() {
        try (Cdp cdp = open()) {
            Segment abandoned = abandoned(cdp);
            grant(cdp, ANN, Purpose.ANALYTICS, Purpose.EMAIL_MARKETING);
            clock.set(Instant.parse("2027-03-02T22:00:00Z"));
            LocalTime evening = LocalTime.of(21, 0);
            Triggers.of(cdp, ContactPolicy.in(ZoneOffset.UTC).quiet(evening, LocalTime.of(8, 0)))
                    .attach(
                            Trigger.named("later").onEnter(abandoned).purpose(Purpose.EMAIL_MARKETING),
                            firing -> sent.add(firing.id()));
            cdp.track(ANN, Commerce.productAdded("cart", "sku").quantity(1));
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.ANALYTICS));
            clock.advance(Duration.ofHours(10));
            cdp.advance();
            assertThat(sent).isEmpty();
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
        }
    }

    @Test
    @Requirement("scenario 24")
    void a_withdrawal_takes_the_person_out_of_segments_before_it_returns() {
        try (Cdp cdp = open()) {
            Segment abandoned = abandoned(cdp);
            grant(cdp, ANN, Purpose.ANALYTICS);
            cdp.track(ANN, Commerce.productAdded("cart", "sku").quantity(1));
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            assertThat(Segments.of(cdp).count(abandoned)).isEqualTo(1);
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.ANALYTICS));
            assertThat(Segments.of(cdp).count(abandoned)).isZero();
        }
    }

    @Test
    @Requirement("scenario 26")
    void one_click_on_unsubscribe_stops_what_is_planned_already() {
        Identifier address = Identifier.email("ann@example.org");
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.EMAIL_MARKETING);
            cdp.identify(ANN, facts -> facts.set(Trait.EMAIL, "ann@example.org"));
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("hello")
                                    .onEvent(VISIT)
                                    .purpose(Purpose.EMAIL_MARKETING)
                                    .delay(Duration.ofMinutes(10)),
                            firing -> sent.add(firing.id()));
            cdp.track(ANN, Event.of(VISIT));
            String token = Consents.of(cdp).unsubscribeToken(address, Purpose.EMAIL_MARKETING, Duration.ofDays(30));
            assertThat(Consents.of(cdp).unsubscribe(token).isStored()).isTrue();
            clock.advance(Duration.ofMinutes(10));
            cdp.advance();
            assertThat(sent).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 22(2)(c), 22(3)")
    void what_a_trigger_decided_happens_once_a_human_has_looked_and_the_person_has_said_yes() {
        Purpose pricing = Purpose.named("pricing")
                .on(LawfulBasis.CONSENT)
                .channel("email")
                .special();
        Map<String, Verdict> looked = new ConcurrentHashMap<>();
        List<String> asked = new ArrayList<>();
        try (Cdp cdp = open(ConsentModule.optIn().purposes(pricing))) {
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("offer")
                                    .onEvent(VISIT)
                                    .purpose(pricing)
                                    .decides(),
                            firing -> {
                                asked.add(firing.id());
                                return looked.getOrDefault(firing.id(), Verdict.AWAITED);
                            },
                            firing -> sent.add(
                                    firing.profile().identifiers().get(0).value()));
            for (String who : List.of("a", "b", "c")) {
                if (!who.equals("c")) {
                    grant(cdp, Identifier.userId(who), pricing);
                }
                cdp.track(Identifier.userId(who), Event.of(VISIT));
            }
            assertThat(asked).hasSize(2);
            for (int hours = 0; hours < 6 * 24; hours++) {
                clock.advance(Duration.ofHours(1));
                cdp.advance();
            }
            assertThat(sent).isEmpty();
            looked.put(asked.get(0), Verdict.APPROVED);
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(sent).hasSize(1);
            asked.forEach(id -> looked.putIfAbsent(id, Verdict.DECLINED));
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(sent).hasSize(1);
            assertThat(cdp.service(Outbox.class).failed())
                    .extracting(Outbox.Failed::reason)
                    .containsOnly("declined_by_review");
        }
    }
}
