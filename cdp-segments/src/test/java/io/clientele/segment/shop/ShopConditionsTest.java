package io.clientele.segment.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Purpose;
import io.clientele.segment.Condition;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ready-made conditions and traits, by what customers do. */
class ShopConditionsTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration YEAR = Duration.ofDays(365);

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Cdp cdp = Cdp.inMemory()
            .with(new PermitEverything())
            .with(SegmentModule.live())
            .clock(clock)
            .open();
    private final Segments segments = Segments.of(cdp);

    @AfterEach
    void close() {
        cdp.close();
    }

    private Segment define(Condition condition) {
        return segments.define(Segment.named("s" + segments.all().size())
                .purpose(Purpose.ANALYTICS)
                .when(condition));
    }

    private boolean isIn(Segment segment) {
        return segments.contains(ANN, segment);
    }

    private static PlainEventDraft event(EventType type) {
        return Event.of(type);
    }

    private void track(PlainEventDraft draft) {
        assertThat(cdp.track(ANN, draft).isStored()).isTrue();
    }

    private void order(int total) {
        track(event(ShopEvents.ORDERED)
                .set("total", total)
                .set("currency", "EUR")
                .set("products", List.of(Map.of("product_id", "P1"))));
    }

    @Test
    void an_abandoned_cart_and_checkout_are_so_from_the_end_of_the_wait_until_an_order() {
        Segment cart = define(ShopConditions.cartAbandoned(Duration.ofMinutes(30)));
        Segment checkout = define(ShopConditions.checkoutAbandoned(Duration.ofMinutes(10)));
        track(event(ShopEvents.ADDED));
        track(event(ShopEvents.CHECKOUT));
        clock.advance(Duration.ofMinutes(10));
        assertThat(isIn(checkout)).isTrue();
        assertThat(isIn(cart)).isFalse();
        clock.advance(Duration.ofMinutes(20));
        assertThat(isIn(cart)).isTrue();
        order(1);
        assertThat(isIn(cart)).isFalse();
        assertThat(isIn(checkout)).isFalse();
    }

    @Test
    void browsed_and_not_bought_is_about_the_same_product() {
        Segment browsed = define(ShopConditions.browsedNotBought(MONTH, Duration.ofDays(1)));
        track(event(ShopEvents.VIEWED).set("product_id", "P1"));
        track(event(ShopEvents.VIEWED).set("product_id", "P2"));
        order(1);
        clock.advance(Duration.ofDays(1));
        assertThat(isIn(browsed)).isTrue();
        Segment other = define(ShopConditions.browsedNotBought(Duration.ofHours(12), Duration.ofHours(1)));
        assertThat(isIn(other)).isFalse();
    }

    @Test
    void who_orders_with_coupons_is_price_sensitive_and_who_gives_back_is_refund_prone() {
        Segment sensitive = define(ShopConditions.priceSensitive(YEAR, 0.5));
        Segment prone = define(ShopConditions.refundProne(YEAR, 0.5));
        about(ShopEvents.COUPON, 1);
        about(ShopEvents.ORDERED, 1);
        assertThat(isIn(sensitive)).isFalse();
        about(ShopEvents.ORDERED, 2);
        assertThat(isIn(sensitive)).isTrue();
        about(ShopEvents.ORDERED, 3);
        assertThat(isIn(sensitive)).isFalse();
        about(ShopEvents.REFUNDED, 1);
        assertThat(isIn(prone)).isFalse();
        about(ShopEvents.REFUNDED, 2);
        assertThat(isIn(prone)).isTrue();
    }

    @Test
    void orders_are_counted_and_not_how_often_there_was_a_coupon_or_a_refund() {
        Segment sensitive = define(ShopConditions.priceSensitive(YEAR, 0.5));
        Segment prone = define(ShopConditions.refundProne(YEAR, 0.5));
        IntStream.rangeClosed(1, 3).forEach(order -> about(ShopEvents.ORDERED, order));
        IntStream.rangeClosed(1, 3).forEach(again -> about(ShopEvents.COUPON, 1));
        IntStream.rangeClosed(1, 3).forEach(part -> about(ShopEvents.REFUNDED, 1));
        track(event(ShopEvents.REFUNDED));
        assertThat(isIn(sensitive)).isFalse();
        assertThat(isIn(prone)).isFalse();
        about(ShopEvents.ORDERED, 3);
        about(ShopEvents.COUPON, 2);
        about(ShopEvents.REFUNDED, 2);
        assertThat(isIn(sensitive)).isTrue();
        assertThat(isIn(prone)).isTrue();
    }

    private void about(EventType type, int order) {
        track(event(type).set("order_id", "o" + order));
    }

    @Test
    void a_customer_goes_from_first_to_lapsing_to_lost_to_won_back() {
        Segment first = define(ShopConditions.firstTimeBuyer());
        Segment lapsing = define(ShopConditions.lapsing(WEEK, MONTH));
        Segment lost = define(ShopConditions.lost(MONTH));
        Segment wonBack = define(ShopConditions.wonBack(WEEK, MONTH));
        order(1);
        assertThat(segments.segmentsOf(ANN)).containsExactly(first);
        clock.advance(WEEK);
        assertThat(segments.segmentsOf(ANN)).containsExactly(first, lapsing);
        clock.advance(MONTH.minus(WEEK));
        assertThat(segments.segmentsOf(ANN)).containsExactly(first, lost);
        clock.advance(WEEK);
        order(1);
        assertThat(segments.segmentsOf(ANN)).containsExactly(wonBack);
        clock.advance(WEEK);
        assertThat(segments.segmentsOf(ANN)).containsExactly(lapsing);
    }

    @Test
    void a_customer_is_won_back_from_the_first_order_after_a_quiet_time_whatever_gaps_there_are() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Duration lately = Duration.ofHours(1 + random.nextInt(12));
            Duration quiet = Duration.ofHours(random.nextInt(12));
            Segment back = define(ShopConditions.wonBack(lately, quiet));
            List<Instant> orders = new ArrayList<>();
            Identifier customer = Identifier.userId("c" + seed);
            for (int hour = 0; hour < 60; hour++) {
                if (random.nextInt(6) == 0) {
                    cdp.track(customer, event(ShopEvents.ORDERED));
                    orders.add(clock.instant());
                }
                assertThat(segments.contains(customer, back))
                        .as("seed %s hour %s lately %s quiet %s", seed, hour, lately, quiet)
                        .isEqualTo(isWonBack(orders, lately, quiet));
                clock.advance(Duration.ofHours(1));
            }
            segments.remove(back);
        }
    }

    private boolean isWonBack(List<Instant> orders, Duration lately, Duration quiet) {
        return IntStream.range(1, orders.size())
                .filter(i -> orders.get(i).isAfter(clock.instant().minus(lately)))
                .anyMatch(i -> !orders.get(i - 1).plus(quiet).isAfter(orders.get(i)));
    }

    @Test
    void counts_say_as_of_when_they_are() {
        Segment first = define(ShopConditions.firstTimeBuyer());
        order(1);
        assertThat(segments.asOf()).isEqualTo(clock.instant());
        clock.advance(WEEK);
        assertThat(segments.asOf()).isEqualTo(clock.instant().minus(WEEK));
        cdp.advance();
        assertThat(segments.count(first)).isEqualTo(1);
        assertThat(segments.asOf()).isEqualTo(clock.instant());
    }

    @Test
    void a_vip_has_spent_enough_lately_in_the_currency() {
        Segment vip = define(ShopConditions.vip(100, "EUR", YEAR));
        order(60);
        track(event(ShopEvents.ORDERED).set("total", 900).set("currency", "GBP"));
        assertThat(isIn(vip)).isFalse();
        order(40);
        assertThat(isIn(vip)).isTrue();
        clock.advance(YEAR);
        assertThat(isIn(vip)).isFalse();
    }

    @Test
    void every_customer_is_in_one_tier_of_each_measure_and_fifths_are_fifths() {
        for (int i = 0; i < 50; i++) {
            for (int orders = 0; orders <= i; orders++) {
                cdp.track(
                        Identifier.userId("c" + i),
                        event(ShopEvents.ORDERED).set("total", 10).set("currency", "EUR"));
            }
            clock.advance(Duration.ofMinutes(1));
        }
        Rfm.cutoffs(Purpose.ANALYTICS, "EUR").forEach(segments::freeze);
        for (Rfm.Measure measure : Rfm.Measure.values()) {
            List<Segment> tiers = IntStream.rangeClosed(1, 5)
                    .mapToObj(tier -> define(Rfm.tier(measure, tier)))
                    .toList();
            assertThat(tiers)
                    .allSatisfy(tier -> assertThat(segments.count(tier)).isEqualTo(10));
            assertThat(segments.contains(Identifier.userId("c49"), tiers.get(4)))
                    .isTrue();
            assertThat(segments.contains(Identifier.userId("c0"), tiers.get(0))).isTrue();
        }
        assertThatThrownBy(() -> Rfm.tier(Rfm.Measure.MONEY, 6)).hasMessage("tier must be 1 to 5");
    }

    @Test
    void traits_are_computed_from_orders_and_views() {
        order(30);
        clock.advance(WEEK);
        order(60);
        track(event(ShopEvents.VIEWED).set("category", "shoes"));
        assertThat(segments.amount(ANN, Purpose.ANALYTICS, ShopTraits.lifetimeValue("EUR")))
                .contains(new BigDecimal("9E+1"));
        assertThat(segments.amount(ANN, Purpose.ANALYTICS, ShopTraits.averageOrder("EUR")))
                .contains(new BigDecimal("45"));
        assertThat(segments.amount(ANN, Purpose.ANALYTICS, ShopTraits.purchaseCadence()))
                .contains(new BigDecimal(WEEK.toSeconds()).stripTrailingZeros());
        assertThat(segments.value(ANN, Purpose.ANALYTICS, ShopTraits.favouriteCategory()))
                .contains("shoes");
        assertThat(segments.value(ANN, Purpose.ANALYTICS, ShopTraits.last(ShopEvents.ORDERED)))
                .contains(clock.instant().toString());
    }
}
