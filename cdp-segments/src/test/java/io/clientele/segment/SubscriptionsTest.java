package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.segment.Segments.Change;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that keep up with who enters and leaves. */
class SubscriptionsTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BOB = Identifier.userId("bob");
    private static final Segment FRESH =
            Segment.named("fresh").purpose(Purpose.ANALYTICS).when(did(CART).within(Duration.ofHours(1)));
    private static final Segment OFTEN =
            Segment.named("often").purpose(Purpose.ANALYTICS).when(did(CART).atLeast(2));

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final List<Change> told = new ArrayList<>();

    @TempDir
    private Path directory;

    private Cdp open() {
        return Cdp.in(directory)
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    private static String said(Change change) {
        return change.profile().id() + (change.entered() ? " enters " : " leaves ") + change.segment() + " at "
                + change.at();
    }

    @Test
    void every_enter_and_leave_is_told_with_its_instant_in_order() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).define(OFTEN);
            cdp.track(BOB, Event.of(CART));
            Segments.of(cdp).subscribe("crm", List.of(FRESH, OFTEN), told::add);
            cdp.track(ANN, Event.of(CART));
            clock.advance(Duration.ofMinutes(90));
            cdp.track(ANN, Event.of(CART));
            clock.advance(Duration.ofDays(1));
            cdp.advance();
            assertThat(told)
                    .extracting(SubscriptionsTest::said)
                    .containsExactly(
                            "p2 enters fresh at 2026-03-01T09:00:00Z",
                            "p1 leaves fresh at 2026-03-01T10:00:00Z",
                            "p2 leaves fresh at 2026-03-01T10:00:00Z",
                            "p2 enters fresh at 2026-03-01T10:30:00Z",
                            "p2 enters often at 2026-03-01T10:30:00Z",
                            "p2 leaves fresh at 2026-03-01T11:30:00Z");
            assertThat(told).extracting(Change::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void what_was_missed_is_told_after_a_restart_and_what_was_told_is_not() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).subscribe("crm", List.of(FRESH), told::add);
            cdp.track(ANN, Event.of(CART));
        }
        try (Cdp cdp = open()) {
            clock.advance(Duration.ofHours(2));
            cdp.track(BOB, Event.of(CART));
        }
        try (Cdp cdp = open()) {
            assertThat(told).hasSize(1);
            Segments.of(cdp).subscribe("crm", List.of(FRESH), told::add);
            cdp.advance();
            assertThat(told)
                    .extracting(SubscriptionsTest::said)
                    .containsExactly(
                            "p1 enters fresh at 2026-03-01T09:00:00Z",
                            "p1 leaves fresh at 2026-03-01T10:00:00Z",
                            "p2 enters fresh at 2026-03-01T11:00:00Z");
        }
    }

    @Test
    void what_is_not_taken_comes_again_later_under_the_same_id_before_what_follows_for_the_same_person() {
        List<Change> tried = new ArrayList<>();
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).subscribe("crm", List.of(FRESH), change -> {
                tried.add(change);
                if (change.profile().id().equals("p1") && tried.size() < 3) {
                    throw new IOException("no connection");
                }
                told.add(change);
            });
            cdp.track(ANN, Event.of(CART));
            cdp.track(BOB, Event.of(CART));
            cdp.track(BOB, Event.of(CART));
            assertThat(tried)
                    .extracting(SubscriptionsTest::said)
                    .containsExactly(
                            "p1 enters fresh at 2026-03-01T09:00:00Z", "p2 enters fresh at 2026-03-01T09:00:00Z");
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(told)
                    .extracting(SubscriptionsTest::said)
                    .startsWith("p2 enters fresh at 2026-03-01T09:00:00Z")
                    .contains("p2 leaves fresh at 2026-03-01T10:00:00Z")
                    .hasSize(4)
                    .containsSubsequence(
                            "p1 enters fresh at 2026-03-01T09:00:00Z", "p1 leaves fresh at 2026-03-01T10:00:00Z");
            assertThat(tried.get(2).id()).isEqualTo(tried.get(0).id());
        }
    }

    @Test
    void what_nobody_takes_for_days_is_not_given_up_and_is_told_after_a_restart() {
        List<Change> tried = new ArrayList<>();
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).subscribe("crm", List.of(FRESH), change -> {
                tried.add(change);
                throw new IOException("no connection");
            });
            cdp.track(ANN, Event.of(CART));
            for (int hour = 0; hour < 24 * 5; hour++) {
                clock.advance(Duration.ofHours(1));
                cdp.advance();
            }
            assertThat(tried).hasSizeBetween(80, 130);
            assertThat(tried).extracting(Change::id).containsOnly(tried.get(0).id());
        }
        try (Cdp cdp = open()) {
            Segments.of(cdp).subscribe("crm", List.of(FRESH), told::add);
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            assertThat(told)
                    .extracting(SubscriptionsTest::said)
                    .containsExactly(
                            "p1 enters fresh at 2026-03-01T09:00:00Z", "p1 leaves fresh at 2026-03-01T10:00:00Z");
            assertThat(told.get(0).id()).isEqualTo(tried.get(0).id());
        }
    }

    @Test
    void changes_of_one_instant_are_told_each_in_order() {
        Segment odd = Segment.named("odd")
                .purpose(Purpose.ANALYTICS)
                .when(did(CART).exactly(1).or(did(CART).exactly(3)));
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(odd);
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).subscribe("crm", List.of(odd, FRESH), told::add);
            cdp.accept(List.of("1", "2", "3").stream()
                    .map(id -> Event.of(CART).id(id).about(ANN, clock.instant(), "-"))
                    .toList());
            assertThat(told).extracting(Change::segment).contains("fresh");
            assertThat(told)
                    .filteredOn(change -> change.segment().equals("odd"))
                    .extracting(Change::entered)
                    .containsExactly(true, false, true);
            assertThat(told).extracting(Change::id).doesNotHaveDuplicates();
            assertThat(told).extracting(Change::at).containsOnly(clock.instant());
        }
    }

    @Test
    void what_was_not_told_ends_with_the_subscription() {
        try (Cdp cdp = open()) {
            Segments segments = Segments.of(cdp);
            segments.define(FRESH);
            segments.subscribe("crm", List.of(FRESH), change -> {
                throw new IOException("no connection");
            });
            cdp.track(ANN, Event.of(CART));
            assertThat(cdp.service(Outbox.class).waiting()).hasSize(1);
            segments.unsubscribe("crm");
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
            segments.subscribe("crm", List.of(FRESH), told::add);
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            assertThat(told).extracting(Change::entered).containsExactly(false);
        }
    }

    @Test
    void of_other_segments_under_the_same_name_changes_are_told_from_then_on() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).define(OFTEN);
            Segments.of(cdp).subscribe("crm", List.of(FRESH), told::add);
            cdp.track(ANN, Event.of(CART));
        }
        try (Cdp cdp = open()) {
            Segments.of(cdp).subscribe("crm", List.of(OFTEN), told::add);
            cdp.track(ANN, Event.of(CART));
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(told).extracting(Change::segment).containsExactly("fresh", "often");
        }
    }

    @Test
    void each_subscription_is_told_of_its_own_segments_from_its_own_beginning() {
        List<Change> others = new ArrayList<>();
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).define(OFTEN);
            Segments.of(cdp).subscribe("first", List.of(OFTEN), told::add);
            cdp.track(ANN, Event.of(CART));
            Segments.of(cdp).subscribe("second", List.of(FRESH), others::add);
            clock.advance(Duration.ofHours(1));
            cdp.track(ANN, Event.of(CART));
            assertThat(told).extracting(Change::segment).containsExactly("often");
            assertThat(others).extracting(Change::entered).containsExactly(false, true);
        }
    }

    @Test
    @Requirement("GDPR Art. 17(1)")
    void nothing_is_told_of_who_was_erased_before_it_was() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            cdp.track(BOB, Event.of(CART));
            Segments.of(cdp).subscribe("crm", List.of(FRESH), change -> {
                throw new IOException("no connection");
            });
            cdp.track(ANN, Event.of(CART));
            clock.advance(Duration.ofHours(2));
            cdp.advance();
        }
        try (Cdp cdp = open()) {
            cdp.accept(SubjectRequest.erasure("r-1", ANN, clock.instant(), "login"));
            Segments.of(cdp).subscribe("crm", List.of(FRESH), told::add);
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(told)
                    .extracting(SubscriptionsTest::said)
                    .containsExactly("p1 leaves fresh at 2026-03-01T10:00:00Z");
        }
    }

    @Test
    void who_ends_a_subscription_begins_anew() {
        try (Cdp cdp = open()) {
            Segments segments = Segments.of(cdp);
            segments.define(FRESH);
            segments.subscribe("crm", List.of(FRESH), told::add);
            assertThatThrownBy(() -> segments.subscribe("crm", List.of(FRESH), told::add))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> segments.remove(FRESH))
                    .hasMessage("segment fresh cannot be removed: crm subscribed to it");
            segments.unsubscribe("crm");
            segments.unsubscribe("crm");
            cdp.track(ANN, Event.of(CART));
            segments.subscribe("crm", List.of(FRESH), told::add);
            assertThat(told).isEmpty();
            cdp.track(BOB, Event.of(CART));
            assertThat(told).hasSize(1);
            assertThat(told.get(0).at()).isEqualTo(Instant.parse("2026-03-01T09:00:00Z"));
        }
    }

    @Test
    void a_subscriber_may_write() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(FRESH);
            Segments.of(cdp).subscribe("crm", List.of(FRESH), change -> {
                told.add(change);
                if (told.size() < 3) {
                    cdp.track(Identifier.userId("friend-" + told.size()), Event.of(CART));
                }
            });
            cdp.track(ANN, Event.of(CART));
            assertThat(told).extracting(change -> change.profile().id()).containsExactly("p1", "p2", "p3");
        }
    }

    @Test
    void without_a_segment_that_is_defined_it_is_refused() {
        try (Cdp cdp = open()) {
            Segments segments = Segments.of(cdp);
            assertThatThrownBy(() -> segments.subscribe("crm", List.of(), told::add))
                    .hasMessage("subscription crm names no segment");
            assertThatThrownBy(() -> segments.subscribe("crm", List.of(FRESH), told::add))
                    .hasMessage("segment fresh is not defined");
            assertThatThrownBy(() -> segments.subscribe(" ", List.of(FRESH), told::add))
                    .hasMessage("name must hold 1 to 100 characters");
        }
    }
}
