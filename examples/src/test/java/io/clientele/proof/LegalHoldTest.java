package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.Maintenance;
import io.clientele.access.Access;
import io.clientele.access.AccessDeniedException;
import io.clientele.access.AccessModule;
import io.clientele.access.Principal;
import io.clientele.access.View;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.keys.QuickKeys;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Permitted;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.SubjectRequest.Kind;
import io.clientele.rights.ErasureReceipt;
import io.clientele.rights.Extent;
import io.clientele.rights.FormerChoice;
import io.clientele.rights.HeldRecord;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Category;
import io.clientele.schema.Retention;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Plan;
import io.clientele.spi.Subjects;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a person, and only for as long as it may: what a law demands, what proves consent, and that somebody said no. */
class LegalHoldTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");
    private static final Identifier MAIL = Identifier.email("ann@canary-shop.org");
    private static final String LAW = "§ 147 AO";
    private static final Retention BOOKS =
            Retention.unlimited().hold(CommerceEvents.ORDER_COMPLETED, LAW, Period.ofYears(10));
    private static final Segment BUYERS =
            Segment.named("buyers").purpose(Purpose.SERVICE).when(did(CommerceEvents.ORDER_COMPLETED));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<Destination.Notice> notices = new ArrayList<>();

    private final Destination mailHouse = new Destination() {
        @Override
        public String name() {
            return "mail-house";
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.ANALYTICS);
        }

        @Override
        public void send(Permitted<Delivery> delivery) {}

        @Override
        public boolean notify(Notice notice) {
            notices.add(notice);
            return true;
        }
    };

    private Cdp open() {
        return open(BOOKS);
    }

    private Cdp open(Retention retention) {
        var builder =
                Cdp.in(directory.resolve("shop")).keys(QuickKeys.provider()).clock(clock);
        builder.with(ConsentModule.optIn().retention(retention));
        builder.with(IdentityModule.standard());
        builder.with(SegmentModule.live());
        builder.with(AccessModule.standard());
        builder.with(new CdpModule() {
            @Override
            public String name() {
                return "host";
            }

            @Override
            public void install(ModuleContext context) {
                context.provide(ModuleContext.class, context);
            }
        });
        return builder.open();
    }

    /** Ann buys, and looks around. */
    private void live(Cdp cdp) {
        for (Identifier who : List.of(ANN, MAIL)) {
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.EMAIL_MARKETING)
                                    .evidence("banner", "v1"));
        }
        Segments.of(cdp).define(BUYERS);
        clock.advance(Duration.ofMinutes(1));
        cdp.identify(ANN, i -> i.sameAs(MAIL));
        cdp.track(
                ANN,
                Commerce.orderCompleted("invoice-77", "49.90", "EUR")
                        .product("SKU-1", 1, "49.90")
                        .id("order-1"));
        cdp.track(ANN, Commerce.productViewed("SKU-2").id("view-1"));
        clock.advance(Duration.ofMinutes(1));
    }

    @Test
    @Requirement("scenario 36")
    @Requirement("GDPR Art. 17(3)(b)")
    void an_invoice_outlives_its_customer_in_a_vault_for_as_long_as_the_law_says() throws IOException {
        String erasure;
        try (Cdp cdp = open()) {
            live(cdp);
            assertThat(Segments.of(cdp).count(BUYERS)).isEqualTo(1);
            ErasureReceipt receipt = SubjectRequests.of(cdp).erase(MAIL, "login");
            erasure = receipt.id();
            assertThat(receipt.holds()).containsExactly(Map.entry(LAW, 1));
            assertThat(cdp.profile(ANN)).isEmpty();
            assertThat(cdp.timeline(ANN)).isEmpty();
            assertThat(Segments.of(cdp).count(BUYERS)).isZero();
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json()).doesNotContain("invoice-77", "order-1");
            assertThat(Consents.of(cdp).export(ANN, Purpose.SERVICE)).isEmpty();
        }
        assertNowhere("ann-4711", "ann@canary-shop.org", "invoice-77");
        try (Cdp cdp = open()) {
            assertThat(cdp.profile(ANN)).isEmpty();
            long before = Audits.of(cdp).size();
            List<HeldRecord> held = Access.of(cdp)
                    .as(Principal.person("accountant-3", "officer"))
                    .vault("audit of 2026");
            assertThat(Audits.of(cdp).size())
                    .as("each look is in the audit log")
                    .isGreaterThan(before);
            assertThat(held)
                    .extracting(
                            HeldRecord::request,
                            HeldRecord::law,
                            each -> each.event().id())
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(erasure, LAW, "order-1"));
            assertThat(held.get(0).until()).isEqualTo(Instant.parse("2037-01-01T00:00:00Z"));
            assertThat(held.get(0).event().properties().text("order_id")).contains("invoice-77");
            assertThatThrownBy(() -> Access.of(cdp)
                            .as(Principal.person("accountant-3", "officer"))
                            .vault(" "))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();

            clock.set(Instant.parse("2036-12-31T23:59:59Z"));
            cdp.advance();
            assertThat(Access.of(cdp)
                            .as(Principal.person("accountant-3", "officer"))
                            .vault("last day"))
                    .hasSize(1);
            clock.set(Instant.parse("2037-01-01T00:00:00Z"));
            cdp.advance();
            assertThat(Access.of(cdp)
                            .as(Principal.person("accountant-3", "officer"))
                            .vault("the day after"))
                    .isEmpty();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        try (Cdp cdp = open()) {
            assertThat(Access.of(cdp)
                            .as(Principal.person("accountant-3", "officer"))
                            .vault("after a restart"))
                    .isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 17(3)(b)")
    void what_a_law_demands_survives_a_process_that_dies_once_the_erasure_is_decided() {
        try (Cdp cdp = open()) {
            live(cdp);
            cdp.accept(SubjectRequest.erasure("intent-1", ANN, clock.instant(), "login")
                    .entry(Kind.ERASURE)
                    .noting(Properties.of(Map.of("request", "intent-1", "state", "RUNNING", Subjects.INTENT, true))));
            assertThat(cdp.profile(ANN)).isPresent();
        }
        try (Cdp cdp = open()) {
            assertThat(cdp.profile(ANN)).isEmpty();
            SubjectRequests.of(cdp).proceed();
            assertThat(Access.of(cdp)
                            .as(Principal.person("accountant-3", "officer"))
                            .vault("audit"))
                    .extracting(each -> each.event().id())
                    .containsExactly("order-1");
            assertThat(SubjectRequests.of(cdp).proofs(MAIL)).isNotEmpty();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("scenario 36")
    @Requirement("scenario 45")
    @Requirement("GDPR Art. 5(1)(e)")
    @Requirement("GDPR Art. 15")
    void an_order_whose_period_is_over_leaves_the_profile_for_the_vault_until_its_law_ends() throws IOException {
        Retention periods = BOOKS.keep(Category.TRANSACTION, Period.ofYears(3));
        try (Cdp cdp = open(periods)) {
            live(cdp);
            clock.set(Instant.parse("2029-06-01T00:00:00Z"));
            cdp.advance();
            assertThat(cdp.timeline(ANN))
                    .extracting(event -> event.type().name())
                    .doesNotContain("Order Completed")
                    .contains("Opening Balance", "Product Viewed");
            cdp.advance();
            assertThat(heldOrders(cdp)).containsExactly("order-1 ");
            String file = SubjectRequests.of(cdp).access(MAIL, "login").json();
            assertThat(file).contains("held_by_law", "invoice-77", LAW);
            assertThat(String.join(
                            "\n", SubjectRequests.of(cdp).portable(ANN, "login").lines()))
                    .as("it is used for nothing but the law")
                    .doesNotContain("invoice-77");
            assertThat(cdp.track(
                                    ANN,
                                    Commerce.orderCompleted("invoice-77", "49.90", "EUR")
                                            .product("SKU-1", 1, "49.90")
                                            .id("order-1")
                                            .at(World.START.plusSeconds(60)))
                            .reason())
                    .isEqualTo("retention");
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        try (Cdp cdp = open(periods)) {
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json()).contains("invoice-77");
            ErasureReceipt receipt = SubjectRequests.of(cdp).erase(ANN, "login");
            assertThat(receipt.holds()).containsExactly(Map.entry(LAW, 1));
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json()).doesNotContain("invoice-77");
            assertThat(heldOrders(cdp)).containsExactly("order-1 ");
            clock.set(Instant.parse("2037-01-01T00:00:00Z"));
            cdp.advance();
            assertThat(heldOrders(cdp)).isEmpty();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        assertNowhere("ann-4711", "ann@canary-shop.org", "invoice-77");
    }

    @Test
    @Requirement("GDPR Art. 5(1)(e)")
    void what_a_law_has_kept_of_somebody_who_is_still_known_goes_when_the_law_ends() {
        try (Cdp cdp = open(BOOKS.keep(Category.TRANSACTION, Period.ofYears(3)))) {
            live(cdp);
            clock.set(Instant.parse("2036-12-31T23:00:00Z"));
            cdp.advance();
            assertThat(heldOrders(cdp)).containsExactly("order-1 ");
            clock.set(Instant.parse("2037-01-01T00:00:00Z"));
            cdp.advance();
            assertThat(heldOrders(cdp)).isEmpty();
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json())
                    .contains("Opening Balance")
                    .doesNotContain("invoice-77");
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 17(3)(b)")
    void an_erasure_for_some_purposes_leaves_to_the_law_what_it_demands() {
        EventType claimed = EventType.named("Warranty Claimed");
        try (Cdp cdp = open(BOOKS.hold(claimed, "§ 195 BGB", Period.ofYears(3)))) {
            live(cdp);
            cdp.track(ANN, Event.of(claimed).set("reason", "canary-crack").id("claim-1"));
            ErasureReceipt receipt = SubjectRequests.of(cdp).erase(ANN, "login", Extent.of(claimed.purpose()));
            assertThat(receipt.holds()).containsExactly(Map.entry("§ 195 BGB", 1));
            assertThat(cdp.timeline(ANN))
                    .extracting(Event::id)
                    .doesNotContain("claim-1")
                    .contains("order-1");
            assertThat(heldOrders(cdp)).containsExactly("claim-1 " + receipt.id());
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json()).contains("canary-crack");
        }
    }

    @Test
    @Requirement("scenario 36")
    @Requirement("GDPR Art. 32(1)(b)")
    void what_a_law_has_kept_is_shown_to_an_officer_with_a_reason_and_to_nobody_else() {
        try (Cdp cdp = open()) {
            live(cdp);
            SubjectRequests.of(cdp).erase(ANN, "login");
            Access access = Access.of(cdp);
            for (String role : List.of("marketer", "analyst", "support", "engineer", "trainee")) {
                View view = access.as(Principal.person("p-" + role, role).ticket("T-1"));
                assertThatThrownBy(() -> view.vault("curious"))
                        .isInstanceOf(AccessDeniedException.class)
                        .hasMessageContaining("vault, role");
            }
            View robot = access.as(Principal.machine("nightly", "officer"));
            assertThatThrownBy(() -> robot.vault("export")).isInstanceOf(AccessDeniedException.class);
            View officer = access.as(Principal.person("dpo-1", "officer"));
            assertThatThrownBy(() -> officer.vault(" ")).isInstanceOf(IllegalArgumentException.class);
            assertThat(officer.vault("audit of 2026")).hasSize(1);
            assertThat(officer.vault("and again")).hasSize(1);
            assertThat(officer.reads(Instant.EPOCH, Instant.MAX))
                    .filteredOn(look -> look.operation().equals("vault"))
                    .extracting(look -> look.principal() + " " + look.outcome() + " "
                            + look.reason().orElse("-"))
                    .containsExactly(
                            "p-marketer role -",
                            "p-analyst role -",
                            "p-support role -",
                            "p-engineer role -",
                            "p-trainee role -",
                            "nightly machine -",
                            "dpo-1 shown audit of 2026",
                            "dpo-1 shown and again");
        }
    }

    private static List<String> heldOrders(Cdp cdp) {
        return Access.of(cdp).as(Principal.person("accountant-3", "officer")).vault("audit").stream()
                .map(each -> each.event().id() + " " + each.request())
                .toList();
    }

    @Test
    @Requirement("scenario 43")
    @Requirement("GDPR Art. 7(1)")
    void what_somebody_agreed_to_is_proved_after_their_erasure_to_whoever_knows_their_address() {
        try (Cdp cdp = open()) {
            live(cdp);
            assertThat(SubjectRequests.of(cdp).proofs(MAIL))
                    .as("there is a profile")
                    .isEmpty();
            SubjectRequests.of(cdp).erase(ANN, "login");
            List<FormerChoice> proofs = SubjectRequests.of(cdp).proofs(MAIL);
            assertThat(proofs)
                    .extracting(FormerChoice::purpose)
                    .containsExactlyInAnyOrder(
                            "analytics", "stitching", "email_marketing", "analytics", "stitching", "email_marketing");
            assertThat(proofs.get(0).decision()).isEqualTo(Decision.GRANT);
            assertThat(proofs.get(0).time()).isEqualTo(World.START);
            assertThat(proofs.get(0).notice()).isEqualTo("v1");
            assertThat(SubjectRequests.of(cdp).proofs(Identifier.email("bob@canary-shop.org")))
                    .isEmpty();
            assertThat(cdp.profile(MAIL)).as("a proof makes no profile").isEmpty();
            assertThat(Access.of(cdp)
                            .as(Principal.person("officer-1", "officer"))
                            .vault("no proof is listed"))
                    .extracting(each -> each.event().id())
                    .containsExactly("order-1");
        }
        try (Cdp cdp = open()) {
            assertThat(SubjectRequests.of(cdp).proofs(ANN)).hasSize(6);
            clock.advance(Duration.ofDays(3 * 365));
            cdp.advance();
            assertThat(SubjectRequests.of(cdp).proofs(ANN)).isEmpty();
            assertThat(SubjectRequests.of(cdp).proofs(MAIL)).isEmpty();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("scenario 42")
    @Requirement("GDPR Art. 21(3)")
    void an_objection_to_marketing_outlives_an_erasure_and_an_import() {
        ConsentAct former = ConsentAct.of(
                        "old-grant", MAIL, Purpose.EMAIL_MARKETING, Decision.GRANT, World.START.plusSeconds(30))
                .by(Evidence.of("import", "v1"));
        try (Cdp cdp = open()) {
            live(cdp);
            SubjectRequests.of(cdp).object(MAIL, "letter", Purpose.EMAIL_MARKETING);
            SubjectRequests.of(cdp).erase(ANN, "login");
            clock.advance(Duration.ofDays(1));
            assertThat(cdp.accept(former).kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
            assertThat(cdp.accept(Event.named("Visited").id("old").about(MAIL, World.START, "-"))
                            .kind())
                    .isEqualTo(Outcome.Kind.SUPPRESSED);
            cdp.track(MAIL, Commerce.orderCompleted("o-2", "1.00", "EUR").product("SKU-1", 1, "1.00"));
            assertThat(Consents.of(cdp).permitted(MAIL, Purpose.EMAIL_MARKETING).permitted())
                    .as("an order passes, marketing does not")
                    .isFalse();
        }
        try (Cdp cdp = open()) {
            assertThat(cdp.accept(former).kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
            Consents.of(cdp).record(MAIL, c -> c.grant(Purpose.EMAIL_MARKETING).evidence("checkout", "v2"));
            assertThat(Consents.of(cdp).permitted(MAIL, Purpose.EMAIL_MARKETING).permitted())
                    .as("a fresh act about marketing opens it")
                    .isTrue();
        }
    }

    @Test
    @Requirement("scenario 44")
    @Requirement("GDPR Art. 8(1)")
    @Requirement("GDPR Art. 16")
    void a_corrected_age_protects_a_child_at_once_and_recipients_are_told() {
        try (Cdp cdp = open()) {
            cdp.service(ModuleContext.class).outbox().attach(mailHouse);
            live(cdp);
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isTrue();
            handOver(cdp);
            SubjectRequests.of(cdp).rectifyAge(ANN, "letter", 12);
            for (Identifier who : List.of(ANN, MAIL)) {
                assertThat(Consents.of(cdp).permitted(who, Purpose.ANALYTICS).reason())
                        .isEqualTo("child");
            }
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.SERVICE).permitted())
                    .isTrue();
            assertThat(notices).extracting(Destination.Notice::kind).containsExactly(Kind.RECTIFICATION);
            Consents.of(cdp)
                    .record(
                            ANN,
                            c -> c.grant(Purpose.ANALYTICS)
                                    .evidence(Evidence.of("form", "v1").by(Evidence.Speaker.GUARDIAN)));
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .as("a guardian spoke")
                    .isTrue();
        }
    }

    private void handOver(Cdp cdp) {
        int number = cdp.service(ModuleContext.class)
                .read(() -> cdp.service(ModuleContext.class).profileOf(ANN).orElseThrow());
        cdp.service(ModuleContext.class)
                .outbox()
                .plan(List.of(
                        new Plan.Firing("mail-house", number, clock.instant(), Purpose.ANALYTICS, Properties.empty())));
        cdp.advance();
    }

    private void assertNowhere(String... canaries) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("shop"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes).as(file.getFileName().toString()).doesNotContain(canaries);
            }
        }
    }
}
