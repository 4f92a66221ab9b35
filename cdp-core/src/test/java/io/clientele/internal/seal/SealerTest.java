package io.clientele.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.keys.WrongKeyException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Sealing and keyed hashes. */
class SealerTest {

    private final Sealer sealer = new Sealer(new byte[16], SealerTest::key);
    private final byte[] plain = bytes("what a customer did");

    private static byte[] key(int owner) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) owner);
        return key;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Nested
    class A_sealed_record {

        @Test
        void opens_with_the_same_owner_store_and_data() {
            byte[] sealed = sealer.seal(7, plain, bytes("row 1"));
            assertThat(sealer.open(7, sealed, bytes("row 1"))).isEqualTo(plain);
            assertThat(sealed).hasSize(plain.length + Gcm.OVERHEAD).startsWith(1);
        }

        @Test
        void opens_in_no_other_place() {
            byte[] sealed = sealer.seal(7, plain, bytes("row 1"));
            Sealer elsewhere = new Sealer(key(1), SealerTest::key);
            Sealer sameKeys = new Sealer(new byte[16], owner -> key(7));
            assertThatThrownBy(() -> sealer.open(7, sealed, bytes("row 2"))).isInstanceOf(WrongKeyException.class);
            assertThatThrownBy(() -> sealer.open(8, sealed, bytes("row 1"))).isInstanceOf(WrongKeyException.class);
            assertThatThrownBy(() -> sameKeys.open(8, sealed, bytes("row 1"))).isInstanceOf(WrongKeyException.class);
            assertThatThrownBy(() -> elsewhere.open(7, sealed, bytes("row 1"))).isInstanceOf(WrongKeyException.class);
        }

        @Test
        void does_not_open_with_any_bit_changed_or_cut_short() {
            byte[] sealed = sealer.seal(7, plain, bytes("row 1"));
            for (int i = 0; i < sealed.length; i++) {
                byte[] changed = sealed.clone();
                changed[i] ^= 4;
                byte[] cut = Arrays.copyOf(sealed, i);
                assertThatThrownBy(() -> sealer.open(7, changed, bytes("row 1")))
                        .isInstanceOf(WrongKeyException.class);
                assertThatThrownBy(() -> sealer.open(7, cut, bytes("row 1"))).isInstanceOf(WrongKeyException.class);
            }
        }

        @Test
        void never_repeats_a_nonce() {
            Set<String> nonces = new HashSet<>();
            for (int i = 0; i < 20_000; i++) {
                byte[] sealed = sealer.seal(7, plain, bytes("row 1"));
                nonces.add(HexFormat.of().formatHex(sealed, 1, 13));
            }
            assertThat(nonces).hasSize(20_000);
        }

        @Test
        void repeats_no_nonce_where_a_restored_copy_begins_again_with_the_same_records() {
            Set<String> nonces = new HashSet<>();
            for (int restored = 0; restored < 2_000; restored++) {
                Sealer again = new Sealer(new byte[16], SealerTest::key);
                for (int i = 0; i < 5; i++) {
                    nonces.add(HexFormat.of().formatHex(again.seal(7, plain, bytes("row " + i)), 1, 13));
                }
            }
            assertThat(nonces).hasSize(10_000);
        }

        @Test
        void is_right_from_many_threads() {
            boolean all = IntStream.range(0, 20_000).parallel().allMatch(i -> {
                byte[] record = bytes("record " + i);
                byte[] sealed = sealer.seal(i % 100, record, bytes("row"));
                return Arrays.equals(record, sealer.open(i % 100, sealed, bytes("row")));
            });
            assertThat(all).isTrue();
        }
    }

    @Nested
    class A_blind_index {

        @Test
        void is_hmac_sha_256() {
            byte[] hash = new BlindIndex(key(0x0b)).of(bytes("Hi There"));
            assertThat(HexFormat.of().formatHex(hash))
                    .isEqualTo("198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7");
        }

        @Test
        void is_cut_to_sixteen_bytes_for_dedup_keys() {
            BlindIndex index = new BlindIndex(key(3));
            assertThat(index.shortOf(plain)).hasSize(16).isEqualTo(Arrays.copyOf(index.of(plain), 16));
        }

        @Test
        void depends_on_key_and_value() {
            assertThat(new BlindIndex(key(3)).of(plain)).isNotEqualTo(new BlindIndex(key(4)).of(plain));
            assertThat(new BlindIndex(key(3)).of(plain)).isNotEqualTo(new BlindIndex(key(3)).of(bytes("other")));
        }
    }
}
