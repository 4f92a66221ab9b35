package io.clientele.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Master keys without a service: keystores, and one provider that takes over from another. */
class LocalProvidersTest {

    private static final char[] PASSWORD = "keystoreCanary".toCharArray();

    @TempDir
    private Path folder;

    private final byte[] key = new byte[32];

    @BeforeEach
    void keystore() throws Exception {
        Arrays.fill(key, (byte) 7);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        KeyStore.ProtectionParameter protection = new KeyStore.PasswordProtection(PASSWORD);
        store.setEntry("cdp-2025", secret(1, 32), protection);
        store.setEntry("cdp-2026", secret(2, 32), protection);
        store.setEntry("short", secret(3, 16), protection);
        try (OutputStream out = Files.newOutputStream(file())) {
            store.store(out, PASSWORD);
        }
    }

    private static KeyStore.SecretKeyEntry secret(int fill, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        return new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, "AES"));
    }

    private Path file() {
        return folder.resolve("master.p12");
    }

    private static KeyProvider passphrase(String text) {
        return new PassphraseProvider(text.toCharArray(), new PassphraseProvider.Cost(64, 1, 1));
    }

    @Nested
    class A_keystore {

        @Test
        void opens_in_its_context_and_in_no_other() {
            KeyProvider provider = KeyProvider.keystore(file(), PASSWORD, "cdp-2025");
            byte[] wrapped = provider.wrap(key, "shard/1");
            assertThat(provider.unwrap(wrapped, "shard/1")).isEqualTo(key);
            assertThatThrownBy(() -> provider.unwrap(wrapped, "shard/2")).isInstanceOf(WrongKeyException.class);
            for (int i = 0; i < wrapped.length; i++) {
                byte[] changed = wrapped.clone();
                changed[i] ^= 1;
                assertThatThrownBy(() -> provider.unwrap(changed, "shard/1"))
                        .as("byte %d", i)
                        .isInstanceOf(WrongKeyException.class);
            }
        }

        @Test
        void opens_what_a_former_alias_wrapped_and_wraps_anew_under_the_current() {
            byte[] old = KeyProvider.keystore(file(), PASSWORD, "cdp-2025").wrap(key, "c");
            KeyProvider current = KeyProvider.keystore(file(), PASSWORD, "CDP-2026");
            byte[] anew = current.rewrap(old, "c");
            assertThat(current.unwrap(old, "c")).isEqualTo(key);
            assertThat(current.unwrap(anew, "c")).isEqualTo(key);
            assertThat(current.version(old)).isEqualTo("keystore cdp-2025");
            assertThat(current.version(anew)).isEqualTo("keystore cdp-2026");
        }

        @Test
        void that_cannot_be_read_is_refused_in_one_line_without_its_password() {
            assertThatThrownBy(() -> KeyProvider.keystore(file(), "wrongCanary".toCharArray(), "cdp-2025"))
                    .isInstanceOf(KeyProviderException.class)
                    .hasMessageContaining("check path and password")
                    .hasMessageNotContaining("Canary");
            for (String alias : new String[] {"none", "short"}) {
                assertThatThrownBy(() -> KeyProvider.keystore(file(), PASSWORD, alias))
                        .isInstanceOf(KeyProviderException.class)
                        .hasMessageContaining("no secret AES key of 256 bits");
            }
            assertThatThrownBy(() -> KeyProvider.keystore(folder.resolve("none.p12"), PASSWORD, "cdp-2025"))
                    .isInstanceOf(KeyProviderException.class);
            assertThat(KeyProvider.keystore(file(), PASSWORD, "cdp-2025").toString())
                    .doesNotContain("Canary");
        }
    }

    @Nested
    class A_provider_that_takes_over {

        @Test
        void wraps_by_the_newer_and_opens_what_either_wrapped() {
            KeyProvider former = passphrase("old words");
            KeyProvider newer = passphrase("new words");
            byte[] old = former.wrap(key, "c");
            KeyProvider both = newer.replacing(former);
            byte[] anew = both.rewrap(old, "c");
            assertThat(both.unwrap(old, "c")).isEqualTo(key);
            assertThat(passphrase("new words").unwrap(anew, "c")).isEqualTo(key);
            assertThatThrownBy(() -> former.unwrap(anew, "c")).isInstanceOf(WrongKeyException.class);
            assertThat(both.version(old)).isNotEqualTo(both.version(anew));
            assertThatThrownBy(() -> both.unwrap(old, "d")).isInstanceOf(WrongKeyException.class);
        }

        @Test
        void asks_the_former_where_the_newer_refuses_without_saying_that_the_key_is_not_its_own() {
            KeyProvider former = passphrase("old words");
            byte[] old = former.wrap(key, "c");
            KeyProvider elsewhere = new ElsewhereProvider();
            assertThat(elsewhere.replacing(former).unwrap(old, "c")).isEqualTo(key);
            assertThatThrownBy(
                            () -> elsewhere.replacing(passphrase("other words")).unwrap(old, "c"))
                    .isInstanceOf(KeyProviderException.class)
                    .hasMessageContaining("not for this account");
        }

        /** A service that may not look at a key of another account. */
        private static final class ElsewhereProvider implements KeyProvider {

            @Override
            public byte[] wrap(byte[] key, String context) {
                throw KeyProviderException.refused("not for this account");
            }

            @Override
            public byte[] unwrap(byte[] wrapped, String context) {
                throw KeyProviderException.refused("not for this account");
            }

            @Override
            public String version(byte[] wrapped) {
                throw KeyProviderException.refused("not for this account");
            }
        }

        @Test
        void moves_between_kinds_of_providers() {
            KeyProvider former = passphrase("old words");
            byte[] old = former.wrap(key, "c");
            KeyProvider both =
                    KeyProvider.keystore(file(), PASSWORD, "cdp-2025").replacing(former);
            assertThat(both.version(old)).startsWith("passphrase ");
            assertThat(both.version(both.rewrap(old, "c"))).isEqualTo("keystore cdp-2025");
        }
    }
}
