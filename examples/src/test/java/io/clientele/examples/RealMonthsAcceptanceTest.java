package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real shop's seven months: what the replay tells is what one pass over the order files tells. */
@Tag("acceptance")
class RealMonthsAcceptanceTest {

    private static final Path ORDERS =
            Path.of(System.getProperty("clientele.shared", "."), "data", "events", "online-retail");

    @Test
    void people_orders_segments_at_every_midnight_and_mails_are_those_of_a_one_pass_computation(@TempDir Path directory)
            throws IOException {
        OnePass expected = OnePass.over(ORDERS);
        RetailShop shop = RetailShop.read(ORDERS);
        Replay replay = new Replay(shop, directory, Optional.empty());
        PrintStream nowhere = new PrintStream(java.io.OutputStream.nullOutputStream());
        Census census = replay.run(new Report(nowhere), new Progress(nowhere, true, shop));

        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(census.customers())
                    .isEqualTo(expected.customers())
                    .isEqualTo(3_002);
            softly.assertThat(census.guests()).isEqualTo(expected.guests()).isEqualTo(961);
            softly.assertThat(census.everybody()).isEqualTo(expected.customers() + expected.guests());
            softly.assertThat(census.orders()).isEqualTo(expected.orders()).isEqualTo(9_660);
            softly.assertThat(census.refunds()).isEqualTo(expected.refunds()).isEqualTo(2_006);
            softly.assertThat(replay.logbook().mailCount()).isEqualTo(expected.mails(shop.end()));
        });
        assertThat(replay.logbook().sizes()).hasSize(212);
        List<String> differences = new ArrayList<>();
        replay.logbook().sizes().forEach((midnight, sizes) -> {
            List<Long> right = expected.sizes(midnight);
            if (!sizes.equals(right)) {
                differences.add(midnight + ": " + sizes + " for " + right);
            }
        });
        assertThat(differences).isEmpty();
        assertThat(expected.sizes(shop.end())).allMatch(size -> size > 0);
        assertThat(expected.sizes(Instant.EPOCH)).containsOnly(0L);
    }
}
