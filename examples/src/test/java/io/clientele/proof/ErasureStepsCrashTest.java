package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.access.Access;
import io.clientele.access.AccessModule;
import io.clientele.access.Principal;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.store.Store;
import io.clientele.model.Identifier;
import io.clientele.model.Permitted;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.rights.FormerChoice;
import io.clientele.rights.Request;
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
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A person with everything that an erasure has a step for: orders that a law has kept, a message that was handed over and one that waits,
 * choices to be proved. Wherever the process is killed, it ends as in a twin that nobody killed: deciding, destroying, telling the
 * recipient, settling; purging into the vault; letting go of the vault.
 */
class ErasureStepsCrashTest {

    static final Identifier ANN = Identifier.userId("ann-4711-canary");
    private static final Identifier MAIL = Identifier.email("ann@canary-shop.org");
    private static final Identifier BOB = Identifier.userId("bob-1");
    private static final String HOUSE = "mail-house";
    private static final Segment VIEWERS =
            Segment.named("viewers").purpose(Purpose.ANALYTICS).when(did(CommerceEvents.PRODUCT_VIEWED));
    private static final Retention PERIODS = Retention.unlimited()
            .keep(Category.BEHAVIOUR, Period.ofDays(90))
            .keep(Category.TRANSACTION, Period.ofYears(3))
            .hold(CommerceEvents.ORDER_COMPLETED, "§ 147 AO", Period.ofYears(10));

    @TempDir
    Path directory;

    /** What is killed at a step, and when that happens. */
    enum Work {
        ERASE(World.START.plus(Duration.ofDays(2))),
        PURGE(Instant.parse("2029-06-01T00:00:00Z")),
        RELEASE(Instant.parse("2037-01-01T00:00:00Z"));

        private final Instant at;

        Work(Instant at) {
            this.at = at;
        }

        /** The clock at which it is done. */
        ManualClock clock() {
            return ManualClock.at(at);
        }

        /** Does it. */
        void run(Cdp cdp) {
            if (this == ERASE) {
                SubjectRequests.of(cdp).erase(ANN, "login");
            } else {
                cdp.advance();
            }
        }
    }

    /** A platform whose recipient writes down what it was told. */
    static Cdp open(Path where, ManualClock clock, UnaryOperator<Store> between) {
        Insight insight = new Insight();
        Cdp cdp = FaultyCdp.open(
                where,
                clock,
                List.of(
                        ConsentModule.optIn().retention(PERIODS),
                        IdentityModule.standard(),
                        SegmentModule.live(),
                        AccessModule.standard(),
                        insight),
                new FaultyCdp.Limits(World.MANY, 1_000, 1),
                between);
        insight.context().outbox().attach(new House(where.resolveSibling(where.getFileName() + "-told")));
        return cdp;
    }

    private record House(Path file) implements Destination {

        @Override
        public String name() {
            return HOUSE;
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.ANALYTICS);
        }

        @Override
        public void send(Permitted<Delivery> delivery) {}

        @Override
        public boolean notify(Notice notice) {
            String line = notice.kind() + " " + notice.identifiers().size() + " "
                    + notice.handed().size() + "\n";
            try {
                Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return true;
        }
    }

    private Path shop;
    private Path twin;

    @BeforeEach
    void live() {
        shop = live(directory.resolve("shop"));
        twin = live(directory.resolve("twin"));
    }

