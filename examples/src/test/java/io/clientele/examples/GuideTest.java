package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.Keys;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.keys.KeyProvider;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guide.md shows is here, and does what is said there. */
class GuideTest {

    // region type
    static final EventType VISITED_STORE =
            EventType.named("Visited Store").collectedFor(Purpose.ANALYTICS, LawfulBasis.CONSENT);
    // endregion

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Identifier ann = Identifier.userId("42");

    @TempDir
    Path directory;

    private Cdp open() {
        return Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private void permit(Cdp cdp, Purpose... purposes) {
        Consents.of(cdp).record(ann, c -> c.grant(purposes).evidence("checkout", "v3"));
    }

    @Test
    void every_piece_of_code_in_the_guide_is_a_region_of_this_test() throws IOException {
        assertThat(GuidePage.shownBy(GuideTest.class, "guide.md")).isGreaterThanOrEqualTo(6);
    }

    @Test
    void an_event_of_the_shops_own() {
        try (Cdp cdp = open()) {
            permit(cdp, ANALYTICS);
            // region event
            Outcome outcome = cdp.track(
                    ann,
                    Event.of(VISITED_STORE)
                            .set("store", "Vienna 7")
                            .set("minutes", 25)
                            .at(Instant.parse("2026-03-01T08:30:00Z"))
                            .id("door-20260301-1187")
                            .from("store-wifi"));
            if (!outcome.isStored()) {
                System.out.println("not kept: " + outcome.kind() + ", " + outcome.reason());
            }
            // endregion
            assertThat(outcome.isStored()).isTrue();
            assertThat(cdp.timeline(ann)).hasSize(1);
        }
    }

    @Test
    void a_call_that_does_not_hold_up_a_checkout() {
        try (Cdp cdp = open()) {
            permit(cdp, ANALYTICS);
            // region async
            Cdp quick = cdp.calling(c -> c.deadline(Duration.ofMillis(50)).busyWhenFull());
            CompletionStage<Outcome> later =
                    quick.async().track(ann, Commerce.productViewed("SKU-1").price("49.90", "EUR"));
            // endregion
            assertThat(later.toCompletableFuture().join().isStored()).isTrue();
        }
    }

    @Test
    void time_that_passes_without_calls() throws InterruptedException {
        // region scheduler
        var scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Cdp cdp = Cdp.in(directory)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .scheduler(scheduler, Duration.ofMillis(100))
                .open()) {
            cdp.track(ann, Commerce.orderCompleted("o-1", "99.00", "EUR").product("SKU-1", 1, "99.00"));
        }
        scheduler.shutdown();
        // endregion
        assertThat(scheduler.awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void a_trigger_whose_handler_may_fail() {
        List<String> sent = new ArrayList<>();
        try (Cdp cdp = open()) {
            permit(cdp, ANALYTICS, EMAIL_MARKETING);
            // region trigger
            Segment buyers = Segments.of(cdp)
                    .define(Segment.named("buyers").purpose(ANALYTICS).when(did(ORDER_COMPLETED)));
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("thanks").onEnter(buyers).purpose(EMAIL_MARKETING),
                            firing -> sent.add(firing.id()));
            // endregion
            cdp.track(ann, Commerce.orderCompleted("o-1", "99.00", "EUR").product("SKU-1", 1, "99.00"));
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    void an_erasure() {
        try (Cdp cdp = open()) {
            permit(cdp, ANALYTICS);
            cdp.track(ann, Commerce.productViewed("SKU-1"));
            // region erase
            var receipt = SubjectRequests.of(cdp).erase(ann, "confirmed by e-mail");
            if (!receipt.outcome().isStored()) {
                throw new IllegalStateException(
                        "not erased, ask again: " + receipt.outcome().reason());
            }
            // endregion
            assertThat(cdp.profile(ann)).isEmpty();
            assertThat(cdp.track(ann, Commerce.productViewed("SKU-1")).kind()).isNotEqualTo(Outcome.Kind.STORED);
        }
    }

    @Test
    void keys_under_a_passphrase_of_the_shops_own_and_their_rotation() {
        char[] secret = "correct horse battery staple".toCharArray();
        // region keys
        try (Cdp cdp = Cdp.in(directory)
                .keys(KeyProvider.passphrase(secret))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .open()) {
            Keys keys = Keys.of(cdp);
            Instant lastMonth = clock.instant().minus(Duration.ofDays(30));
            while (keys.rotateShards(lastMonth, 10) > 0) {
                // a portion at a time; calls are answered in between
            }
        }
        // endregion
        assertThat(Files.exists(directory.resolve("keys").resolve("passphrase")))
                .isFalse();
    }
}
