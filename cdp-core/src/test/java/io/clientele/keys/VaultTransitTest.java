package io.clientele.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vault's transit engine, spoken to over HTTP. */
class VaultTransitTest {

    private final FakeVault vault = new FakeVault("cdp", false);
    private final FakeVault deriving = new FakeVault("cdp", true);
    private final List<Duration> pauses = new ArrayList<>();
    private final VaultTransit keys = vault.provider().pausing(pauses::add);
    private final byte[] key = new byte[32];

    VaultTransitTest() {
        Arrays.fill(key, (byte) 7);
    }

    @AfterEach
    void closed() {
        vault.close();
        deriving.close();
    }

    private static int calls(FakeVault vault, String operation) {
        return (int) vault.requests().stream()
                .filter(r -> r.path().contains("/" + operation + "/"))
                .count();
    }

    @Nested
    class A_wrapped_key {

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void opens_in_its_context_and_in_no_other(boolean derived) {
            VaultTransit provider = derived ? deriving.provider().derived() : keys;
            byte[] wrapped = provider.wrap(key, "shard/1");
            assertThat(provider.unwrap(wrapped, "shard/1")).isEqualTo(key);
            assertThatThrownBy(() -> provider.unwrap(wrapped, "shard/2")).isInstanceOf(WrongKeyException.class);
        }

        @Test
        void is_refused_when_changed_or_wrapped_by_another() {
            byte[] wrapped = keys.wrap(key, "shard/1");
            byte[] changed = wrapped.clone();
            changed[changed.length - 8] ^= 1;
            assertThatThrownBy(() -> keys.unwrap(changed, "shard/1")).isInstanceOf(WrongKeyException.class);
            int calls = vault.requests().size();
            VaultTransit other = VaultTransit.of(vault.address(), "other", () -> FakeVault.TOKEN);
            assertThatThrownBy(() -> other.unwrap(wrapped, "shard/1")).isInstanceOf(WrongKeyException.class);
            assertThatThrownBy(() -> keys.unwrap(new byte[] {1, 2}, "shard/1")).isInstanceOf(WrongKeyException.class);
            assertThat(vault.requests()).hasSize(calls);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void is_wrapped_anew_under_a_new_version_that_outlives_the_old(boolean derived) {
            FakeVault there = derived ? deriving : vault;
            VaultTransit provider = derived ? deriving.provider().derived() : keys;
            byte[] old = provider.wrap(key, "shard/1");
            there.rotate();
            byte[] anew = provider.rewrap(old, "shard/1");
            assertThat(provider.version(old)).isEqualTo("vault transit/cdp v1");
            assertThat(provider.version(anew)).isEqualTo("vault transit/cdp v2");
            assertThat(provider.unwrap(old, "shard/1")).isEqualTo(key);
            there.minDecryptionVersion(2);
            assertThat(provider.unwrap(anew, "shard/1")).isEqualTo(key);
            assertThatThrownBy(() -> provider.unwrap(old, "shard/1"))
                    .isInstanceOf(KeyProviderException.class)
                    .hasMessageContaining("min_decryption_version");
        }

        @Test
        void of_a_derived_key_is_wrapped_anew_without_leaving_vault() {
            VaultTransit provider = deriving.provider().derived();
            byte[] old = provider.wrap(key, "shard/1");
            provider.rewrap(old, "shard/1");
            assertThat(calls(deriving, "rewrap")).isEqualTo(1);
            assertThat(calls(deriving, "decrypt")).isZero();
        }
    }

    @Nested
    class A_request {

        @Test
        void carries_token_namespace_and_mount() {
            VaultTransit provider = vault.provider().namespace("team-a").mount("engines/transit2");
            assertThat(catchThrowable(() -> provider.wrap(key, "c"))).isInstanceOf(KeyProviderException.class);
            FakeService.Request request = vault.requests().get(0);
            assertThat(request.path()).isEqualTo("/v1/engines/transit2/encrypt/cdp");
            assertThat(request.headers())
                    .containsAllEntriesOf(Map.of("x-vault-token", FakeVault.TOKEN, "x-vault-namespace", "team-a"));
        }

        @Test
        void never_goes_unprotected_to_another_machine() {
            assertThatThrownBy(() -> VaultTransit.of(URI.create("http://vault.example.org:8200"), "cdp", () -> "t"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("https");
            assertThatThrownBy(() -> VaultTransit.of(vault.address(), "../sys", () -> "t"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class When_vault_does_not_answer {

        @Test
        void a_throttled_call_is_tried_again_with_growing_pauses() {
            vault.busyFor(3);
            byte[] wrapped = keys.wrap(key, "c");
            assertThat(keys.unwrap(wrapped, "c")).isEqualTo(key);
            assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
        }

        @Test
        void the_fourth_refusal_ends_it_as_passing() {
            vault.away(true);
            assertThatThrownBy(() -> keys.wrap(key, "c"))
                    .isInstanceOfSatisfying(
                            KeyProviderException.class,
                            e -> assertThat(e.passing()).isTrue())
                    .hasMessage("Vault is busy or failing (status 503)");
            assertThat(vault.requests()).hasSize(4);
            vault.away(false);
            assertThat(keys.unwrap(keys.wrap(key, "c"), "c")).isEqualTo(key);
        }

        @Test
        void a_slow_answer_is_not_waited_for() {
            var gate = vault.slow();
            VaultTransit hasty = keys.timeout(Duration.ofMillis(60));
            assertThatThrownBy(() -> hasty.wrap(key, "c"))
                    .isInstanceOf(KeyProviderException.class)
                    .hasMessageContaining("cannot be reached (HttpTimeoutException)");
            assertThat(pauses).hasSize(3);
            gate.countDown();
        }

        @Test
        void a_closed_port_is_out_of_reach() {
            vault.close();
            assertThatThrownBy(() -> keys.wrap(key, "c"))
                    .isInstanceOfSatisfying(
                            KeyProviderException.class,
                            e -> assertThat(e.passing()).isTrue());
        }

        @Test
        void an_interrupt_does_not_cut_a_call_short_and_is_kept() {
            Thread.currentThread().interrupt();
            byte[] wrapped = keys.wrap(key, "c");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(keys.unwrap(wrapped, "c")).isEqualTo(key);
        }
    }

    @Nested
    class Secrets {

        @Test
        void are_in_no_message_and_no_text() {
            VaultTransit wrong = VaultTransit.of(vault.address(), "cdp", () -> "hvs.wrongCanary");
            Throwable denied = catchThrowable(() -> wrong.wrap(key, "c"));
            assertThat(denied)
                    .isInstanceOfSatisfying(
                            KeyProviderException.class,
                            e -> assertThat(e.passing()).isFalse())
                    .hasMessageContaining("check token");
            assertThat(denied.toString() + wrong).doesNotContain("Canary");
            assertThat(wrong).hasToString("Vault's key transit/cdp");
        }
    }
}