    private static Path live(Path where) {
        ManualClock clock = ManualClock.at(World.START);
        try (Cdp cdp = open(where, clock, real -> real)) {
            for (Identifier who : List.of(ANN, MAIL, BOB)) {
                Consents.of(cdp)
                        .record(
                                who,
                                c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING)
                                        .evidence("banner", "v1"));
            }
            Segments.of(cdp).define(VIEWERS);
            clock.advance(Duration.ofMinutes(1));
            cdp.identify(ANN, i -> i.sameAs(MAIL).id("login-1"));
            for (Identifier who : List.of(ANN, BOB)) {
                cdp.track(who, Commerce.productViewed("sku-1").id("view-" + who.value()));
                cdp.track(
                        who,
                        Commerce.orderCompleted("invoice-" + who.value(), "49.90", "EUR")
                                .product("SKU-1", 1, "49.90")
                                .id("order-" + who.value()));
            }
            ModuleContext context = cdp.service(Insight.class).context();
            int ann = context.read(() -> context.profileOf(ANN).orElseThrow());
            context.outbox().plan(List.of(firing(ann, clock.instant()), firing(ann, Work.RELEASE.at)));
            cdp.advance();
        }
        return where;
    }

    private static Plan.Firing firing(int profile, Instant when) {
        return new Plan.Firing(HOUSE, profile, when, Purpose.ANALYTICS, Properties.of(Map.of("to", MAIL.value())));
    }

    @ParameterizedTest
    @CsvSource({"BEFORE,1", "AFTER,1", "BEFORE,2", "AFTER,2", "BEFORE,3", "AFTER,3", "BEFORE,4", "AFTER,4"})
    @Requirement("GDPR Art. 17")
    @Requirement("GDPR Art. 19")
    void killed_at_any_step_of_an_erasure_it_ends_like_its_twin(String when, int commit) throws Exception {
        Map<String, String> expected = ended(Work.ERASE, twin, true);
        assertThat(expected).containsEntry("told", "ERASURE 2 1");
        kill(Work.ERASE, commit, when);
        boolean decided = commit > 1 || when.equals("AFTER");
        assertThat(ended(Work.ERASE, shop, !decided)).isEqualTo(expected);
        assertThat(ended(Work.ERASE, shop, false)).as("once more").isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"BEFORE,1", "AFTER,1", "BEFORE,2", "AFTER,2"})
    @Requirement("GDPR Art. 5(1)(e)")
    @Requirement("scenario 45")
    void killed_at_any_step_of_a_purge_it_ends_like_its_twin(String when, int commit) throws Exception {
        Map<String, String> expected = ended(Work.PURGE, twin, true);
        assertThat(expected.get("vault")).contains("order-ann-4711-canary", "order-bob-1");
        kill(Work.PURGE, commit, when);
        assertThat(ended(Work.PURGE, shop, true)).isEqualTo(expected);
        assertThat(ended(Work.PURGE, shop, true)).as("once more").isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"BEFORE", "AFTER"})
    @Requirement("scenario 36")
    void killed_as_the_vault_lets_go_it_ends_like_its_twin(String when) throws Exception {
        for (Path each : List.of(shop, twin)) {
            ended(Work.PURGE, each, true);
        }
        Map<String, String> expected = ended(Work.RELEASE, twin, true);
        assertThat(expected).containsEntry("vault", "[]");
        kill(Work.RELEASE, 1, when);
        assertThat(ended(Work.RELEASE, shop, true)).isEqualTo(expected);
        assertThat(ended(Work.RELEASE, shop, true)).as("once more").isEqualTo(expected);
    }

    /** What there is in the end, ids that are drawn left out; kinds of rows, and how many of each, included. */
    private static Map<String, String> ended(Work work, Path where, boolean run) throws IOException, SQLException {
        Map<String, String> state = new TreeMap<>();
        try (Cdp cdp = open(where, work.clock(), real -> real)) {
            SubjectRequests requests = SubjectRequests.of(cdp);
            if (run) {
                work.run(cdp);
            }
            requests.proceed();
            for (Identifier who : List.of(ANN, MAIL, BOB)) {
                state.put("events of " + who.value(), said(cdp, who));
                state.put("profile of " + who.value(), "" + cdp.profile(who).map(p -> p.identifiers()));
                state.put("choices of " + who.value(), proofs(requests, who));
            }
            state.put("viewers", "" + Segments.of(cdp).count(VIEWERS));
            state.put("requests", requests(requests));
            state.put("vault", vault(cdp));
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        Path told = where.resolveSibling(where.getFileName() + "-told");
        state.put("told", Files.exists(told) ? String.join("", Set.copyOf(Files.readAllLines(told))) : "nobody");
        state.putAll(rows(where));
        return state;
    }

    private static String said(Cdp cdp, Identifier who) {
        return cdp.timeline(who).stream()
                .map(event -> event.type() + " " + event.id() + " "
                        + event.properties().asMap())
                .toList()
                .toString();
    }

    private static String proofs(SubjectRequests requests, Identifier who) {
        return requests.proofs(who).stream()
                .map(FormerChoice::purpose)
                .sorted()
                .toList()
                .toString();
    }

    private static String requests(SubjectRequests requests) {
        return requests.all().stream()
                .map(request -> request.kind() + " " + request.state() + " "
                        + request.recipients().stream()
                                .map(Request.Recipient::told)
                                .toList())
                .toList()
                .toString();
    }

    private static String vault(Cdp cdp) {
        return Access.of(cdp).as(Principal.person("accountant-3", "officer")).vault("audit").stream()
                .map(held -> held.event().id() + " " + held.law() + " " + held.until())
                .sorted()
                .toList()
                .toString();
    }

    private static Map<String, String> rows(Path where) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        for (RecordKind kind : List.of(RecordKind.EVENT, RecordKind.ACT, RecordKind.KEPT)) {
            rows.put("rows " + kind, count(where.resolve("data"), "journal WHERE kind = " + kind.code()));
        }
        rows.put("owners", count(where.resolve("data"), "owners WHERE sealed IS NOT NULL"));
        rows.put("tombstones", count(where.resolve("data"), "tombstones"));
        rows.put("outbox", count(where.resolve("data"), "outbox WHERE sealed IS NOT NULL"));
        rows.put("disclosures", count(where.resolve("data"), "disclosures WHERE sealed IS NOT NULL"));
        rows.put("links", count(where.resolve("data"), "links"));
        return rows;
    }

    private static String count(Path data, String what) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("clientele.db"));
                var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM " + what)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void kill(Work work, int commit, String when) throws IOException, InterruptedException {
        Process child = Doomed.process(
                        directory, DoomedEraser.class, shop.toString(), work.name(), String.valueOf(commit), when)
                .redirectError(new File(directory.toFile(), "errors-and-logs"))
                .start();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).as("the step is reached").isEqualTo("stopped");
            child.toHandle().destroyForcibly();
        }
        child.waitFor();
    }
}
