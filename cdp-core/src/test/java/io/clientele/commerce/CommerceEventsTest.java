package io.clientele.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.EventType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CommerceEventsTest {

    /** Name, purpose and basis of every standard event. */
    private static final String TABLE = """
            Products Searched              | analytics | CONSENT
            Product List Viewed            | analytics | CONSENT
            Product List Filtered          | analytics | CONSENT
            Promotion Viewed               | analytics | CONSENT
            Promotion Clicked              | analytics | CONSENT
            Product Clicked                | analytics | CONSENT
            Product Viewed                 | analytics | CONSENT
            Product Added                  | analytics | CONSENT
            Product Removed                | analytics | CONSENT
            Cart Viewed                    | analytics | CONSENT
            Checkout Started               | analytics | CONSENT
            Checkout Step Viewed           | analytics | CONSENT
            Checkout Step Completed        | analytics | CONSENT
            Payment Info Entered           | service   | CONTRACT
            Order Completed                | service   | CONTRACT
            Order Updated                  | service   | CONTRACT
            Order Refunded                 | service   | CONTRACT
            Order Cancelled                | service   | CONTRACT
            Coupon Entered                 | analytics | CONSENT
            Coupon Applied                 | analytics | CONSENT
            Coupon Denied                  | analytics | CONSENT
            Coupon Removed                 | analytics | CONSENT
            Product Added to Wishlist      | analytics | CONSENT
            Product Removed from Wishlist  | analytics | CONSENT
            Wishlist Product Added to Cart | analytics | CONSENT
            Product Shared                 | analytics | CONSENT
            Cart Shared                    | analytics | CONSENT
            Product Reviewed               | analytics | CONSENT
            """;

    @Test
    void each_event_is_collected_for_the_purpose_and_on_the_basis_of_the_table() {
        String actual = CommerceEvents.all().stream()
                .map(type -> String.format("%-30s | %-9s | %s%n", type.name(), type.purpose(), type.basis()))
                .collect(Collectors.joining());

        assertThat(actual).isEqualToNormalizingNewlines(TABLE);
    }

    @Test
    void every_constant_is_listed_and_named_after_its_event() {
        List<String> constants = Arrays.stream(CommerceEvents.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .toList();

        assertThat(constants)
                .containsExactlyElementsOf(CommerceEvents.all().stream()
                        .map(type ->
                                type.name().toUpperCase(java.util.Locale.ROOT).replace(' ', '_'))
                        .toList());
    }

    @Test
    void every_event_has_a_factory_of_its_name() {
        TreeSet<String> factories = Arrays.stream(Commerce.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(factories)
                .containsExactlyInAnyOrderElementsOf(CommerceEvents.all().stream()
                        .map(EventType::name)
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT).replace(" ", ""))
                        .toList());
    }
}
