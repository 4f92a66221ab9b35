package io.clientele.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.clientele.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** AWS KMS, spoken to over HTTP with signed requests. */
class AwsKmsTest {

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final FakeKms kms = new FakeKms(clock::instant).key("one").key("two");
    private final List<Duration> pauses = new ArrayList<>();
    private final AwsKms keys = kms.provider("alias/one").pausing(pauses::add);
    private final byte[] key = new byte[32];

    AwsKmsTest() {
        Arrays.fill(key, (byte) 7);
    }

    @AfterEach
    void closed() {
        kms.close();
    }

    @Nested
    class A_wrapped_key {

        @Test
        void opens_in_its_context_and_in_no_other() {
            byte[] wrapped = keys.wrap(key, "shard/1");
            assertThat(keys.unwrap(wrapped, "shard/1")).isEqualTo(key);
            assertThatThrownBy(() -> keys.unwrap(wrapped, "shard/2")).isInstanceOf(WrongKeyException.class);
        }

        @Test
        void is_refused_when_changed_or_foreign() {
            byte[] wrapped = keys.wrap(key, "shard/1");
            wrapped[wrapped.length - 1] ^= 1;
            assertThatThrownBy(() -> keys.unwrap(wrapped, "shard/1")).isInstanceOf(WrongKeyException.class);
            assertThatThrownBy(() -> keys.version(new byte[] {3, 0, 1, 65, 66})).isInstanceOf(WrongKeyException.class);
        }

        @Test
        void moves_to_another_key_inside_kms() {
            AwsKms two = kms.provider("alias/two");
            byte[] old = keys.wrap(key, "shard/1");
            byte[] anew = two.replacing(keys).unwrap(two.rewrap(old, "shard/1"), "shard/1");
            assertThat(anew).isEqualTo(key);
            assertThat(two.version(two.rewrap(old, "shard/1")))
                    .endsWith("key/two")
                    .isNotEqualTo(two.version(old));
            assertThat(kms.requests())
                    .filteredOn(r -> r.headers().get("x-amz-target").endsWith("ReEncrypt"))
                    .hasSize(2);
        }
    }

    @Nested
    class A_rotation {

        @Test
        void of_the_material_leaves_what_was_wrapped_before_openable_and_wraps_under_the_new() {
            byte[] old = keys.wrap(key, "shard/1");
            kms.rotate("one");
            byte[] fresh = keys.wrap(key, "shard/1");
            assertThat(List.of(FakeKms.material(old), FakeKms.material(fresh))).containsExactly(1, 2);
            assertThat(keys.unwrap(old, "shard/1")).isEqualTo(key);
            assertThat(keys.unwrap(fresh, "shard/1")).isEqualTo(key);
            assertThat(keys.version(fresh))
                    .as("KMS does not tell, so nothing is due")
                    .isEqualTo(keys.version(old));
            assertThatThrownBy(() -> keys.unwrap(old, "shard/2")).isInstanceOf(WrongKeyException.class);
        }

        @Test
        void of_the_material_moves_what_is_wrapped_anew_inside_kms() {
            byte[] old = keys.wrap(key, "shard/1");
            kms.rotate("one");
            kms.rotate("one");
            byte[] anew = keys.rewrap(old, "shard/1");
            assertThat(FakeKms.material(anew)).isEqualTo(3);
            assertThat(keys.unwrap(anew, "shard/1")).isEqualTo(key);
            assertThat(kms.requests())
                    .extracting(r -> r.headers().get("x-amz-target"))
                    .containsExactly("TrentService.Encrypt", "TrentService.ReEncrypt", "TrentService.Decrypt");
        }

