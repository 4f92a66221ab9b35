package io.clientele.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MasksTest {

    @Test
    void masks_keep_what_tells_two_values_apart_at_a_glance() {
        assertThat(Masks.of("anna@example.org")).isEqualTo("a•••@e•••.org");
        assertThat(Masks.of("ann@example.org")).isEqualTo("•••@e•••.org");
        assertThat(Masks.of("anna@mail.example.co.uk")).isEqualTo("a•••@m•••.uk");
        assertThat(Masks.of("anna@localhost")).isEqualTo("a•••@l•••");
        assertThat(Masks.of("anna@example.canary-secret")).isEqualTo("a•••@e•••");
        assertThat(Masks.of("+49 151 5550117")).isEqualTo("•••17");
        assertThat(Masks.of("Annabel")).isEqualTo("A•••");
        assertThat(Masks.of("Ann")).isEqualTo("•••");
        assertThat(Masks.of("")).isEqualTo("•••");
        assertThat(Masks.of("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00")).isEqualTo("\uD83D\uDE00•••");
        assertThat(Masks.of(new BigDecimal("4711"))).isEqualTo("•••");
        assertThat(Masks.of((Object) true)).isEqualTo("•••");
    }

    @Test
    void no_mask_holds_a_value_and_equal_values_have_equal_masks() {
        long seed = 20_260_301;
        Random random = new Random(seed);
        String letters = "abcdefgh12345@.+- ";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                value.append(letters.charAt(random.nextInt(letters.length())));
            }
            String mask = Masks.of(value.toString());
            String told = mask.replaceAll("[•@]", "");

            assertThat(mask).as("seed %s, round %s", seed, round).isEqualTo(Masks.of(value.toString()));
            assertThat(told.length()).as("seed %s, round %s", seed, round).isLessThanOrEqualTo(9);
            if (value.length() > 9) {
                assertThat(mask).as("seed %s, round %s", seed, round).doesNotContain(value);
            }
        }
    }
}
