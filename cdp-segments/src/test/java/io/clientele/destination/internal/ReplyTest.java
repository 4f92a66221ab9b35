package io.clientele.destination.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyTest {

    private static Reply reply(Map<String, String> headers) {
        return new Reply(429, headers, new byte[0]);
    }

    @Test
    void retry_after_is_read_in_seconds() {
        assertThat(reply(Map.of("retry-after", "120")).retryAfter()).contains(Duration.ofMinutes(2));
        assertThat(reply(Map.of("retry-after", " 0 ")).retryAfter()).contains(Duration.ZERO);
    }

    @Test
    void a_date_is_measured_from_the_answers_own_date() {
        assertThat(reply(Map.of(
                                "date", "Sun, 01 Mar 2026 09:00:00 GMT",
                                "retry-after", "Sun, 01 Mar 2026 09:01:30 GMT"))
                        .retryAfter())
                .contains(Duration.ofSeconds(90));
        assertThat(reply(Map.of(
                                "date", "Sun, 01 Mar 2026 09:00:00 GMT",
                                "retry-after", "Sun, 01 Mar 2026 08:00:00 GMT"))
                        .retryAfter())
                .contains(Duration.ZERO);
    }

    @Test
    void more_than_a_day_counts_as_a_day() {
        assertThat(reply(Map.of("retry-after", "999999999")).retryAfter()).contains(Duration.ofDays(1));
    }

    @Test
    void what_cannot_be_read_is_no_pause() {
        assertThat(reply(Map.of("retry-after", "soon")).retryAfter()).isEmpty();
        assertThat(reply(Map.of("retry-after", "-3")).retryAfter()).isEmpty();
        assertThat(reply(Map.of("retry-after", "Sun, 01 Mar 2026 09:01:30 GMT")).retryAfter())
                .isEmpty();
        assertThat(reply(Map.of()).retryAfter()).isEmpty();
    }
}