        @Test
        void by_pointing_the_alias_to_another_key_is_told_by_the_version_and_survives_the_former_keys_end() {
            kms.point("shop", "one");
            AwsKms shop = kms.provider("alias/shop");
            byte[] old = shop.wrap(key, "shard/1");
            kms.point("shop", "two");
            byte[] anew = shop.rewrap(old, "shard/1");
            assertThat(shop.version(old)).endsWith("key/one");
            assertThat(shop.version(anew)).endsWith("key/two").isEqualTo(shop.version(shop.wrap(key, "c")));
            assertThat(shop.unwrap(old, "shard/1")).isEqualTo(key);
            kms.delete("one");
            assertThat(shop.unwrap(anew, "shard/1")).isEqualTo(key);
            assertThatThrownBy(() -> shop.unwrap(old, "shard/1"))
                    .isInstanceOf(KeyProviderException.class)
                    .hasMessageContaining("NotFoundException");
        }

        @Test
        void that_is_throttled_goes_on_and_one_during_an_outage_changes_nothing() {
            byte[] old = keys.wrap(key, "shard/1");
            kms.rotate("one");
            kms.busyFor(2);
            byte[] anew = keys.rewrap(old, "shard/1");
            assertThat(FakeKms.material(anew)).isEqualTo(2);
            kms.away(true);
            assertThatThrownBy(() -> keys.rewrap(old, "shard/1"))
                    .isInstanceOfSatisfying(
                            KeyProviderException.class,
                            e -> assertThat(e.passing()).isTrue());
            kms.away(false);
            assertThat(keys.unwrap(old, "shard/1")).isEqualTo(key);
            assertThat(keys.unwrap(anew, "shard/1")).isEqualTo(key);
        }
    }

    @Nested
    class A_request {

        @Test
        void is_signed_with_the_time_of_the_clock() {
            clock.advance(Duration.ofDays(400));
            assertThat(keys.unwrap(keys.wrap(key, "c"), "c")).isEqualTo(key);
            assertThat(kms.requests().get(0).headers().get("x-amz-date")).isEqualTo("20270405T090000Z");
        }

        @Test
        void with_another_secret_or_a_wrong_clock_is_refused_without_a_second_try() {
            AwsKms wrong = AwsKms.of(
                            "eu-central-1",
                            "alias/one",
                            () -> AwsCredentials.of(FakeKms.ACCESS_KEY, "secretCanary")
                                    .session(FakeKms.SESSION))
                    .endpoint(kms.address())
                    .clock(clock);
            Throwable refused = catchThrowable(() -> wrong.wrap(key, "c"));
            assertThat(refused)
                    .isInstanceOf(KeyProviderException.class)
                    .hasMessage("AWS KMS refuses (InvalidSignatureException): check credentials, rights and key");
            assertThat(refused.toString() + wrong + AwsCredentials.of("id", "secretCanary"))
                    .doesNotContain("Canary");
            AwsKms late = keys.clock(ManualClock.at("2026-03-01T09:10:00Z"));
            assertThatThrownBy(() -> late.wrap(key, "c")).isInstanceOf(KeyProviderException.class);
            assertThat(kms.requests()).hasSize(2);
        }

        @Test
        void for_an_unknown_key_is_refused_by_name() {
            assertThatThrownBy(() -> kms.provider("alias/none").wrap(key, "c"))
                    .isInstanceOf(KeyProviderException.class)
                    .hasMessageContaining("NotFoundException");
        }
    }

    @Nested
    class When_kms_does_not_answer {

        @Test
        void a_throttled_call_is_tried_again_and_signed_anew() {
            kms.busyFor(2);
            AwsKms later = keys.pausing(pause -> clock.advance(Duration.ofMinutes(20)));
            assertThat(later.unwrap(later.wrap(key, "c"), "c")).isEqualTo(key);
        }

        @Test
        void an_outage_is_passing() {
            kms.away(true);
            assertThatThrownBy(() -> keys.wrap(key, "c"))
                    .isInstanceOfSatisfying(
                            KeyProviderException.class,
                            e -> assertThat(e.passing()).isTrue());
            assertThat(pauses).hasSize(3);
        }
    }
}
