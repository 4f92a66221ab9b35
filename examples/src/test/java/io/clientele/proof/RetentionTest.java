package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.is;
import static io.clientele.segment.Conditions.sumOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Category;
import io.clientele.schema.Retention;
import io.clientele.segment.Condition;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was kept for as long as it may be goes, on its day, and lifetime totals do not fall with it. */
class RetentionTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");
    private static final Identifier VISITOR = Identifier.anonymousId("visitor-1");
    private static final Retention PERIODS = Retention.unlimited()
            .keep(Category.BEHAVIOUR, Period.ofDays(90))
            .keep(Category.TRANSACTION, Period.ofYears(10));

    private static final List<Segment> SEGMENTS = List.of(
            Segment.named("ever viewed three times")
                    .purpose(Purpose.ANALYTICS)
                    .when(did(CommerceEvents.PRODUCT_VIEWED).atLeast(3)),
            Segment.named("viewed lately")
                    .purpose(Purpose.ANALYTICS)
                    .when(did(CommerceEvents.PRODUCT_VIEWED).within(Duration.ofDays(30))),
            Segment.named("viewed twice in a quarter")
                    .purpose(Purpose.ANALYTICS)
                    .when(did(CommerceEvents.PRODUCT_VIEWED)
                            .within(Duration.ofDays(90))
                            .atLeast(2)),
            Segment.named("spenders")
                    .purpose(Purpose.ANALYTICS)
                    .when(sumOf(did(CommerceEvents.ORDER_COMPLETED), "total")
                            .in("EUR")
                            .moreThan(100)),
            Segment.named("cart")
                    .purpose(Purpose.ANALYTICS)
                    .when(did(CommerceEvents.PRODUCT_ADDED).within(Duration.ofDays(7))));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private FaultyStore store;

    private static List<CdpModule> modules(Retention retention) {
        return List.of(ConsentModule.optIn().retention(retention), IdentityModule.standard(), SegmentModule.live());
    }

    private Cdp open(Retention retention) {
        var builder = Cdp.in(directory).keys(QuickKeys.provider()).clock(clock);
        modules(retention).forEach(builder::with);
        return builder.open();
    }

    private static void permit(Cdp cdp, Identifier who) {
        Consents.of(cdp)
                .record(who, c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
    }

    private static List<String> types(Cdp cdp, Identifier who) {
        return cdp.timeline(who).stream()
                .map(event -> event.type().name())
                .sorted()
                .toList();
    }

    @Test
    @Requirement("scenario 45")
    @Requirement("GDPR Art. 5(1)(e)")
    void behaviour_goes_after_ninety_days_and_orders_after_ten_years_each_on_its_day() {
        try (Cdp cdp = open(PERIODS)) {
            permit(cdp, ANN);
            clock.advance(Duration.ofHours(10));
            cdp.track(ANN, Commerce.productViewed("SKU-1").id("view-1"));
            cdp.track(
                    ANN,
                    Commerce.orderCompleted("o-1", "49.90", "EUR")
                            .product("SKU-1", 1, "49.90")
                            .id("order-1"));
            clock.set(Instant.parse("2026-04-01T23:59:59Z"));
            cdp.advance();
            assertThat(types(cdp, ANN)).as("its last day").containsExactly("Order Completed", "Product Viewed");

            clock.set(Instant.parse("2026-04-02T00:00:00Z"));
            cdp.advance();
            assertThat(types(cdp, ANN)).as("the day after").containsExactly("Opening Balance", "Order Completed");
            assertThat(cdp.track(
                                    ANN,
                                    Commerce.productViewed("SKU-1").id("view-1").at(World.START.plusSeconds(60)))
                            .toString())
                    .as("sent again")
                    .contains("retention");

            clock.set(Instant.parse("2036-01-01T23:00:00Z"));
            cdp.advance();
            assertThat(types(cdp, ANN)).contains("Order Completed");
            clock.set(Instant.parse("2036-01-02T01:00:00Z"));
            cdp.advance();
            assertThat(types(cdp, ANN)).containsExactly("Opening Balance", "Opening Balance");
            Profile.Activity activity = cdp.profile(ANN).orElseThrow().activity();
            assertThat(activity.events()).isEqualTo(2);
            assertThat(activity.first()).contains(World.START.plus(Duration.ofHours(10)));
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    static LongStream seeds() {
        return new SplittableRandom(20_261_130).longs(Long.getLong("clientele.histories", 12L));
    }

    /** The twin keeps everything: what is asked about lifetime, or of no longer than is kept, must be the same. */
    @ParameterizedTest
    @MethodSource("seeds")
    void a_fold_of_balances_and_what_is_left_is_a_fold_of_everything(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Retention retention = Retention.unlimited()
                .keep(Category.BEHAVIOUR, Period.ofDays(90 + random.nextInt(20)))
                .keep(Category.TRANSACTION, Period.ofMonths(3 + random.nextInt(9)));
        World world = new World(seed);
        Cdp pruned = open(retention);
        try (Cdp twin = inMemory()) {
            define(pruned);
            define(twin);
            for (int step = 0; step < 150; step++) {
                Instant now = clock.instant();
                Instant at = now.minus(Duration.ofHours(random.nextInt(24 * 3)));
                Intake intake = world.said(at);
                Outcome kept = twin.accept(intake);
                assertThat(pruned.accept(intake).kind())
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(kept.kind());
                clock.advance(Duration.ofHours(random.nextInt(24 * 9)));
                if (random.nextInt(3) > 0) {
                    pruned.advance();
                    twin.advance();
                }
                if (random.nextInt(25) == 0) {
                    pruned.close();
                    pruned = open(retention);
                }
                if (step % 10 == 9) {
                    pruned.advance();
                    assertThat(state(pruned, world))
                            .as("seed %d, step %d", seed, step)
                            .containsExactlyInAnyOrderEntriesOf(state(twin, world));
                }
            }
            assertThat(Maintenance.of(pruned).verify()).as("seed %d", seed).isEmpty();
            assertThat(length(pruned, world)).as("seed %d: some went", seed).isLessThan(length(twin, world));
        } finally {
            pruned.close();
        }
    }

    private static int length(Cdp cdp, World world) {
        return world.everybody().stream()
                .mapToInt(who -> (int) cdp.timeline(who).stream()
                        .filter(event -> !event.type().isRemainder())
                        .count())
                .sum();
    }

    private Cdp inMemory() {
        var builder = Cdp.inMemory().clock(clock);
        modules(Retention.unlimited()).forEach(builder::with);
        return builder.open();
    }

    private static void define(Cdp cdp) {
        SEGMENTS.forEach(Segments.of(cdp)::define);
    }

    private static Map<String, String> state(Cdp cdp, World world) {
        cdp.advance();
        Map<String, String> state = new TreeMap<>();
        for (Identifier who : world.everybody()) {
            String name = who.namespace() + " " + who.value();
            state.put(
                    name,
                    cdp.profile(who)
                            .map(profile -> profile.identifiers().stream()
                                            .map(Identifier::value)
                                            .toList()
                                    + " " + profile.traits().asMap() + " "
                                    + profile.activity().events() + " "
                                    + profile.activity().first() + " "
                                    + profile.activity().last())
                            .orElse("nobody"));
            state.put(
                    name + " in",
                    Segments.of(cdp).segmentsOf(who).stream()
                            .map(Segment::name)
                            .sorted()
                            .toList()
                            .toString());
        }
        return state;
    }

    /** Fifteen hundred views and a login of somebody, then three months. */
    private void quarter(Cdp cdp) {
        define(cdp);
        views(cdp);
    }

    private void views(Cdp cdp) {
        permit(cdp, ANN);
        permit(cdp, VISITOR);
        cdp.identify(ANN, i -> i.sameAs(VISITOR));
        List<Intake> views = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            views.add(Event.of(CommerceEvents.PRODUCT_VIEWED)
                    .set("product_id", "SKU-" + i)
                    .id("view-" + i)
                    .about(i % 3 == 0 ? ANN : VISITOR, World.START, "-"));
        }
        cdp.accept(views);
        clock.advance(Duration.ofDays(100));
    }

    @ParameterizedTest
    @CsvSource({
        "BEFORE,1", "BEFORE,2", "BEFORE,3", "BEFORE,4",
        "UNKNOWN_LOST,2", "UNKNOWN_LOST,3", "UNKNOWN_LANDED,2", "UNKNOWN_LANDED,3"
    })
    @Requirement("scenario 45")
    void a_purge_that_was_broken_off_ends_as_if_it_had_not_been(FaultyStore.Fault fault, int step) {
        try (Cdp cdp = faulty()) {
            quarter(cdp);
            store.arm(fault, step);
            try {
                cdp.advance();
            } catch (StorageException injected) {
                assertThat(injected).hasMessageContaining("injected");
            }
            assertThat(store.armed()).as("the step was reached").isFalse();
        }
        try (Cdp again = faulty()) {
            again.advance();
            assertThat(types(again, ANN)).containsExactly("Identify", "Opening Balance", "Opening Balance");
            assertThat(again.profile(ANN).orElseThrow().activity().events()).isEqualTo(1_501);
            assertThat(Segments.of(again).segmentsOf(ANN))
                    .extracting(Segment::name)
                    .contains("ever viewed three times");
            assertThat(Maintenance.of(again).verify()).isEmpty();
        }
    }

    @Test
    void records_from_before_there_were_periods_go_as_well() {
        try (Cdp cdp = faulty()) {
            store.writeUnclassed(true);
            quarter(cdp);
            store.writeUnclassed(false);
            cdp.advance();
            assertThat(types(cdp, ANN)).containsExactly("Identify", "Opening Balance", "Opening Balance");
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    void what_is_left_is_not_portable() {
        try (Cdp cdp = open(PERIODS)) {
            quarter(cdp);
            cdp.advance();
            assertThat(String.join(
                            "\n", SubjectRequests.of(cdp).portable(ANN, "login").lines()))
                    .contains("Identify")
                    .doesNotContain("Opening Balance");
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json()).contains("Opening Balance");
        }
    }

    private Cdp faulty() {
        return FaultyCdp.open(directory, clock, modules(PERIODS), real -> store = new FaultyStore(real));
    }

    @Test
    @Requirement("scenario 45")
    void a_purge_is_written_down_and_gives_room_back() throws IOException {
        try (Cdp cdp = open(PERIODS)) {
            quarter(cdp);
            Maintenance.of(cdp).compact();
            long before = size();
            long audited = Audits.of(cdp).size();
            cdp.advance();
            long written = Audits.of(cdp).size();
            assertThat(written).as("each portion is in the audit log").isGreaterThan(audited);
            clock.advance(Duration.ofDays(1));
            cdp.advance();
            assertThat(Audits.of(cdp).size()).as("nothing is left to do").isEqualTo(written);
            Maintenance.of(cdp).compact();
            assertThat(size()).isLessThan(before / 2);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        try (Cdp cdp = open(PERIODS)) {
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isEqualTo(1_501);
        }
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** A marketer who asks for what is not there any more is told so. */
    @Test
    void a_segment_that_looks_back_further_than_events_are_kept_is_refused() {
        try (Cdp cdp = open(PERIODS)) {
            Segments segments = Segments.of(cdp);
            Segment yearly = Segment.named("loyal")
                    .purpose(Purpose.ANALYTICS)
                    .when(did(CommerceEvents.PRODUCT_VIEWED).within(Duration.ofDays(365)));
            assertThatThrownBy(() -> segments.define(yearly))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "segment loyal: it looks back 365 days at Product Viewed, which is kept for 90 days only"
                                    + " (GDPR Art. 5(1)(e)): look back no further, keep it for longer with Retention.keep, or ask for"
                                    + " how often it ever happened, without where, or for the sum of a field whose total is kept");
            assertThat(refused(segments, did(CommerceEvents.PRODUCT_VIEWED).where("category", is("shoes"))))
                    .as("which ones were seen is not known for ever")
                    .isTrue();
            assertThat(refused(segments, did(CommerceEvents.PRODUCT_ADDED).andThenNot(CommerceEvents.ORDER_COMPLETED)))
                    .isTrue();
            assertThat(refused(segments, did(CommerceEvents.PRODUCT_VIEWED).lastDays(90, ZoneOffset.UTC)))
                    .as("a calendar's day is longer")
                    .isTrue();
            assertThat(refused(
                            segments,
                            sumOf(did(CommerceEvents.PRODUCT_VIEWED), "price").moreThan(10)))
                    .as("no total of prices is kept")
                    .isTrue();
            assertThat(refused(segments, did(CommerceEvents.PRODUCT_VIEWED).atLeast(3)))
                    .isFalse();
            assertThat(refused(segments, did(CommerceEvents.PRODUCT_VIEWED).within(Duration.ofDays(90))))
                    .isFalse();
            assertThat(refused(
                            segments,
                            sumOf(did(CommerceEvents.ORDER_COMPLETED), "total")
                                    .in("EUR")
                                    .moreThan(100)))
                    .isFalse();
        }
        try (Cdp cdp = open(PERIODS.withoutTotals())) {
            assertThat(refused(
                            Segments.of(cdp), did(CommerceEvents.PRODUCT_VIEWED).atLeast(3)))
                    .isTrue();
        }
    }

    private static boolean refused(Segments segments, Condition condition) {
        try {
            segments.define(Segment.named("asked").purpose(Purpose.ANALYTICS).when(condition));
            return false;
        } catch (IllegalArgumentException refusal) {
            assertThat(refusal).hasMessageContaining("Art. 5(1)(e)");
            return true;
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void a_withdrawal_takes_the_totals_as_well() {
        try (Cdp cdp = open(PERIODS)) {
            quarter(cdp);
            cdp.advance();
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.ANALYTICS));
            assertThat(types(cdp, ANN)).containsExactly("Identify");
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isEqualTo(1);
        }
    }

    @Test
    @Requirement("GDPR Art. 17")
    void an_erasure_takes_the_totals_as_well() {
        try (Cdp cdp = open(PERIODS)) {
            quarter(cdp);
            cdp.advance();
            SubjectRequests.of(cdp).erase(ANN, "login");
            assertThat(cdp.timeline(ANN)).isEmpty();
            assertThat(cdp.timeline(VISITOR)).isEmpty();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    void who_was_seen_with_whom_outlives_what_they_did() {
        try (Cdp cdp = open(PERIODS)) {
            permit(cdp, ANN);
            permit(cdp, VISITOR);
            for (int i = 0; i < 5; i++) {
                clock.advance(Duration.ofMinutes(1));
                cdp.track(ANN, Commerce.productViewed("SKU-1").with(VISITOR));
            }
            clock.advance(Duration.ofDays(100));
            cdp.advance();
            assertThat(types(cdp, ANN)).containsExactly("Opening Balance", "Seen Together", "Seen Together");
            assertThat(cdp.profile(VISITOR)).isEqualTo(cdp.profile(ANN));
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isEqualTo(5);
        }
        try (Cdp cdp = open(PERIODS)) {
            assertThat(cdp.profile(VISITOR)).isEqualTo(cdp.profile(ANN));
            cdp.identify(ANN, i -> i.set(Trait.FIRST_NAME, "Ann"));
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    void without_totals_nothing_is_left() {
        try (Cdp cdp = open(PERIODS.withoutTotals())) {
            views(cdp);
            cdp.advance();
            assertThat(types(cdp, ANN)).containsExactly("Identify");
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isEqualTo(1);
        }
    }

    @Test
    void what_is_left_cannot_be_handed_in() {
        try (Cdp cdp = open(PERIODS)) {
            permit(cdp, ANN);
            assertThat(cdp.track(ANN, Event.of(EventType.OPENING_BALANCE).set("count", 1_000))
                            .reason())
                    .isEqualTo("reserved_type");
        }
    }
}
