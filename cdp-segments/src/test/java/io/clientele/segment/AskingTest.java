package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.segment.Segments.Members;
import io.clientele.segment.Segments.Page;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be asked about the members of segments, and about people without a segment. */
class AskingTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");
    private static final Segment CARTS = of("carts", did(CART));
    private static final Segment ORDERS = of("orders", did(ORDER));
    private static final Segment RECENT = of("recent", did(ORDER).within(Duration.ofDays(1)));
    private static final Segment OPEN =
            of("open", lastDid(CART).andThenNot(ORDER).forAtLeast(Duration.ofMinutes(30)));

    private final ManualClock clock = ManualClock.at(START.toString());
    private final Cdp cdp = Cdp.inMemory()
            .with(new PermitEverything())
            .with(SegmentModule.live())
            .clock(clock)
            .open();
    private final Segments segments = Segments.of(cdp);

    private static Segment of(String name, Condition condition) {
        return Segment.named(name).purpose(Purpose.ANALYTICS).when(condition);
    }

    private static Identifier who(int i) {
        return Identifier.userId("u" + i);
    }

    private String idOf(int i) {
        return cdp.profile(who(i)).orElseThrow().id();
    }

    private void track(int i, EventType type) {
        assertThat(cdp.track(who(i), Event.of(type).set("total", 10 * i).set("category", "c" + i % 2))
                        .isStored())
                .isTrue();
    }

    @AfterEach
    void close() {
        cdp.close();
    }

    @Nested
    class Members_of_several_segments {

        @Test
        void are_what_sets_of_them_are() {
            segments.define(CARTS);
            segments.define(ORDERS);
            SplittableRandom random = new SplittableRandom(7);
            TreeSet<Integer> carts = new TreeSet<>();
            TreeSet<Integer> orders = new TreeSet<>();
            for (int i = 0; i < 60; i++) {
                track(i, EventType.named("Page"));
                if (random.nextBoolean()) {
                    track(i, CART);
                    carts.add(i);
                }
                if (random.nextInt(3) == 0) {
                    track(i, ORDER);
                    orders.add(i);
                }
            }
            TreeSet<Integer> both = new TreeSet<>(carts);
            both.retainAll(orders);
            TreeSet<Integer> either = new TreeSet<>(carts);
            either.addAll(orders);
            TreeSet<Integer> only = new TreeSet<>(carts);
            only.removeAll(orders);
            Members in = segments.in(CARTS);
            same(in, carts);
            same(in.and(ORDERS), both);
            same(in.or(ORDERS), either);
            same(in.without(ORDERS), only);
            same(in.or(ORDERS).without(CARTS).and(ORDERS), difference(orders, carts));
        }

        private static Set<Integer> difference(Set<Integer> from, Set<Integer> less) {
            TreeSet<Integer> rest = new TreeSet<>(from);
            rest.removeAll(less);
            return rest;
        }

        private void same(Members members, Set<Integer> expected) {
            assertThat(members.count()).isEqualTo(expected.size());
            List<String> paged = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                Page page = members.page(7, cursor);
                assertThat(page.profileIds()).hasSizeLessThanOrEqualTo(7);
                paged.addAll(page.profileIds());
                cursor = page.next();
            } while (cursor.isPresent());
            assertThat(paged)
                    .isEqualTo(expected.stream().map(AskingTest.this::idOf).toList());
        }

        @Test
        void of_a_segment_that_is_not_defined_are_refused() {
            segments.define(CARTS);
            assertThatThrownBy(() -> segments.in(ORDERS)).hasMessage("segment orders is not defined");
            assertThatThrownBy(() -> segments.in(CARTS).and(ORDERS)).hasMessage("segment orders is not defined");
            assertThatThrownBy(() -> segments.in(CARTS).page(0, Optional.empty()))
                    .hasMessageContaining("most");
            assertThatThrownBy(() -> segments.in(CARTS).page(1, Optional.of("x")))
                    .hasMessageContaining("cursor");
        }

        @Test
        void are_counted_with_how_many_can_be_reached_and_as_of_when() {
            segments.define(CARTS);
            track(1, CART);
            track(2, CART);
            cdp.advance();
            Segments.Reach reach = segments.count(CARTS, Purpose.EMAIL_MARKETING);
            assertThat(reach.members()).isEqualTo(2);
            assertThat(reach.reachable()).isEqualTo(2);
            assertThat(reach.asOf()).isEqualTo(clock.instant());
        }
    }

    @Nested
    class The_history_of_a_membership {

        @Test
        void names_each_stay_with_its_instants() {
            segments.define(RECENT);
            track(1, ORDER);
            clock.advance(Duration.ofDays(3));
            track(1, ORDER);
            assertThat(segments.history(who(1), RECENT))
                    .containsExactly(
                            new Segments.Stay(START, Optional.of(START.plus(Duration.ofDays(1)))),
                            new Segments.Stay(START.plus(Duration.ofDays(3)), Optional.empty()));
            assertThat(segments.history(who(9), RECENT)).isEmpty();
        }

        @Test
        void tells_who_entered_since() {
            segments.define(OPEN);
            track(1, CART);
            clock.advance(Duration.ofHours(1));
            track(2, CART);
            clock.advance(Duration.ofHours(1));
            cdp.advance();
            Instant later = START.plus(Duration.ofMinutes(90));
            assertThat(segments.enteredSince(OPEN, START))
                    .containsExactly(
                            new Segments.Member(idOf(2), later),
                            new Segments.Member(idOf(1), START.plus(Duration.ofMinutes(30))));
            assertThat(segments.enteredSince(OPEN, later)).hasSize(1);
            assertThat(segments.enteredSince(OPEN, later.plusNanos(1))).isEmpty();
        }
    }

    @Nested
    class Without_a_definition {

        @Test
        void people_are_counted_sampled_and_paged() {
            for (int i = 0; i < 600; i++) {
                track(i, i % 3 == 0 ? ORDER : CART);
            }
            Segments.Preview preview = segments.preview(ORDERS, 5);
            assertThat(preview.people()).isEqualTo(600);
            assertThat(preview.members()).isEqualTo(200);
            assertThat(preview.sample()).containsExactly(idOf(0), idOf(3), idOf(6), idOf(9), idOf(12));
            Page first = segments.query(ORDERS, 150, Optional.empty());
            Page second = segments.query(ORDERS, 150, first.next());
            List<String> all = new ArrayList<>(first.profileIds());
            all.addAll(second.profileIds());
            assertThat(second.next()).isEmpty();
            segments.define(ORDERS);
            assertThat(all).isEqualTo(segments.members(ORDERS));
            assertThatThrownBy(() -> segments.preview(of("x", memberOf("nothing")), 1))
                    .hasMessageContaining("not defined");
        }

        @Test
        void an_aggregate_is_a_computed_trait() {
            track(3, ORDER);
            clock.advance(Duration.ofDays(2));
            track(3, ORDER);
            EventCondition orders = did(ORDER);
            assertThat(amount(sumOf(orders, "total"))).contains(BigDecimal.valueOf(60));
            assertThat(amount(averageOf(orders, "total"))).contains(BigDecimal.valueOf(30));
            assertThat(amount(Aggregate.averageGapOf(orders))).contains(BigDecimal.valueOf(172_800));
            assertThat(value(Aggregate.favouriteOf(orders, "category"))).contains("c1");
            assertThat(value(Aggregate.lastTimeOf(orders)))
                    .contains(clock.instant().toString());
            assertThat(amount(sumOf(did(CART), "total"))).isEmpty();
            assertThatThrownBy(() -> value(sumOf(orders, "total"))).isInstanceOf(IllegalArgumentException.class);
        }

        private Optional<BigDecimal> amount(Aggregate aggregate) {
            return segments.amount(who(3), Purpose.ANALYTICS, aggregate).map(n -> n.setScale(0));
        }

        private Optional<Object> value(Aggregate aggregate) {
            return segments.value(who(3), Purpose.ANALYTICS, aggregate);
        }
    }

    @Nested
    class A_supposed_event {

        @Test
        void tells_what_it_would_change_and_changes_nothing() {
            segments.define(CARTS);
            segments.define(OPEN);
            segments.define(ORDERS);
            track(1, CART);
            clock.advance(Duration.ofHours(1));
            Segments.WhatIf order = segments.whatIf(who(1), Event.of(ORDER));
            assertThat(order.enters()).containsExactly(ORDERS);
            assertThat(order.leaves()).containsExactly(OPEN);
            cdp.advance();
            assertThat(segments.whatIf(who(1), Event.of(ORDER)).leaves()).containsExactly(OPEN);
            assertThat(segments.whatIf(who(1), Event.of(ORDER).at(START.minusSeconds(5)))
                            .enters())
                    .containsExactly(ORDERS);
            assertThat(segments.segmentsOf(who(1))).containsExactly(CARTS, OPEN);
            assertThat(segments.count(ORDERS)).isZero();
            assertThat(segments.whatIf(who(8), Event.of(ORDER)).enters()).isEmpty();
            track(1, ORDER);
            assertThat(segments.segmentsOf(who(1))).containsExactly(CARTS, ORDERS);
        }
    }

    @Nested
    class Time_that_nobody_noticed_yet {

        @Test
        void is_not_the_doing_of_the_event_that_is_supposed() {
            segments.define(RECENT);
            track(1, ORDER);
            clock.advance(Duration.ofDays(2));
            assertThat(segments.contains(who(1), RECENT)).isFalse();
            assertThat(segments.whatIf(who(1), Event.of(ORDER)).enters()).containsExactly(RECENT);
            Segments.WhatIf cart = segments.whatIf(who(1), Event.of(CART));
            assertThat(cart.enters()).isEmpty();
            assertThat(cart.leaves()).isEmpty();
            assertThat(segments.contains(who(1), RECENT)).isFalse();
        }
    }

    @Nested
    class Who_can_be_reached {

        @Test
        void is_not_asked_by_the_name_of_a_segment_with_another_meaning() {
            segments.define(CARTS);
            segments.define(of("reachable-email_marketing", did(CART)));
            assertThatThrownBy(() -> segments.count(CARTS, Purpose.EMAIL_MARKETING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("reachable-email_marketing");
        }

        @Test
        void is_not_asked_of_a_segment_that_is_not_defined() {
            assertThatThrownBy(() -> segments.count(CARTS, Purpose.EMAIL_MARKETING))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(segments.all()).isEmpty();
        }
    }

    @Nested
    class A_definition {

        @Test
        void has_versions_and_an_equal_one_is_none() {
            segments.define(CARTS);
            segments.define(CARTS);
            clock.advance(Duration.ofDays(1));
            Segment twice = of("carts", did(CART).atLeast(2));
            segments.define(twice);
            assertThat(segments.versions(twice))
                    .containsExactly(
                            new Segments.Version(1, CARTS, START),
                            new Segments.Version(2, twice, START.plus(Duration.ofDays(1))));
        }

        @Test
        void can_be_renamed_and_removed_unless_somebody_needs_it() {
            segments.define(CARTS);
            track(1, CART);
            Segment renamed = segments.rename(CARTS, "baskets");
            assertThat(segments.all()).containsExactly(renamed);
            assertThat(segments.contains(who(1), renamed)).isTrue();
            assertThat(segments.versions(renamed)).hasSize(1);
            assertThatThrownBy(() -> segments.rename(renamed, " ")).hasMessageContaining("name");
            Segment other = segments.define(of("other", memberOf("baskets")));
            assertThatThrownBy(() -> segments.remove(renamed))
                    .hasMessage("segment baskets cannot be removed: other speaks of it");
            segments.remove(other);
            Triggers.of(cdp)
                    .attach(Trigger.named("hello").onEnter(renamed).purpose(Purpose.EMAIL_MARKETING), firing -> {});
            assertThatThrownBy(() -> segments.remove(renamed))
                    .hasMessage("segment baskets cannot be removed: trigger hello is attached to it");
        }

        @Test
        void in_a_circle_is_refused_before_it_is_journaled() {
            segments.define(CARTS);
            segments.define(of("more", memberOf("carts")));
            assertThatThrownBy(() -> segments.define(of("carts", memberOf("more"))))
                    .hasMessageContaining("in turn");
            assertThat(segments.all()).contains(CARTS);
        }

        @Test
        void survives_a_restart_with_its_names_cutoffs_and_versions(@TempDir Path directory) {
            Segment best = of("best", Cutoff.reached("top"));
            List<String> members;
            try (Cdp first = open(directory)) {
                for (int i = 0; i < 10; i++) {
                    first.track(who(i), Event.of(ORDER).set("total", i));
                }
                Segments of = Segments.of(first);
                Cutoff frozen = of.freeze(Cutoff.named("top", Purpose.ANALYTICS, 20, sumOf(did(ORDER), "total")));
                assertThat(frozen.frozen().orElseThrow().value()).contains(BigDecimal.valueOf(8));
                of.define(best);
                of.define(CARTS);
                of.remove(CARTS);
                of.define(ORDERS);
                of.rename(ORDERS, "buyers");
                members = of.members(best);
                assertThat(members).hasSize(2);
            }
            try (Cdp second = open(directory)) {
                Segments of = Segments.of(second);
                assertThat(of.all()).extracting(Segment::name).containsExactly("best", "buyers");
                assertThat(of.members(best)).isEqualTo(members);
                assertThat(of.versions(best)).hasSize(1);
                second.track(who(1), Event.of(ORDER).set("total", 7));
                assertThat(of.count(best)).isEqualTo(3);
            }
        }

        private Cdp open(Path directory) {
            return Cdp.in(directory)
                    .with(new PermitEverything())
                    .with(SegmentModule.live())
                    .clock(clock)
                    .open();
        }
    }
}
