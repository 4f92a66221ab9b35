package io.clientele.proof;

import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import io.clientele.schema.Retention;
import io.clientele.segment.Conditions;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a withdrawal takes with it, wherever the events lie that it concerns. */
@Requirement("GDPR Art. 7(3), 17(1)(b)")
class WithdrawalTest {

    private static final Identifier CUSTOMER = Identifier.userId("42");

    @TempDir
    private Path folder;

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private Cdp open() {
        Cdp cdp = Cdp.in(folder.resolve("cdp"))
                .clock(clock)
                .heap(0)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .open();
        Consents.of(cdp)
                .record(CUSTOMER, c -> c.grant(ANALYTICS, EMAIL_MARKETING).evidence("banner", "v3"));
        return cdp;
    }

    private Event view(String id, Duration ahead) {
        return Commerce.productViewed("SKU-1")
                .id(id)
                .about(CUSTOMER, clock.instant().plus(ahead), "unused");
    }

    private void withdraw(Cdp cdp) {
        clock.advance(Duration.ofMinutes(1));
        Consents.of(cdp).record(CUSTOMER, c -> c.withdraw(ANALYTICS).evidence("account", "v3"));
    }

    private ConsentAct act(String id) {
        return ConsentAct.of(id, CUSTOMER, ANALYTICS, Decision.WITHDRAW, clock.instant());
    }

    @Test
    void takes_events_of_somebody_who_left_heap() {
        try (Cdp cdp = open()) {
            assertThat(cdp.accept(view("e1", Duration.ZERO)).isStored()).isTrue();
            Consents.of(cdp)
                    .record(Identifier.userId("43"), c -> c.grant(ANALYTICS).evidence("banner", "v3"));
        }
        try (Cdp cdp = open()) {
            withdraw(cdp);
            assertThat(cdp.timeline(CUSTOMER)).isEmpty();
        }
    }

    @Test
    void takes_events_whose_time_has_not_come() {
        try (Cdp cdp = open()) {
            assertThat(cdp.accept(view("e1", Duration.ofMinutes(4))).isStored()).isTrue();
            withdraw(cdp);
            clock.advance(Duration.ofMinutes(5));
            cdp.advance();
            assertThat(cdp.timeline(CUSTOMER)).isEmpty();
        }
    }

    @Test
    void takes_a_late_event_that_came_in_the_same_call() {
        try (Cdp cdp = open()) {
            cdp.track(
                    CUSTOMER, Event.of(EventType.named("Visited").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT)));
            clock.advance(Duration.ofMinutes(10));
            assertThat(cdp.accept(List.of(view("late", Duration.ofMinutes(-11)), act("w1"))))
                    .allMatch(Outcome::isStored);
            assertThat(cdp.timeline(CUSTOMER))
                    .extracting(event -> event.type().name())
                    .containsExactly("Visited");
        }
    }

    /** Stitching is withdrawn first, which judges the link anew, then what the event rests on, which takes the event. */
    @Test
    void of_a_link_and_of_its_event_in_one_call_leaves_a_store_that_opens() {
        Identifier visitor = Identifier.anonymousId("a-81f2");
        try (Cdp cdp = open()) {
            for (Identifier who : List.of(CUSTOMER, visitor)) {
                Consents.of(cdp)
                        .record(who, c -> c.grant(ANALYTICS, Purpose.STITCHING).evidence("banner", "v3"));
            }
            clock.advance(Duration.ofMinutes(1));
            Event both = view("e1", Duration.ZERO).about(List.of(CUSTOMER, visitor));
            ConsentAct parts = ConsentAct.of("w0", CUSTOMER, Purpose.STITCHING, Decision.WITHDRAW, clock.instant());
            assertThat(cdp.accept(List.of(both, parts, act("w1")))).allMatch(Outcome::isStored);
        }
        try (Cdp cdp = open()) {
            assertThat(cdp.timeline(CUSTOMER)).isEmpty();
            assertThat(cdp.timeline(visitor)).isEmpty();
        }
    }

    @Test
    void that_comes_late_takes_a_balance_of_which_it_forbids_a_part() {
        Segment both = Segment.named("both")
                .purpose(ANALYTICS)
                .when(Conditions.did(CommerceEvents.PRODUCT_VIEWED).atLeast(2));
        Retention periods = Retention.unlimited().keep(Category.BEHAVIOUR, Period.ofDays(90));
        try (Cdp cdp = Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn().retention(periods))
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open()) {
            Segments.of(cdp).define(both);
            for (String event : List.of("e1", "e2")) {
                Consents.of(cdp).record(CUSTOMER, c -> c.grant(ANALYTICS).evidence("banner", "v3"));
                clock.advance(Duration.ofHours(1));
                assertThat(cdp.accept(view(event, Duration.ZERO)).isStored()).isTrue();
                clock.advance(Duration.ofDays(3));
            }
            Instant between = clock.instant().minus(Duration.ofDays(4));
            clock.advance(Duration.ofDays(120));
            cdp.advance();
            assertThat(Segments.of(cdp).segmentsOf(CUSTOMER)).isNotEmpty();
            Consents.of(cdp)
                    .record(CUSTOMER, c -> c.withdraw(ANALYTICS).at(between).evidence("letter", "v3"));
            assertThat(Segments.of(cdp).segmentsOf(CUSTOMER)).isEmpty();
            assertThat(cdp.timeline(CUSTOMER)).isEmpty();
        }
    }

    @Test
    void leaves_what_was_collected_for_something_else() {
        try (Cdp cdp = open()) {
            assertThat(cdp.accept(view("e1", Duration.ZERO)).isStored()).isTrue();
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(CUSTOMER, c -> c.withdraw(EMAIL_MARKETING).evidence("account", "v3"));
            assertThat(cdp.timeline(CUSTOMER)).hasSize(1);
            withdraw(cdp);
            assertThat(cdp.timeline(CUSTOMER)).isEmpty();
        }
    }
}
