package io.clientele.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.model.Evidence.Speaker;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private static final Evidence BANNER = Evidence.of("banner", "v3");

    @Test
    void holds_what_is_known_and_nothing_for_the_rest() {
        Evidence full = BANNER.method("button")
                .noticeId("cookie-banner")
                .noticeHash(Evidence.sha256("text"))
                .language("de-AT")
                .jurisdiction("AT")
                .rawHash(Evidence.sha256("raw"))
                .by(Speaker.GUARDIAN)
                .age(12);

        assertThat(full.source()).isEqualTo("banner");
        assertThat(full.notice()).isEqualTo("v3");
        assertThat(full.method()).contains("button");
        assertThat(full.noticeId()).contains("cookie-banner");
        assertThat(full.noticeHash()).contains(Evidence.sha256("text"));
        assertThat(full.language()).contains("de-AT");
        assertThat(full.jurisdiction()).contains("AT");
        assertThat(full.rawHash()).isEqualTo(BANNER.raw("raw").rawHash()).isPresent();
        assertThat(full.speaker()).isEqualTo(Speaker.GUARDIAN);
        assertThat(full.age()).hasValue(12);
        assertThat(full).hasToString("evidence from banner under notice v3");
        assertThat(BANNER.method()).isEmpty();
        assertThat(BANNER.speaker()).isEqualTo(Speaker.PERSON);
        assertThat(BANNER.age()).isEmpty();
    }

    @Test
    void a_field_said_again_replaces_and_an_empty_one_takes_away() {
        assertThat(BANNER.language("en").language("fr")).isEqualTo(BANNER.language("fr"));
        assertThat(BANNER.language("en").language("")).isEqualTo(BANNER);
        assertThat(Evidence.of("", "")).isEqualTo(Evidence.none());
        assertThat(BANNER.age(3)).isNotEqualTo(BANNER.age(4));
    }

    @Test
    void refuses_what_cannot_be() {
        assertThatIllegalArgumentException().isThrownBy(() -> BANNER.age(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> BANNER.age(151));
        assertThatIllegalArgumentException().isThrownBy(() -> BANNER.noticeHash("abc"));
        assertThatIllegalArgumentException().isThrownBy(() -> BANNER.rawHash("g".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> BANNER.rawHash("A".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> BANNER.method("x".repeat(201)));
    }

    @Test
    void hashes_as_the_standard_says() {
        assertThat(Evidence.sha256("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
