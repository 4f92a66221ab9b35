package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.examples.Report.Sparkline;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SparklineTest {

    @Test
    void a_bar_stands_for_each_number_and_a_blank_for_none() {
        assertThat(Sparkline.of(List.of(0L, 1L, 4L, 8L))).isEqualTo(" ▁▄█");
    }

    @Test
    void the_largest_number_has_the_full_bar_and_the_least_the_lowest() {
        assertThat(Sparkline.of(List.of(1L, 1_000L))).isEqualTo("▁█");
        assertThat(Sparkline.of(List.of(3L, 3L))).isEqualTo("██");
        assertThat(Sparkline.of(List.of(0L, 0L))).isEqualTo("  ");
    }

    @Test
    void thinning_keeps_the_last_and_at_most_as_many_as_asked() {
        for (int size = 1; size < 300; size++) {
            List<Long> numbers = LongStream.range(0, size).boxed().toList();
            assertThat(Sparkline.thin(numbers, 40)).hasSizeBetween(1, 40).endsWith((long) size - 1);
        }
    }
}
