package io.clientele.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookKeyTest {

    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_"
            + Base64.getEncoder().encodeToString("a secret of thirty-two bytes 32!".getBytes(StandardCharsets.UTF_8));
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    private final WebhookKey key = WebhookKey.of(OLD);

    private Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.put(name, value);
        return changed;
    }

    @Test
    void a_signature_is_that_of_the_specifications_example() {
        assertThat(key.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", NOW, BODY))
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void what_was_signed_is_valid_for_five_minutes() {
        Map<String, String> headers = key.headers("id", NOW, BODY);
        assertThat(key.verify(headers, BODY, NOW)).isTrue();
        assertThat(key.verify(headers, BODY, NOW.plusSeconds(300))).isTrue();
        assertThat(key.verify(headers, BODY, NOW.plusSeconds(301))).isFalse();
        assertThat(key.verify(headers, BODY, NOW.minusSeconds(301))).isFalse();
    }

    @Test
    void whatever_is_changed_is_noticed() {
        Map<String, String> headers = key.headers("id", NOW, BODY);
        assertThat(key.verify(headers, "{}".getBytes(StandardCharsets.UTF_8), NOW))
                .isFalse();
        assertThat(key.verify(with(headers, "webhook-id", "other"), BODY, NOW)).isFalse();
        assertThat(key.verify(with(headers, "webhook-timestamp", "1614265331"), BODY, NOW))
                .isFalse();
        assertThat(key.verify(with(headers, "webhook-signature", "v1,AAAA"), BODY, NOW))
                .isFalse();
        assertThat(key.verify(with(headers, "webhook-timestamp", "later"), BODY, NOW))
                .isFalse();
        assertThat(key.verify(Map.of(), BODY, NOW)).isFalse();
        assertThat(WebhookKey.of(NEW).verify(headers, BODY, NOW)).isFalse();
    }

    @Test
    void names_of_headers_may_come_in_any_case() {
        Map<String, String> headers = new HashMap<>();
        key.headers("id", NOW, BODY)
                .forEach((name, value) -> headers.put(name.toUpperCase(java.util.Locale.ROOT), value));
        assertThat(key.verify(headers, BODY, NOW)).isTrue();
    }

    @Test
    void while_a_secret_is_replaced_either_will_do() {
        WebhookKey both = key.and(NEW);
        assertThat(key.verify(both.headers("id", NOW, BODY), BODY, NOW)).isTrue();
        assertThat(WebhookKey.of(NEW).verify(both.headers("id", NOW, BODY), BODY, NOW))
                .isTrue();
        assertThat(both.verify(key.headers("id", NOW, BODY), BODY, NOW)).isTrue();
    }

    @Test
    void a_secret_that_is_none_is_refused_and_never_told() {
        for (String wrong : new String[] {"", "whsec_", "whsec_c2hvcnQ=", "whsec_***", "x".repeat(200)}) {
            assertThatThrownBy(() -> WebhookKey.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("secret must be whsec_ and 24 to 64 bytes in base64");
        }
        assertThat(key.and(NEW)).hasToString("webhook key of 2 secrets");
    }
}
