package io.clientele.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** A master key derived from a passphrase. */
class PassphraseProviderTest {

    private static final PassphraseProvider.Cost CHEAP = new PassphraseProvider.Cost(64, 1, 1);

    private final byte[] key = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f".repeat(2));

    private static KeyProvider cheap(String passphrase) {
        return new PassphraseProvider(passphrase.toCharArray(), CHEAP);
    }

    @Test
    void unwraps_what_it_wrapped_also_in_another_process() {
        byte[] wrapped = cheap("open sesame").wrap(key, "shard/1");
        assertThat(cheap("open sesame").unwrap(wrapped, "shard/1")).isEqualTo(key);
    }

    @Test
    void unwraps_by_the_cost_that_lies_with_the_key() {
        byte[] wrapped = cheap("open sesame").wrap(key, "shard/1");
        assertThat(KeyProvider.passphrase("open sesame".toCharArray()).unwrap(wrapped, "shard/1"))
                .isEqualTo(key);
    }

    @Test
    void wraps_at_64_mebibytes_and_three_passes() {
        byte[] wrapped = KeyProvider.passphrase("open sesame".toCharArray()).wrap(key, "shard/1");
        assertThat(Arrays.copyOf(wrapped, 7)).containsExactly(1, 0, 1, 0, 0, 3, 1);
    }

    @Test
    void wraps_on_with_the_salt_it_first_met() {
        byte[] first = cheap("open sesame").wrap(key, "shard/1");
        KeyProvider later = cheap("open sesame");
        later.unwrap(first, "shard/1");
        byte[] second = later.wrap(key, "shard/2");
        assertThat(Arrays.copyOf(second, 23)).isEqualTo(Arrays.copyOf(first, 23));
    }

    @Test
    void refuses_another_passphrase_in_one_clear_line_without_it() {
        byte[] wrapped = cheap("open sesame").wrap(key, "shard/1");
        assertThatThrownBy(() -> cheap("open barley").unwrap(wrapped, "shard/1"))
                .isInstanceOf(WrongKeyException.class)
                .hasMessageContaining("the passphrase does not open")
                .hasMessageNotContaining("barley");
    }

    @Test
    void refuses_another_context_and_any_changed_byte() {
        KeyProvider provider = cheap("open sesame");
        byte[] wrapped = provider.wrap(key, "shard/1");
        assertThatThrownBy(() -> provider.unwrap(wrapped, "shard/2")).isInstanceOf(WrongKeyException.class);
        for (int i = 0; i < wrapped.length; i++) {
            byte[] changed = wrapped.clone();
            changed[i] ^= (byte) (i == 2 || i == 3 ? 0x80 : 1);
            assertThatThrownBy(() -> provider.unwrap(changed, "shard/1"))
                    .as("byte %d", i)
                    .isInstanceOf(WrongKeyException.class);
        }
    }

    @Test
    void refuses_a_key_cut_short_and_an_empty_passphrase() {
        byte[] wrapped = cheap("open sesame").wrap(key, "shard/1");
        assertThatThrownBy(() -> cheap("open sesame").unwrap(Arrays.copyOf(wrapped, 30), "shard/1"))
                .isInstanceOf(WrongKeyException.class);
        assertThatThrownBy(() -> KeyProvider.passphrase(new char[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tells_nothing_of_the_passphrase() {
        assertThat(cheap("open sesame")).hasToString("a passphrase");
    }
}
