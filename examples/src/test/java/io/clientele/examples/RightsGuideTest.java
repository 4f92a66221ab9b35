package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.commerce.CommerceEvents.PRODUCT_REVIEWED;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.PERSONALISATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.access.Access;
import io.clientele.access.AccessModule;
import io.clientele.access.Principal;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.SubjectRequest.Kind;
import io.clientele.model.Trait;
import io.clientele.rights.AccessFile;
import io.clientele.rights.ErasureReceipt;
import io.clientele.rights.Extent;
import io.clientele.rights.FormerChoice;
import io.clientele.rights.FormerTotal;
import io.clientele.rights.HeldRecord;
import io.clientele.rights.Request;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Category;
import io.clientele.schema.Retention;
import io.clientele.segment.SegmentModule;
import io.clientele.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/rights.md shows is here, and does what is said there. */
class RightsGuideTest {

    private final Identifier ann = Identifier.userId("42");

    @TempDir
    Path desk;

    @Test
    void every_piece_of_code_in_the_document_is_a_region_of_this_test() throws IOException {
        String here = Files.readString(Path.of("src/test/java/io/clientele/examples/RightsGuideTest.java"))
                .replaceAll("\\s", "");
        Matcher pieces = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "rights.md")));
        int found = 0;
        while (pieces.find()) {
            found++;
            assertThat(here).contains("//region" + pieces.group(1).replaceAll("\\s", "") + "//endregion");
        }
        assertThat(found).isEqualTo(4);
    }

    @Test
    void what_is_kept_for_how_long_is_said_once() {
        // region
        Retention periods = Retention.unlimited()
                .keep(Category.BEHAVIOUR, Period.ofDays(90))
                .keep(Category.BEHAVIOUR, Period.ofMonths(14), PERSONALISATION)
                .keep(Category.TRANSACTION, Period.ofYears(3))
                .keep(PRODUCT_REVIEWED, Period.ofYears(1))
                .hold(ORDER_COMPLETED, "§ 147 AO", Period.ofYears(10));
        // endregion
        ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
        try (Cdp cdp = Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn().retention(periods))
                .with(AccessModule.standard())
                .open()) {
            Consents.of(cdp).record(ann, c -> c.grant(EMAIL_MARKETING).evidence("checkout", "v3"));
            Identifier mail = Identifier.email("ann@example.org");
            Consents.of(cdp).record(mail, c -> c.grant(EMAIL_MARKETING).evidence("checkout", "v3"));
            cdp.track(ann, Commerce.orderCompleted("o-1", "9.90", "EUR").product("SKU-1", 1, "9.90"));
            clock.advance(Duration.ofMinutes(1));
            SubjectRequests.of(cdp).erase(ann, "login");
            SubjectRequests.of(cdp).erase(mail, "login");
            // region
            Principal accountant = Principal.person("accountant-3", "officer");
            List<HeldRecord> held = Access.of(cdp).as(accountant).vault("tax audit of 2026");
            List<FormerChoice> proofs = SubjectRequests.of(cdp).proofs(Identifier.email("ann@example.org"));
            // endregion
            assertThat(held).hasSize(1);
            assertThat(proofs).hasSize(1);
        }
    }

    @Test
    void an_erasure_is_of_as_much_as_is_asked() {
        Identifier bob = Identifier.userId("43");
        try (Cdp cdp = Cdp.inMemory()
                .clock(ManualClock.at("2026-03-01T09:00:00Z"))
                .with(ConsentModule.optIn())
                .open()) {
            SubjectRequests requests = SubjectRequests.of(cdp);
            for (Identifier each : List.of(ann, bob)) {
                cdp.track(
                        each,
                        Commerce.orderCompleted("o-" + each.value(), "9.90", "EUR")
                                .product("SKU-1", 1, "9.90"));
            }
            // region
            ErasureReceipt less = requests.erase(ann, "letter", Extent.marketing());
            ErasureReceipt anonymous = requests.erase(bob, "letter", Extent.keepingTotals());
            List<FormerTotal> totals = requests.totals();
            // endregion
            assertThat(less.unreadableBy()).isEmpty();
            assertThat(cdp.profile(ann)).isPresent();
            assertThat(anonymous.records()).isEqualTo(1);
            assertThat(cdp.profile(bob)).isEmpty();
            assertThat(totals).as("of one person nothing is told").isEmpty();
        }
    }

    @Test
    void a_person_is_answered() throws IOException {
        try (Cdp cdp = Cdp.inMemory()
                .clock(ManualClock.at("2026-03-01T09:00:00Z"))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open()) {
            Consents.of(cdp).record(ann, c -> c.grant(EMAIL_MARKETING).evidence("checkout", "v3"));
            cdp.identify(ann, i -> i.set(Trait.EMAIL, "ann@example.org"));
            // region
            SubjectRequests requests = SubjectRequests.of(cdp);

            AccessFile file = requests.access(ann, "login");
            Files.writeString(desk.resolve("ann.html"), file.html());

            requests.object(ann, "login", EMAIL_MARKETING);

            Request letter = requests.receive(Kind.ERASURE, ann, "letter");
            requests.extend(letter.id(), "an archive has to be asked");
            ErasureReceipt receipt = requests.erase(ann, "letter");
            Files.writeString(desk.resolve("receipt.txt"), receipt.export().orElseThrow());
            // endregion
            assertThat(Files.readString(desk.resolve("ann.html"))).contains("ann@example.org");
            assertThat(receipt.id()).isEqualTo(letter.id());
            assertThat(cdp.profile(ann)).isEmpty();
            assertThat(requests.all())
                    .extracting(Request::kind)
                    .containsExactly(Kind.ACCESS, Kind.OBJECTION, Kind.ERASURE);
        }
    }
}
