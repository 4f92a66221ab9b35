package io.clientele.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworksTest {

    private static String cut(String text) {
        return Networks.cut(text, 24, 48).orElse("none");
    }

    @Test
    void an_address_loses_its_last_part() {
        assertThat(cut("203.0.113.77")).isEqualTo("203.0.113.0");
        assertThat(cut(" 203.0.113.77 ")).isEqualTo("203.0.113.0");
        assertThat(cut("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1::");
        assertThat(cut("2001:DB8::1")).isEqualTo("2001:db8::");
        assertThat(cut("fe80::1%eth0")).isEqualTo("fe80::");
        assertThat(cut("::1")).isEqualTo("::");
        assertThat(cut("::ffff:203.0.113.77")).isEqualTo("203.0.113.0");
        assertThat(cut("2002:cb00:714d::1")).isEqualTo("2002:cb00:7100::");
    }

    @Test
    void what_is_no_address_leaves_nothing() {
        for (String text : new String[] {
            "",
            "shop.example",
            "203.0.113",
            "203.0.113.256",
            "203.0.113.7.7",
            "1:2:3",
            "::1::",
            "1:2:3:4:5:6:7:8:9",
            "12345::",
            "203.0.113.77, 198.51.100.2",
            "203.0.113.٧",
            "::ffff:203.0.113.999",
            "1:2:3:4:5:6:7::8"
        }) {
            assertThat(cut(text)).as(text).isEqualTo("none");
        }
    }

    @Test
    void so_many_bits_are_kept_as_were_asked_for() {
        assertThat(Networks.cut("255.255.255.255", 32, 128)).contains("255.255.255.255");
        assertThat(Networks.cut("255.255.255.255", 12, 48)).contains("255.240.0.0");
        assertThat(Networks.cut("255.255.255.255", 0, 48)).contains("0.0.0.0");
        assertThat(Networks.cut("2001:db8:1:2:3:4:5:6", 24, 128)).contains("2001:db8:1:2:3:4:5:6");
        assertThat(Networks.cut("2001:db8:1:2ff:3:4:5:6", 24, 60)).contains("2001:db8:1:2f0::");
    }

    @Test
    void drawn_addresses_are_cut_as_arithmetic_cuts_them() throws Exception {
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zeros = random.nextInt(bytes.length); zeros > 0; zeros--) {
                bytes[random.nextInt(bytes.length)] = 0;
            }
            int kept = bytes.length == 4 ? random.nextInt(33) : random.nextInt(129);
            InetAddress address = InetAddress.getByAddress(bytes);
            String cut = Networks.cut(address.getHostAddress(), kept, kept).orElseThrow();

            BigInteger all = new BigInteger(1, bytes);
            int lost = bytes.length * 8 - kept;
            BigInteger expected = all.shiftRight(lost).shiftLeft(lost);
            BigInteger found = new BigInteger(1, InetAddress.getByName(cut).getAddress());
            assertThat(found).as("seed %d, address %d", seed, i).isEqualTo(expected);
            assertThat(Networks.cut(cut, kept, kept))
                    .as("seed %d, address %d again", seed, i)
                    .contains(cut);
        }
    }
}
