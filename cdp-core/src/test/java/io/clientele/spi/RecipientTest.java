package io.clientele.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.spi.Recipient.Role;
import io.clientele.spi.Recipient.TransferBasis;
import io.clientele.testkit.Requirement;
import org.junit.jupiter.api.Test;

class RecipientTest {

    @Test
    @Requirement("GDPR Art. 44")
    void data_may_go_abroad_with_a_ground_for_the_transfer_only() {
        assertThat(Recipient.processor("Ours", "at").mayReceive()).isTrue();
        assertThat(Recipient.processor("Ours", "EEA").mayReceive()).isTrue();
        assertThat(Recipient.processor("Theirs", "CH").mayReceive()).isFalse();
        assertThat(Recipient.processor("Theirs", "CH")
                        .on(TransferBasis.ADEQUACY)
                        .mayReceive())
                .isTrue();
    }

    @Test
    void a_recipient_keeps_what_was_said() {
        Recipient recipient = Recipient.joint("Partner", "de").under("agreement 7");
        assertThat(recipient.role()).isEqualTo(Role.JOINT);
        assertThat(recipient.country()).isEqualTo("DE");
        assertThat(recipient.contract()).contains("agreement 7");
        assertThat(recipient.transfer()).isEmpty();
        assertThat(recipient)
                .isEqualTo(Recipient.joint("Partner", "DE").under("agreement 7"))
                .isNotEqualTo(Recipient.controller("Partner", "DE").under("agreement 7"))
                .hasToString("Partner (joint, DE)");
    }

    @Test
    void what_is_no_country_is_refused() {
        assertThatThrownBy(() -> Recipient.processor("Ours", "Austria"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("country must be two letters of ISO 3166-1, or EEA");
        assertThatThrownBy(() -> Recipient.processor(" ", "AT")).hasMessage("name must not be blank");
    }
}
