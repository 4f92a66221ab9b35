package io.clientele.commerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.model.Event;
import io.clientele.model.EventDraft;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Money;
import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CommerceTest {

    private static final Product LINE = Product.of("SKU-1").quantity(2).price("49.90");

    /** An event with no more than it needs, and the names of the properties it then has. */
    private record Least(EventDraft<?> draft, EventType type, Set<String> properties) {}

    private static Least least(EventDraft<?> draft, EventType type, String... properties) {
        return new Least(draft, type, Set.of(properties));
    }

    private static List<Least> least() {
        return List.of(
                least(Commerce.productsSearched("mug"), CommerceEvents.PRODUCTS_SEARCHED, "query"),
                least(Commerce.productListViewed().list("l"), CommerceEvents.PRODUCT_LIST_VIEWED, "list_id"),
                least(
                        Commerce.productListFiltered().sort("price", "asc"),
                        CommerceEvents.PRODUCT_LIST_FILTERED,
                        "sorts"),
                least(Commerce.promotionViewed("p"), CommerceEvents.PROMOTION_VIEWED, "promotion_id"),
                least(Commerce.promotionClicked("p"), CommerceEvents.PROMOTION_CLICKED, "promotion_id"),
                least(Commerce.productClicked("s"), CommerceEvents.PRODUCT_CLICKED, "product_id"),
                least(Commerce.productViewed("s"), CommerceEvents.PRODUCT_VIEWED, "product_id"),
                least(
                        Commerce.productAdded("c", "s").quantity(1),
                        CommerceEvents.PRODUCT_ADDED,
                        "cart_id",
                        "product_id",
                        "quantity"),
                least(Commerce.productRemoved("c", "s"), CommerceEvents.PRODUCT_REMOVED, "cart_id", "product_id"),
                least(Commerce.cartViewed("c"), CommerceEvents.CART_VIEWED, "cart_id"),
                least(
                        Commerce.checkoutStarted().cart("c").product(LINE),
                        CommerceEvents.CHECKOUT_STARTED,
                        "cart_id",
                        "products"),
                least(Commerce.checkoutStepViewed("k", 1), CommerceEvents.CHECKOUT_STEP_VIEWED, "checkout_id", "step"),
                least(
                        Commerce.checkoutStepCompleted("k", 1),
                        CommerceEvents.CHECKOUT_STEP_COMPLETED,
                        "checkout_id",
                        "step"),
                least(Commerce.paymentInfoEntered("k"), CommerceEvents.PAYMENT_INFO_ENTERED, "checkout_id"),
                least(
                        Commerce.orderCompleted("o", "99.80", "EUR").product(LINE),
                        CommerceEvents.ORDER_COMPLETED,
                        "order_id",
                        "total",
                        "currency",
                        "products"),
                least(Commerce.orderUpdated("o").product(LINE), CommerceEvents.ORDER_UPDATED, "order_id", "products"),
                least(Commerce.orderRefunded("o"), CommerceEvents.ORDER_REFUNDED, "order_id"),
                least(Commerce.orderCancelled("o"), CommerceEvents.ORDER_CANCELLED, "order_id"),
                least(Commerce.couponEntered("x").cart("c"), CommerceEvents.COUPON_ENTERED, "coupon_id", "cart_id"),
                least(Commerce.couponApplied("x").order("o"), CommerceEvents.COUPON_APPLIED, "coupon_id", "order_id"),
                least(
                        Commerce.couponDenied("x", "expired").cart("c"),
                        CommerceEvents.COUPON_DENIED,
                        "coupon_id",
                        "reason",
                        "cart_id"),
                least(Commerce.couponRemoved("x").cart("c"), CommerceEvents.COUPON_REMOVED, "coupon_id", "cart_id"),
                least(Commerce.productAddedToWishlist("s"), CommerceEvents.PRODUCT_ADDED_TO_WISHLIST, "product_id"),
                least(
                        Commerce.productRemovedFromWishlist("s"),
                        CommerceEvents.PRODUCT_REMOVED_FROM_WISHLIST,
                        "product_id"),
                least(
                        Commerce.wishlistProductAddedToCart("c", "s"),
                        CommerceEvents.WISHLIST_PRODUCT_ADDED_TO_CART,
                        "cart_id",
                        "product_id"),
                least(Commerce.productShared("s"), CommerceEvents.PRODUCT_SHARED, "product_id"),
                least(Commerce.cartShared("c"), CommerceEvents.CART_SHARED, "cart_id"),
                least(Commerce.productReviewed("s", 4.5), CommerceEvents.PRODUCT_REVIEWED, "product_id", "rating"));
    }

    private static Event finish(EventDraft<?> draft) {
        return draft.about(Identifier.userId("42"), Instant.parse("2026-03-01T09:00:00Z"), "m-1");
    }

    @TestFactory
    Stream<DynamicTest> each_event_can_be_made_of_what_it_needs() {
        return least().stream()
                .map(least -> DynamicTest.dynamicTest(least.type().name(), () -> {
                    Event event = finish(least.draft());
                    assertThat(event.type()).isEqualTo(least.type());
                    assertThat(event.properties().asMap().keySet()).isEqualTo(least.properties());
                }));
    }

    @Test
    void all_28_are_made_here() {
        assertThat(least().stream().map(Least::type)).containsExactlyElementsOf(CommerceEvents.all());
    }

    @Nested
    class What_is_missing {

        @Test
        void a_product_added_without_a_quantity_is_refused_when_handed_in() {
            assertMissing(Commerce.productAdded("c", "s"), "Product Added needs quantity");
        }

        @Test
        void an_order_without_a_line_is_refused() {
            assertMissing(Commerce.orderCompleted("o", "1", "EUR"), "Order Completed needs products");
            assertMissing(Commerce.orderUpdated("o"), "Order Updated needs products");
        }

        @Test
        void a_list_needs_its_id_or_its_category() {
            assertMissing(Commerce.productListViewed(), "Product List Viewed needs list_id or category");
            assertThat(finish(Commerce.productListViewed().category("mugs"))
                            .properties()
                            .text("category"))
                    .contains("mugs");
        }

        @Test
        void a_filtered_list_needs_a_filter_or_a_sort_order() {
            assertMissing(Commerce.productListFiltered(), "Product List Filtered needs filters or sorts");
        }

        @Test
        void a_checkout_needs_its_order_or_cart_and_its_lines() {
            assertMissing(Commerce.checkoutStarted().product(LINE), "Checkout Started needs order_id or cart_id");
            assertMissing(Commerce.checkoutStarted().order("o"), "Checkout Started needs products");
        }

        @Test
        void a_coupon_needs_its_cart_or_order() {
            assertMissing(Commerce.couponApplied("x"), "Coupon Applied needs cart_id or order_id");
        }

        @Test
        void a_plain_event_of_the_same_type_is_taken_as_it_is() {
            assertThat(finish(Event.of(CommerceEvents.ORDER_COMPLETED)).properties())
                    .isEqualTo(Properties.empty());
        }

        private void assertMissing(EventDraft<?> draft, String message) {
            assertThatIllegalArgumentException().isThrownBy(() -> finish(draft)).withMessage(message);
        }
    }

    @Nested
    class Bad_arguments_are_named {

        @Test
        void blank_ids() {
            assertRefused(() -> Commerce.productViewed(" "), "product_id");
            assertRefused(() -> Commerce.productAdded("", "s"), "cart_id");
            assertRefused(() -> Commerce.orderCompleted("", "1", "EUR"), "order_id");
            assertRefused(() -> Product.of(""), "product_id");
            assertRefused(() -> Commerce.checkoutStepViewed("", 1), "checkout_id");
        }

        @Test
        void amounts_that_are_no_decimals_without_telling_their_content() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Commerce.productViewed("s").price("9,90", "EUR"))
                    .withMessageStartingWith("price must")
                    .withMessageNotContaining("9,90");
            assertRefused(() -> Commerce.orderCompleted("o", "much", "EUR"), "total");
            assertRefused(() -> Commerce.orderRefunded("o").shipping(""), "shipping");
        }

        @Test
        void currencies_that_do_not_exist() {
            assertRefused(() -> Commerce.productViewed("s").price("9.90", "euro"), "currency");
            assertRefused(() -> Commerce.orderRefunded("o").currency("XXZ"), "currency");
        }

        @Test
        void quantities_positions_and_steps_below_one() {
            assertRefused(() -> Commerce.productAdded("c", "s").quantity(0), "quantity");
            assertRefused(() -> Product.of("s").quantity(-1), "quantity");
            assertRefused(() -> Commerce.productClicked("s").position(0), "position");
            assertRefused(() -> Commerce.checkoutStepCompleted("k", 0), "step");
        }

        private void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String argument) {
            assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(argument + " must");
        }
    }

    @Nested
    class Money_and_lines {

        @Test
        void money_stays_exact_to_the_last_decimal() {
            Event event =
                    finish(Commerce.productAdded("c", "s").price("49.90", "EUR").quantity(3));

            assertThat(event.properties())
                    .isEqualTo(Properties.of(Map.of(
                            "cart_id", "c",
                            "product_id", "s",
                            "price", new BigDecimal("49.90"),
                            "currency", "EUR",
                            "quantity", 3)));
        }

        @Test
        void money_may_come_as_a_value() {
            Money money = Money.of("0.10", "GBP");
            assertThat(finish(Commerce.orderCompleted("o", money).product(LINE)).properties())
                    .isEqualTo(
                            finish(Commerce.orderCompleted("o", "0.10", "GBP").product(LINE))
                                    .properties());
            assertThat(finish(Commerce.productViewed("s").price(money)).properties())
                    .isEqualTo(finish(Commerce.productViewed("s").price("0.10", "GBP"))
                            .properties());
        }

        @Test
        void lines_keep_their_order_and_are_reached_by_a_path() {
            Event event = finish(Commerce.orderCompleted("o", "3", "EUR")
                    .product("b", 1, "1")
                    .product(Product.of("a").quantity(2).price("1").set("gift", true)));

            assertThat(event.properties().all("products[*].product_id")).containsExactly("b", "a");
            assertThat(event.properties().all("products[*].gift")).containsExactly(true);
        }

        @Test
        void a_line_is_a_value() {
            Product plain = Product.of("a");
            assertThat(plain.quantity(2)).isEqualTo(Product.of("a").quantity(2)).isNotEqualTo(plain);
            assertThat(plain.name("Teapot")).asString().doesNotContain("Teapot");
        }

        @Test
        void filters_and_sorts_grow_one_by_one() {
            Event event = finish(Commerce.productListFiltered()
                    .filter("color", "green")
                    .filter("size", "m")
                    .sort("price", "desc"));

            assertThat(event.properties().all("filters[*].value")).containsExactly("green", "m");
            assertThat(event.properties().all("sorts[*].type")).containsExactly("price");
        }

        @Test
        void any_further_property_is_set_by_name() {
            Event event = finish(Commerce.orderCancelled("o").set("reason", "changed my mind"));
            assertThat(event.properties().text("reason")).contains("changed my mind");
        }
    }
}
