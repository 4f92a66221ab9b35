package io.clientele.examples;

import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.accountability.Accountability;
import io.clientele.accountability.AccountabilityModule;
import io.clientele.accountability.Controller;
import io.clientele.accountability.Party;
import io.clientele.accountability.ProcessingRecord;
import io.clientele.accountability.SourceNotice;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/accountability.md shows is here, and does what is said there. */
class AccountabilityGuideTest {

    @TempDir
    Path directory;

    @Test
    void every_piece_of_code_in_the_page_is_a_region_of_this_test() throws IOException {
        assertThat(GuidePage.shownBy(AccountabilityGuideTest.class, "accountability.md"))
                .isEqualTo(2);
    }

    @Test
    void the_record_is_written_from_the_configuration() throws IOException {
        String text = "We keep your orders, and send them to the post.";
        // region open
        Party post = Party.processor("Post AG", "AT").contract("C-2024-17").receivingFor(SERVICE);
        Party mailer = Party.processor("Mail Inc.", "US")
                .contract("C-2025-03")
                .transfer("standard contractual clauses")
                .receivingFor(EMAIL_MARKETING);
        Cdp cdp = Cdp.in(directory)
                .with(ConsentModule.optIn().notices(Notice.of("v3", text).language("en")))
                .with(AccountabilityModule.of(Controller.named("Shop GmbH", "privacy@shop.example")
                                .officer("dpo@shop.example"))
                        .recipients(post, mailer)
                        .sources(SourceNotice.of("fair-2025", "the organiser of a fair", "by letter, within a month"))
                        .strict())
                .open();
        // endregion
        try (cdp) {
            // region record
            ProcessingRecord record = Accountability.of(cdp).record();
            Files.writeString(directory.resolve("record.json"), record.json());
            Files.writeString(directory.resolve("record.html"), record.page());
            // endregion
            assertThat(record.section("gaps").rows())
                    .extracting(row -> row.get("what"))
                    .containsExactly("traits");
            assertThat(directory.resolve("record.html")).content().contains("Post AG");
        }
    }
}
