package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.ErasureReceipt;
import io.clientele.rights.Extent;
import io.clientele.rights.FormerTotal;
import io.clientele.rights.Request;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Category;
import io.clientele.schema.Schema;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody asks that part of what is known of them goes, or all of it without a loss to the shop's sums. */
@Requirement("GDPR Art. 17")
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class ErasureExtentTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");
    private static final Identifier BOB = Identifier.userId("bob-1");
    private static final Identifier MAIL = Identifier.email("ann@canary-shop.org");
    private static final Purpose LETTERS = Purpose.named("letters")
            .on(LawfulBasis.LEGITIMATE_INTEREST)
            .on(LawfulBasis.CONSENT)
            .assessed("LIA-7");
    private static final EventType LETTER_READ =
            EventType.named("Letter Read").collectedFor(LETTERS, LawfulBasis.LEGITIMATE_INTEREST);
    private static final EventType TASTE =
            EventType.named("Taste Told").collectedFor(Purpose.PERSONALISATION, LawfulBasis.CONSENT);
    private static final Segment READERS =
            Segment.named("tasters").purpose(Purpose.PERSONALISATION).when(did(TASTE));

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private List<CdpModule> modules() {
        return List.of(
                ConsentModule.optIn()
                        .purposes(LETTERS)
                        .schemas(Schema.traits()
                                .field("colour", Category.BEHAVIOUR, Purpose.PERSONALISATION, LETTERS)
                                .field("plan", Category.BEHAVIOUR, Purpose.PERSONALISATION, Purpose.ANALYTICS)),
                IdentityModule.standard(),
                SegmentModule.live());
    }

    private Cdp open() {
        var builder = Cdp.in(directory.resolve("shop")).clock(clock).heap(heap);
        modules().forEach(builder::with);
        return builder.open();
    }

    private void live(Cdp cdp, Identifier who) {
        Consents.of(cdp)
                .record(
                        who,
                        c -> c.grant(
                                        Purpose.ANALYTICS,
                                        Purpose.STITCHING,
                                        Purpose.PERSONALISATION,
                                        Purpose.EMAIL_MARKETING)
                                .evidence("banner", "v1"));
        clock.advance(Duration.ofMinutes(1));
        assertThat(cdp.identify(
                                who,
                                i -> i.set(Trait.COUNTRY, "FR")
                                        .set(Trait.text("colour"), "mauve")
                                        .set(Trait.text("plan"), "gold")
                                        .id("login-" + who.value()))
                        .isStored())
                .isTrue();
        cdp.track(who, Event.of(TASTE).id("taste-" + who.value()));
        cdp.track(who, Commerce.productViewed("sku-1").id("view-" + who.value()));
        cdp.track(
                who,
                Commerce.orderCompleted("o-" + who.value(), "19.90", "EUR")
                        .product("sku-1", 1, "19.90")
                        .id("order-" + who.value()));
        assertThat(cdp.track(who, Event.of(LETTER_READ).id("letter-" + who.value()))
                        .isStored())
                .isTrue();
        clock.advance(Duration.ofMinutes(1));
    }

    @Nested
    class Of_some_purposes_alone {

        private final Extent extent = Extent.of(Purpose.PERSONALISATION, LETTERS);

        @Test
        @Requirement("GDPR Art. 17(1)(c)")
        void what_stands_on_them_alone_goes_and_all_else_stays() {
            String id;
            try (Cdp cdp = open()) {
                live(cdp, ANN);
                Segments.of(cdp).define(READERS);
                assertThat(Segments.of(cdp).count(READERS)).isEqualTo(1);
                ErasureReceipt receipt = SubjectRequests.of(cdp).erase(ANN, "login", extent);
                id = receipt.id();
                assertThat(receipt.outcome().isStored()).isTrue();
                assertThat(receipt.purposes()).containsExactlyInAnyOrder("personalisation", "letters");
                assertThat(receipt.records())
                        .as("a taste, a letter, a login's colour")
                        .isEqualTo(3);
                assertThat(receipt.identifiers()).isZero();
                assertThat(receipt.unreadableBy()).isEmpty();
                assertThat(receipt.export().orElseThrow()).startsWith("clientele erasure receipt 1\n");
                left(cdp);
            }
            try (Cdp cdp = open()) {
                left(cdp);
                Request request = SubjectRequests.of(cdp).find(id).orElseThrow();
                assertThat(request.state()).isEqualTo(Request.State.ANSWERED);
                assertThat(SubjectRequests.of(cdp).receipt(id).orElseThrow().records())
                        .isEqualTo(3);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        private void left(Cdp cdp) {
            assertThat(cdp.timeline(ANN))
                    .extracting(Event::id)
                    .containsExactlyInAnyOrder("login-ann-4711", "view-ann-4711", "order-ann-4711");
            assertThat(cdp.profile(ANN).orElseThrow().traits().asMap())
                    .containsOnly(Map.entry("country", "FR"), Map.entry("plan", "gold"));
            assertThat(Segments.of(cdp).count(READERS)).isZero();
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.PERSONALISATION).reason())
                    .isEqualTo("objection");
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isTrue();
        }

        @Test
        @Requirement("scenario 35")
        @Requirement("GDPR Art. 17(1)(c)")
        void an_old_copy_of_the_data_meets_the_register_before_it_is_read() throws IOException {
            Path old = directory.resolve("old");
            try (Cdp cdp = open()) {
                Segments.of(cdp).define(READERS);
                live(cdp, ANN);
                live(cdp, BOB);
            }
            copy("data", old);
            try (Cdp cdp = open()) {
                SubjectRequests.of(cdp).erase(ANN, "login", extent);
                clock.advance(Duration.ofHours(1));
            }
            bring(old, "data");
            for (int opened = 0; opened < 2; opened++) {
                try (Cdp cdp = open()) {
                    assertThat(cdp.timeline(ANN))
                            .extracting(Event::id)
                            .containsExactlyInAnyOrder("login-ann-4711", "view-ann-4711", "order-ann-4711");
                    assertThat(cdp.profile(ANN).orElseThrow().traits().asMap())
                            .containsOnly(Map.entry("country", "FR"), Map.entry("plan", "gold"));
                    assertThat(cdp.timeline(BOB)).hasSize(5);
                    assertThat(Segments.of(cdp).count(READERS)).as("Bob").isEqualTo(1);
                    assertThat(Consents.of(cdp)
                                    .permitted(ANN, Purpose.PERSONALISATION)
                                    .reason())
                            .isEqualTo("objection");
                    assertThat(cdp.track(ANN, Event.of(TASTE).id("taste-again")).kind())
                            .isEqualTo(Outcome.Kind.WITHHELD);
                    assertThat(Maintenance.of(cdp).verify()).isEmpty();
                }
            }
        }

        @Test
        @Requirement("scenario 35")
        void who_agreed_anew_keeps_what_came_since_when_another_is_restored() throws IOException {
            Path old = directory.resolve("old");
            try (Cdp cdp = open()) {
                live(cdp, ANN);
                live(cdp, BOB);
                SubjectRequests.of(cdp).erase(ANN, "login", extent);
                clock.advance(Duration.ofHours(1));
                Consents.of(cdp)
                        .record(ANN, c -> c.grant(Purpose.PERSONALISATION).evidence("banner", "v1"));
                assertThat(cdp.track(ANN, Event.of(TASTE).id("taste-anew")).isStored())
                        .isTrue();
            }
            copy("data", old);
            try (Cdp cdp = open()) {
                clock.advance(Duration.ofHours(1));
                SubjectRequests.of(cdp).erase(BOB, "login", extent);
            }
            bring(old, "data");
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(ANN)).extracting(Event::id).contains("taste-anew");
                assertThat(Consents.of(cdp)
                                .permitted(ANN, Purpose.PERSONALISATION)
                                .permitted())
                        .isTrue();
                assertThat(cdp.timeline(BOB)).extracting(Event::id).doesNotContain("taste-bob-1", "letter-bob-1");
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        @Test
        @Requirement("scenario 35")
        void an_old_copy_of_the_keys_learns_from_the_data_what_was_erased() throws IOException {
            Path old = directory.resolve("old");
            try (Cdp cdp = open()) {
                Segments.of(cdp).define(READERS);
                live(cdp, ANN);
            }
            copy("keys", old);
            try (Cdp cdp = open()) {
                SubjectRequests.of(cdp).erase(ANN, "login", extent);
                clock.advance(Duration.ofHours(1));
            }
            bring(old, "keys");
            try (Cdp cdp = open()) {
                left(cdp);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        private void copy(String part, Path to) throws IOException {
            Files.createDirectories(to);
            try (Stream<Path> files = Files.list(directory.resolve("shop").resolve(part))) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }

        private void bring(Path from, String part) throws IOException {
            Path there = directory.resolve("shop").resolve(part);
            try (Stream<Path> files = Files.list(there)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, there.resolve(file.getFileName()));
                }
            }
        }

        @Test
        void what_is_sent_again_for_them_is_refused_and_a_contract_passes() {
            try (Cdp cdp = open()) {
                live(cdp, ANN);
                SubjectRequests.of(cdp).erase(ANN, "login", extent);
                clock.advance(Duration.ofHours(1));
                assertThat(cdp.track(ANN, Event.of(TASTE).id("taste-ann-4711")).kind())
                        .isEqualTo(Outcome.Kind.WITHHELD);
                assertThat(cdp.track(ANN, Event.of(LETTER_READ).id("letter-ann-4711"))
                                .kind())
                        .isEqualTo(Outcome.Kind.WITHHELD);
                assertThat(cdp.track(
                                        ANN,
                                        Commerce.orderCompleted("o-2", "5.00", "EUR")
                                                .product("sku-1", 1, "5.00"))
                                .isStored())
                        .isTrue();
            }
        }

        @Test
        void marketing_is_the_default_purposes_of_it() {
            try (Cdp cdp = open()) {
                live(cdp, ANN);
                ErasureReceipt receipt = SubjectRequests.of(cdp).erase(ANN, "login", Extent.marketing());
                assertThat(receipt.purposes())
                        .containsExactlyInAnyOrder(
                                "personalisation",
                                "email_marketing",
                                "sms_marketing",
                                "push_marketing",
                                "ad_audiences",
                                "data_sale");
                assertThat(cdp.timeline(ANN))
                        .extracting(Event::id)
                        .containsExactlyInAnyOrder(
                                "login-ann-4711", "view-ann-4711", "order-ann-4711", "letter-ann-4711");
                assertThat(Consents.of(cdp)
                                .permitted(ANN, Purpose.EMAIL_MARKETING)
                                .permitted())
                        .isFalse();
                assertThatThrownBy(() ->
                                SubjectRequests.of(cdp).erase(ANN, "login", Extent.of(Purpose.named("unheard_of"))))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Nested
    class Without_a_loss_to_the_sums {

        @Test
        void totals_of_ten_people_stay_and_name_nobody() {
            try (Cdp cdp = open()) {
                for (int n = 0; n < 10; n++) {
                    Identifier who = Identifier.userId("customer-" + n);
                    live(cdp, who);
                    assertThat(SubjectRequests.of(cdp).totals()).isEmpty();
                    ErasureReceipt receipt = SubjectRequests.of(cdp).erase(who, "login", Extent.keepingTotals());
                    assertThat(receipt.unreadableBy()).isPresent();
                    assertThat(cdp.profile(who)).isEmpty();
                }
                shown(cdp);
            }
            try (Cdp cdp = open()) {
                shown(cdp);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        private void shown(Cdp cdp) {
            List<FormerTotal> totals = SubjectRequests.of(cdp).totals();
            assertThat(totals)
                    .extracting(FormerTotal::type)
                    .containsExactlyInAnyOrder(
                            "Taste Told",
                            CommerceEvents.PRODUCT_VIEWED.name(),
                            CommerceEvents.ORDER_COMPLETED.name(),
                            "Letter Read");
            FormerTotal orders = totals.stream()
                    .filter(each -> each.type().equals(CommerceEvents.ORDER_COMPLETED.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(orders.people()).isEqualTo(10);
            assertThat(orders.events()).isEqualTo(10);
            assertThat(orders.currency()).isEqualTo("EUR");
            assertThat(orders.year())
                    .isEqualTo(World.START.atZone(java.time.ZoneOffset.UTC).getYear());
            assertThat(orders.amounts().get("total")).isEqualByComparingTo(new BigDecimal("199.00"));
        }
    }

    /** To what somebody objected before they were forgotten. */
    @Nested
    class After_an_objection {

        private void forgotten(Cdp cdp) {
            live(cdp, ANN);
            cdp.identify(ANN, i -> i.sameAs(MAIL));
            SubjectRequests.of(cdp).object(ANN, "letter", LETTERS, Purpose.EMAIL_MARKETING);
            clock.advance(Duration.ofMinutes(1));
            SubjectRequests.of(cdp).erase(MAIL, "letter");
            clock.advance(Duration.ofDays(30));
        }

        @Test
        @Requirement("GDPR Art. 21(3)")
        @Requirement("scenario 42")
        void what_is_imported_for_that_purpose_is_refused_for_the_period_and_a_contract_passes() {
            try (Cdp cdp = open()) {
                forgotten(cdp);
            }
            try (Cdp cdp = open()) {
                for (Identifier each : List.of(ANN, MAIL)) {
                    assertThat(cdp.track(each, Event.of(LETTER_READ)).kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
                    assertThat(cdp.profile(each)).isEmpty();
                }
                assertThat(cdp.track(
                                        MAIL,
                                        Commerce.orderCompleted("o-3", "5.00", "EUR")
                                                .product("sku-1", 1, "5.00"))
                                .isStored())
                        .isTrue();
                assertThat(Consents.of(cdp).permitted(MAIL, LETTERS).reason()).isEqualTo("objection");
                assertThat(cdp.track(MAIL, Event.of(LETTER_READ)).kind()).isEqualTo(Outcome.Kind.WITHHELD);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
            try (Cdp cdp = open()) {
                assertThat(cdp.track(MAIL, Event.of(LETTER_READ)).kind()).isEqualTo(Outcome.Kind.WITHHELD);
                clock.advance(Duration.ofDays(3 * 365));
                assertThat(cdp.track(ANN, Event.of(LETTER_READ)).isStored()).isTrue();
            }
        }

        @Test
        @Requirement("scenario 38")
        void who_agrees_to_it_anew_objects_no_longer_and_who_agrees_to_something_else_does() {
            try (Cdp cdp = open()) {
                forgotten(cdp);
                Consents.of(cdp).record(MAIL, c -> c.grant(LETTERS).evidence("form", "v1"));
                assertThat(Consents.of(cdp).permitted(MAIL, LETTERS).permitted())
                        .isTrue();
                assertThat(cdp.track(MAIL, Event.of(LETTER_READ)).isStored()).isTrue();
                assertThat(Consents.of(cdp)
                                .permitted(MAIL, Purpose.EMAIL_MARKETING)
                                .reason())
                        .isEqualTo("objection");
                Consents.of(cdp).record(ANN, c -> c.grant(Purpose.ANALYTICS).evidence("form", "v1"));
                assertThat(Consents.of(cdp).permitted(ANN, LETTERS).reason()).isEqualTo("objection");
                Consents.of(cdp).record(ANN, c -> c.object(LETTERS).evidence("form", "v1"));
                clock.advance(Duration.ofMinutes(1));
                Consents.of(cdp).record(ANN, c -> c.grant(LETTERS).evidence("form", "v1"));
                assertThat(Consents.of(cdp).permitted(ANN, LETTERS).reason())
                        .as("what was said since is not lifted by it")
                        .isEqualTo("objection");
            }
        }

        @Test
        void who_lifted_it_before_they_were_forgotten_again_objects_no_longer() {
            try (Cdp cdp = open()) {
                forgotten(cdp);
                Consents.of(cdp).record(ANN, c -> c.lift(LETTERS).evidence("form", "v1"));
                clock.advance(Duration.ofMinutes(1));
                SubjectRequests.of(cdp).erase(ANN, "letter");
                clock.advance(Duration.ofMinutes(1));
                assertThat(cdp.track(ANN, Event.of(LETTER_READ)).isStored()).isTrue();
            }
        }

        @Test
        void it_is_honoured_although_the_process_died_once_the_erasure_was_decided() {
            try (Cdp cdp = open()) {
                live(cdp, ANN);
                SubjectRequests.of(cdp).object(ANN, "letter", LETTERS);
                clock.advance(Duration.ofMinutes(1));
                cdp.accept(io.clientele.model.SubjectRequest.erasure("intent-1", ANN, clock.instant(), "login")
                        .entry(io.clientele.model.SubjectRequest.Kind.ERASURE)
                        .noting(io.clientele.model.Properties.of(Map.of(
                                "request", "intent-1", "state", "RUNNING", io.clientele.spi.Subjects.INTENT, true))));
            }
            try (Cdp cdp = open()) {
                clock.advance(Duration.ofDays(1));
                assertThat(cdp.profile(ANN)).isEmpty();
                assertThat(cdp.track(ANN, Event.of(LETTER_READ)).kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
            }
        }
    }
}
