package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Firings wait and are remembered in the store, not in heap: more of them than heap ever looks at. */
class BacklogTest {

    private static final int PEOPLE = 700;
    private static final Identifier ANN = Identifier.userId("42");
    private static final Identifier BROWSER = Identifier.anonymousId("b");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<String> dead = new ArrayList<>();
    private final List<String> well = new ArrayList<>();

    private Cdp open() {
        var builder = Cdp.in(directory).clock(clock);
        World.modules().forEach(builder::with);
        return builder.open();
    }

    private static Segment segment(Cdp cdp) {
        return Segments.of(cdp)
                .define(Segment.named("known").purpose(Purpose.SERVICE).when(did(EventType.IDENTIFY)));
    }

    private static void identify(Cdp cdp, String from) {
        List<Intake> all = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            all.add(Event.of(EventType.IDENTIFY).id(from + i).about(Identifier.userId(from + i), World.START, "-"));
        }
        cdp.accept(all);
    }

    @Test
    void a_destination_that_takes_nothing_stands_in_no_others_way_and_gets_all_of_it_later() {
        try (Cdp cdp = open()) {
            Segment known = segment(cdp);
            boolean[] broken = {true};
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("dead")
                                    .onEnter(known)
                                    .purpose(Purpose.SERVICE)
                                    .channel("house")
                                    .neverStale(),
                            firing -> {
                                if (broken[0]) {
                                    throw new IllegalStateException("down");
                                }
                                dead.add(firing.id());
                            });
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("well")
                                    .onEnter(known)
                                    .purpose(Purpose.SERVICE)
                                    .channel("house")
                                    .neverStale(),
                            f -> well.add(f.id()));
            identify(cdp, "a");
            assertThat(well).hasSize(PEOPLE).doesNotHaveDuplicates();
            assertThat(cdp.flush(Duration.ofDays(1)).firings()).isEqualTo(PEOPLE);

            broken[0] = false;
            clock.advance(Duration.ofHours(3));
            cdp.advance();
            assertThat(dead).hasSize(PEOPLE).doesNotHaveDuplicates();
            assertThat(cdp.flush(Duration.ofDays(1)).firings()).isZero();
        }
    }

    @Test
    void whoever_attaches_late_gets_what_waited_before_and_after() {
        try (Cdp cdp = open()) {
            Segment known = segment(cdp);
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("well")
                                    .onEnter(known)
                                    .purpose(Purpose.SERVICE)
                                    .channel("house")
                                    .neverStale(),
                            f -> well.add(f.id()));
            identify(cdp, "a");
        }
        well.clear();
        try (Cdp cdp = open()) {
            identify(cdp, "b");
            assertThat(cdp.flush(Duration.ofDays(1)).firings()).isEqualTo(PEOPLE);
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("well")
                                    .onEnter(segment(cdp))
                                    .purpose(Purpose.SERVICE)
                                    .channel("house")
                                    .neverStale(),
                            f -> well.add(f.id()));
            cdp.advance();

            assertThat(well).hasSize(PEOPLE).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_cap_holds_for_both_sides_of_a_split_after_a_restart() {
        Trigger weekly;
        try (Cdp cdp = open()) {
            Consents.of(cdp).record(ANN, c -> c.grant(Purpose.STITCHING).evidence("banner", "v1"));
            weekly = Trigger.named("weekly")
                    .onEnter(orders(cdp))
                    .purpose(Purpose.SERVICE)
                    .channel("house")
                    .neverStale()
                    .atMostOncePer(Duration.ofDays(7));
            Triggers.of(cdp).attach(weekly, f -> well.add(f.id()));
            cdp.identify(ANN, i -> i.sameAs(BROWSER));
            order(cdp, "o1");
            assertThat(well).hasSize(1);
        }
        try (Cdp cdp = open()) {
            clock.advance(Duration.ofDays(2));
            Triggers.of(cdp).attach(weekly, f -> well.add(f.id()));
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.STITCHING));
            assertThat(cdp.profile(BROWSER).orElseThrow().identifiers()).containsExactly(BROWSER);
            order(cdp, "o2");
            assertThat(well).hasSize(1);

            clock.advance(Duration.ofDays(6));
            order(cdp, "o3");
            assertThat(well).hasSize(2);
        }
    }

    private static Segment orders(Cdp cdp) {
        return Segments.of(cdp)
                .define(Segment.named("lately")
                        .purpose(Purpose.SERVICE)
                        .when(did(io.clientele.commerce.CommerceEvents.ORDER_COMPLETED)
                                .within(Duration.ofDays(1))));
    }

    private static void order(Cdp cdp, String id) {
        cdp.track(
                BROWSER,
                io.clientele.commerce.Commerce.orderCompleted(id, "1", "EUR")
                        .product("sku", 1, "1.00")
                        .id(id));
    }
}
