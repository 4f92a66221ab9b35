package io.clientele.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowsersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0 | Firefox 128 on Windows
            Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 | Chrome 126 on Linux
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87 | Edge 126 on Windows
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15 | Safari 17 on macOS
            Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1 | Chrome 126 on iOS
            Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36 | Samsung Internet 25 on Android
            Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) | Bot on Other
            curl/8.5.0 | Other on Other
            Ann Smith 203.0.113.7 on Windows | Other on Windows
            """)
    void a_browser_is_its_family_its_major_version_and_its_system(String sent, String kept) {
        assertThat(Browsers.reduce(sent)).isEqualTo(kept);
        assertThat(Browsers.reduce(kept)).as("again").isEqualTo(kept);
    }

    @Test
    void whatever_is_sent_little_is_kept_and_of_that_all_again() {
        long seed = 5;
        SplittableRandom random = new SplittableRandom(seed);
        String[] parts = {
            "Mozilla/5.0 ",
            "(X11; Linux",
            "Version/",
            "1",
            "Chrome/",
            "99999",
            " Safari/",
            "on ",
            "Firefox ",
            "Ann ",
            "12 "
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder sent = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                sent.append(parts[random.nextInt(parts.length)]);
            }
            String kept = Browsers.reduce(sent.toString());
            assertThat(kept).as("seed %d, text %d", seed, i).hasSizeLessThan(32).doesNotContain("Ann");
            assertThat(Browsers.reduce(kept))
                    .as("seed %d, text %d again", seed, i)
                    .isEqualTo(kept);
        }
    }
}
