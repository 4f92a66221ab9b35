package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.FiringHandler;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message goes out once, and never after a no. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class HandOverTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final Identifier BROWSER = Identifier.anonymousId("b");

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<String> sent = new ArrayList<>();

    private Cdp open() {
        var builder = Cdp.in(directory).clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        return builder.open();
    }

    private void mail(Cdp cdp, Purpose purpose, FiringHandler handler) {
        Segment visitors = Segments.of(cdp)
                .define(Segment.named("visitors")
                        .purpose(Purpose.ANALYTICS)
                        .when(did(Event.named("Visited").type())));
        Triggers.of(cdp)
                .attach(
                        Trigger.named("hello")
                                .onEnter(visitors)
                                .purpose(purpose)
                                .channel("house"),
                        handler);
    }

    private void grant(Cdp cdp, Identifier who, Purpose... purposes) {
        Consents.of(cdp).record(who, c -> c.grant(purposes).evidence("banner", "v1"));
    }

    @Test
    void a_split_sends_no_message_again() {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS, Purpose.STITCHING);
            grant(cdp, BROWSER, Purpose.ANALYTICS);
            mail(cdp, Purpose.ANALYTICS, firing -> sent.add(firing.id()));
            cdp.identify(ANN, i -> i.sameAs(BROWSER));
            clock.advance(Duration.ofMinutes(1));
            cdp.track(BROWSER, Event.named("Visited"));
            assertThat(sent).hasSize(1);

            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.STITCHING));

            assertThat(cdp.profile(BROWSER).orElseThrow().identifiers()).containsExactly(BROWSER);
            assertThat(Segments.of(cdp).segmentsOf(BROWSER)).hasSize(1);
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void what_only_the_other_side_of_a_split_had_permitted_goes_whichever_purpose_is_named_first() {
        for (List<Purpose> order :
                List.of(List.of(Purpose.ANALYTICS, Purpose.STITCHING), List.of(Purpose.STITCHING, Purpose.ANALYTICS))) {
            Identifier user = Identifier.userId("user-" + order.get(0));
            Identifier browser = Identifier.anonymousId("browser-" + order.get(0));
            try (Cdp cdp = open()) {
                grant(cdp, user, Purpose.ANALYTICS, Purpose.STITCHING);
                clock.advance(Duration.ofMinutes(1));
                cdp.identify(user, i -> i.sameAs(browser));
                assertThat(cdp.track(browser, Event.named("Visited")).isStored())
                        .isTrue();
                clock.advance(Duration.ofMinutes(1));
                Consents.of(cdp).record(user, c -> order.forEach(c::withdraw));

                assertThat(cdp.timeline(browser)).as("%s", order).isEmpty();
            }
        }
    }

    @Test
    @Requirement("GDPR Art. 21(3)")
    void an_address_that_was_unsubscribed_by_itself_gets_no_mail() {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS, Purpose.EMAIL_MARKETING);
            cdp.identify(ANN, i -> i.set(Trait.EMAIL, "Ann@example.org"));
            Consents.of(cdp).record(Identifier.email("ann@example.org"), c -> c.withdraw(Purpose.EMAIL_MARKETING));
            mail(cdp, Purpose.EMAIL_MARKETING, firing -> sent.add(firing.get(Trait.EMAIL)));
            cdp.track(ANN, Event.named("Visited"));

            assertThat(sent).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void a_withdrawal_from_a_clock_that_is_ahead_holds_at_once() {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS);
            Consents.of(cdp)
                    .record(
                            ANN,
                            c -> c.withdraw(Purpose.ANALYTICS)
                                    .at(clock.instant().plusSeconds(280)));

            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isFalse();
        }
    }

    @Test
    void an_event_dated_ahead_of_the_clock_counts_from_its_own_time() {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS);
            mail(cdp, Purpose.ANALYTICS, firing -> sent.add(firing.boundary().toString()));
            cdp.track(ANN, Event.named("Visited").at(clock.instant().plusSeconds(240)));
            clock.advance(Duration.ofSeconds(239));
            cdp.advance();
            assertThat(sent).isEmpty();
            assertThat(cdp.timeline(ANN)).hasSize(1);
        }
        try (Cdp cdp = open()) {
            mail(cdp, Purpose.ANALYTICS, firing -> sent.add(firing.boundary().toString()));
            clock.advance(Duration.ofSeconds(1));
            cdp.advance();
            assertThat(sent).containsExactly("2026-01-01T00:04:00Z");
        }
    }

    @Test
    void an_event_and_what_prevents_its_trigger_may_come_late_in_one_call() {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS);
            clock.advance(Duration.ofHours(1));
            cdp.track(ANN, Event.named("Other"));
            Segment left = Segments.of(cdp)
                    .define(Segment.named("left")
                            .purpose(Purpose.ANALYTICS)
                            .when(did(Event.named("Came").type())
                                    .andThenNot(Event.named("Bought").type())
                                    .forAtLeast(Duration.ofMinutes(10))));
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("come-back")
                                    .onEnter(left)
                                    .purpose(Purpose.ANALYTICS)
                                    .channel("house"),
                            f -> sent.add(f.id()));
            Event came = Event.named("Came").about(ANN, World.START.plusSeconds(60), "came");
            Event bought = Event.named("Bought").about(ANN, World.START.plusSeconds(120), "bought");
            clock.advance(Duration.ofHours(1));
            Event now = Event.named("Other").about(ANN, clock.instant(), "now");
            cdp.accept(List.of(came, bought, now));

            assertThat(sent).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 21(2)")
    void lifting_what_was_never_objected_to_brings_no_withdrawn_consent_back() {
        Identifier address = Identifier.email("ann@example.org");
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.STITCHING, Purpose.EMAIL_MARKETING);
            cdp.identify(ANN, i -> i.sameAs(address));
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(address, c -> c.withdraw(Purpose.EMAIL_MARKETING));
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(address, c -> c.lift(Purpose.EMAIL_MARKETING));

            assertThat(Consents.of(cdp).permitted(ANN, Purpose.EMAIL_MARKETING).permitted())
                    .isFalse();
        }
    }

    @Test
    @Requirement("GDPR Art. 7(1)")
    void a_grant_without_evidence_is_rejected_by_every_door() {
        try (Cdp cdp = open()) {
            ConsentAct bare = ConsentAct.of("a1", ANN, Purpose.ANALYTICS, Decision.GRANT, clock.instant());

            assertThat(cdp.accept(bare)).isEqualTo(Outcome.of(Outcome.Kind.REJECTED, "no_evidence"));
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isFalse();
        }
    }

    @Test
    void a_handler_that_closes_the_platform_has_its_hand_over_noted() {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS);
            Runnable close = cdp::close;
            mail(cdp, Purpose.ANALYTICS, firing -> {
                sent.add(firing.id());
                close.run();
            });
            assertThat(cdp.track(ANN, Event.named("Visited")).isStored()).isTrue();
            assertThatThrownBy(cdp::advance).isInstanceOf(IllegalStateException.class);
        }
        try (Cdp cdp = open()) {
            mail(cdp, Purpose.ANALYTICS, firing -> sent.add(firing.id()));
            cdp.advance();
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    void closing_waits_for_the_handler_that_is_being_called() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Cdp cdp = open();
        grant(cdp, ANN, Purpose.ANALYTICS);
        mail(cdp, Purpose.ANALYTICS, firing -> {
            inside.countDown();
            goOn.await();
            sent.add(firing.id());
        });
        Thread writer = new Thread(() -> cdp.track(ANN, Event.named("Visited")));
        writer.start();
        inside.await();
        Thread closer = new Thread(cdp::close);
        closer.start();
        goOn.countDown();
        closer.join();
        writer.join();
        try (Cdp again = open()) {
            mail(again, Purpose.ANALYTICS, firing -> sent.add(firing.id()));
            again.advance();
            assertThat(sent).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {AssertionError.class, StackOverflowError.class})
    void a_handler_that_fails_badly_harms_no_other_call_and_is_tried_again_later(Class<? extends Error> how) {
        try (Cdp cdp = open()) {
            grant(cdp, ANN, Purpose.ANALYTICS);
            mail(cdp, Purpose.ANALYTICS, firing -> {
                sent.add(firing.id());
                throw how.equals(AssertionError.class) ? new AssertionError("broken") : new StackOverflowError();
            });
            assertThat(cdp.track(ANN, Event.named("Visited")).isStored()).isTrue();
            assertThat(cdp.track(ANN, Event.named("Visited")).isStored()).isTrue();
            assertThat(sent).hasSize(1);
            clock.advance(Duration.ofMinutes(2));
            cdp.advance();
            assertThat(sent).hasSize(2);
            assertThat(sent.get(0)).isEqualTo(sent.get(1));
        }
    }
}
