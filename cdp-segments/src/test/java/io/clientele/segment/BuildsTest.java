package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.segment.Segments.Building;
import io.clientele.segment.Segments.Progress;
import io.clientele.segment.Segments.Stay;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.trigger.Firing;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments that become right about history while others write. */
class BuildsTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final int PEOPLE = 20;
    private static final Segment CARTS = segment("carts", 1);

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private static Segment segment(String name, int times) {
        return Segment.named(name).purpose(Purpose.ANALYTICS).when(did(CART).atLeast(times));
    }

    private Cdp open(Path directory) {
        return Cdp.in(directory)
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    /** A platform in which everybody has done something once. */
    private Cdp peopled(Path directory) {
        Cdp cdp = open(directory);
        for (int i = 0; i < PEOPLE; i++) {
            cdp.track(person(i), Event.of(CART));
        }
        clock.advance(Duration.ofMinutes(1));
        return cdp;
    }

    private static Identifier person(int number) {
        return Identifier.userId("u" + number);
    }

    @Nested
    class A_segment_that_is_being_built {

        @TempDir
        private Path directory;

        @Test
        void is_not_there_until_it_is_whole_and_says_how_far_it_is() {
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                Building building = segments.build(CARTS);
                assertThat(building.isReady()).isFalse();
                assertThat(building.progress()).isEqualTo(new Progress(2, PEOPLE));
                assertThat(building.await(Duration.ZERO)).isFalse();
                assertThat(building.progress()).isEqualTo(new Progress(6, PEOPLE));
                assertThat(segments.all()).isEmpty();
                assertThatThrownBy(() -> segments.count(CARTS)).hasMessage("segment carts is not defined");
                assertThat(segments.building()).extracting(Building::segment).containsExactly(CARTS);
                assertThat(building.await(Duration.ofDays(1))).isTrue();
                assertThat(building.progress()).isEqualTo(new Progress(PEOPLE, PEOPLE));
                assertThat(segments.count(CARTS)).isEqualTo(PEOPLE);
                assertThat(segments.building()).isEmpty();
            }
        }

        @Test
        void counts_once_what_happens_meanwhile_to_whom_it_knows_and_to_whom_it_does_not() {
            Segment twice = segment("twice", 2);
            Segment thrice = segment("thrice", 3);
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                Building building = segments.build(twice);
                Building next = segments.build(thrice);
                cdp.track(person(0), Event.of(CART));
                cdp.track(person(PEOPLE - 1), Event.of(CART));
                cdp.track(person(PEOPLE), Event.of(CART));
                cdp.track(person(PEOPLE), Event.of(CART));
                assertThat(building.await(Duration.ofDays(1))).isTrue();
                assertThat(next.await(Duration.ofDays(1))).isTrue();
                assertThat(segments.count(thrice)).isZero();
                assertThat(segments.count(twice)).isEqualTo(3);
                assertThat(segments.contains(person(0), twice)).isTrue();
                assertThat(segments.contains(person(PEOPLE), twice)).isTrue();
                assertThat(segments.history(person(0), twice))
                        .containsExactly(new Stay(clock.instant(), Optional.empty()));
            }
        }

        @Test
        void goes_on_after_a_restart_and_shows_nothing_before_it_is_whole() {
            peopled(directory).close();
            try (Cdp cdp = open(directory)) {
                Building building = Segments.of(cdp).build(CARTS);
                building.await(Duration.ZERO);
            }
            try (Cdp cdp = open(directory)) {
                Segments segments = Segments.of(cdp);
                assertThat(segments.all()).isEmpty();
                Building building = segments.building().get(0);
                assertThat(building.segment()).isEqualTo(CARTS);
                assertThat(building.await(Duration.ofDays(1))).isTrue();
                assertThat(segments.count(CARTS)).isEqualTo(PEOPLE);
            }
            try (Cdp cdp = open(directory)) {
                assertThat(Segments.of(cdp).count(CARTS)).isEqualTo(PEOPLE);
                assertThat(Segments.of(cdp).building()).isEmpty();
            }
        }

        @Test
        void is_gone_once_it_is_cancelled() {
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                Building building = segments.build(CARTS);
                building.cancel();
                assertThat(building.await(Duration.ofDays(1))).isFalse();
                assertThat(segments.building()).isEmpty();
                assertThat(segments.all()).isEmpty();
                segments.define(CARTS);
                building.cancel();
                assertThat(segments.count(CARTS)).isEqualTo(PEOPLE);
            }
        }

        @Test
        void is_cancelled_by_another_meaning_of_its_name() {
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                Building first = segments.build(CARTS);
                Building second = segments.build(segment("carts", 2));
                assertThat(segments.building()).hasSize(1);
                assertThat(second.await(Duration.ofDays(1))).isTrue();
                assertThat(first.await(Duration.ofDays(1))).isFalse();
                assertThat(segments.versions(CARTS)).hasSize(1);
            }
        }

        @Test
        void holds_up_what_changes_the_definitions_until_it_is_ready() {
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                segments.define(CARTS);
                Building building = segments.build(segment("others", 2));
                segments.rename(CARTS, "baskets");
                assertThat(building.isReady()).isTrue();
                segments.build(CARTS);
                segments.remove(CARTS);
                assertThat(segments.all()).extracting(Segment::name).containsExactly("baskets", "others");
            }
        }
    }

    @Nested
    class A_segment_that_is_redefined {

        @TempDir
        private Path directory;

        private final List<Firing> fired = new ArrayList<>();

        @Test
        void means_what_it_meant_until_it_is_ready_and_fires_for_changes_alone() {
            Segment twice = segment("carts", 2);
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                segments.define(CARTS);
                Triggers.of(cdp)
                        .attach(
                                Trigger.named("hello")
                                        .onEnter(CARTS)
                                        .purpose(Purpose.ANALYTICS)
                                        .channel("house"),
                                fired::add);
                cdp.track(person(0), Event.of(CART));
                Building building = segments.build(twice);
                cdp.track(person(1), Event.of(CART));
                cdp.track(person(PEOPLE), Event.of(CART));
                assertThat(segments.count(CARTS)).isEqualTo(PEOPLE + 1);
                assertThat(fired).hasSize(1);
                building.await(Duration.ofDays(1));
                assertThat(segments.count(CARTS)).isEqualTo(2);
                assertThat(fired).hasSize(1);
                cdp.track(person(2), Event.of(CART));
                assertThat(fired).hasSize(2);
                assertThat(segments.versions(CARTS)).hasSize(2);
            }
        }

        @Test
        void is_in_force_at_once_in_those_that_speak_of_it() {
            Segment both = Segment.named("both").purpose(Purpose.ANALYTICS).when(memberOf("carts"));
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                segments.define(CARTS);
                segments.define(both);
                cdp.track(person(3), Event.of(CART));
                Building building = segments.build(segment("carts", 2));
                assertThat(segments.count(both)).isEqualTo(PEOPLE);
                building.await(Duration.ofDays(1));
                assertThat(segments.count(both)).isEqualTo(1);
            }
        }

        @Test
        void does_nothing_if_it_means_the_same_and_ends_what_was_begun_otherwise() {
            try (Cdp cdp = peopled(directory)) {
                Segments segments = Segments.of(cdp);
                segments.define(CARTS);
                segments.build(segment("carts", 2));
                assertThat(segments.build(CARTS).isReady()).isTrue();
                assertThat(segments.building()).isEmpty();
                assertThat(segments.versions(CARTS)).hasSize(1);
            }
        }
    }

    @Test
    void others_write_while_a_definition_is_built(@TempDir Path directory) {
        Segment waiting = Segment.named("waiting")
                .purpose(Purpose.ANALYTICS)
                .when(did(CART).atLeast(2).and(not(did(ORDER))));
        try (Cdp cdp = peopled(directory)) {
            AtomicBoolean done = new AtomicBoolean();
            List<CompletableFuture<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 3; writer++) {
                int share = writer;
                writers.add(CompletableFuture.supplyAsync(() -> write(cdp, share, done)));
            }
            Segments segments = Segments.of(cdp);
            for (int round = 0; round < 4; round++) {
                segments.define(segment("round-" + round, 2));
            }
            segments.define(waiting);
            done.set(true);
            int written = writers.stream().mapToInt(CompletableFuture::join).sum();
            assertThat(written).isPositive();
            for (int i = 0; i < PEOPLE; i++) {
                List<Event> events = cdp.timeline(person(i));
                long carts = events.stream().filter(e -> e.type().equals(CART)).count();
                boolean isIn = carts >= 2 && carts == events.size();
                assertThat(segments.contains(person(i), waiting))
                        .as("person %d", i)
                        .isEqualTo(isIn);
                assertThat(segments.contains(person(i), segment("round-3", 2)))
                        .as("person %d", i)
                        .isEqualTo(carts >= 2);
            }
        }
    }

    /** Each writer's people put something into the cart; every other one orders now and then. */
    private static int write(Cdp cdp, int share, AtomicBoolean done) {
        int written = 0;
        while (!done.get() || written == 0) {
            int person = 3 * (written % (PEOPLE / 3)) + share;
            boolean orders = person % 2 == 0 && written % 5 == 0;
            cdp.track(person(person), Event.of(orders ? ORDER : CART));
            written++;
        }
        return written;
    }
}
