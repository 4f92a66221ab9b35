package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.commerce.CommerceEvents;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Intake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DrawnShopTest {

    private static List<Moment> moments(Shop shop) {
        List<Moment> moments = new ArrayList<>();
        shop.forEach(moments::add);
        return moments;
    }

    private static List<Moment> moments(int customers, int months, long seed) {
        return moments(new DrawnShop(customers, months, seed));
    }

    @Test
    void the_same_seed_draws_the_same_shop() {
        DrawnShop shop = new DrawnShop(60, 4, 7);

        assertThat(moments(shop)).isEqualTo(moments(shop)).isEqualTo(moments(60, 4, 7));
    }

    @Test
    void another_seed_draws_another_shop() {
        assertThat(moments(60, 4, 8)).isNotEqualTo(moments(60, 4, 7));
        assertThat(new DrawnShop(60, 4, 8).fingerprint()).isNotEqualTo(new DrawnShop(60, 4, 7).fingerprint());
    }

    @Test
    void moments_come_in_order_of_time_within_the_months_and_hold_intakes_of_their_instant() {
        DrawnShop shop = new DrawnShop(200, 5, 3);
        Instant last = shop.start();
        for (Moment moment : moments(shop)) {
            assertThat(moment.time()).isAfterOrEqualTo(last).isBefore(shop.end());
            assertThat(moment.intakes())
                    .isNotEmpty()
                    .allMatch(intake -> intake.time().equals(moment.time()));
            last = moment.time();
        }
    }

    @Test
    void no_message_id_comes_twice() {
        Set<String> ids = new HashSet<>();
        for (Moment moment : moments(200, 5, 3)) {
            for (Intake intake : moment.intakes()) {
                assertThat(ids.add(intake.id())).as(intake.id()).isTrue();
            }
        }
    }

    @Test
    void it_has_what_a_shop_has() {
        Map<String, Long> types = moments(400, 6, 42).stream()
                .flatMap(moment -> moment.intakes().stream())
                .filter(Event.class::isInstance)
                .collect(Collectors.groupingBy(
                        intake -> ((Event) intake).type().name(), TreeMap::new, Collectors.counting()));

        assertThat(types.keySet())
                .contains(
                        EventType.IDENTIFY.name(),
                        CommerceEvents.PRODUCT_VIEWED.name(),
                        CommerceEvents.PRODUCT_ADDED.name(),
                        CommerceEvents.PRODUCT_REMOVED.name(),
                        CommerceEvents.CHECKOUT_STARTED.name(),
                        CommerceEvents.ORDER_COMPLETED.name(),
                        CommerceEvents.ORDER_REFUNDED.name());
    }
}
