package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.Request;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Category;
import io.clientele.schema.Retention;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is killed at a step of an erasure or a purge, and one that is raced: nothing of the person is left anywhere. */
class ErasureCrashTest {

    static final Identifier ANN = Identifier.userId("ann-4711-canary");
    static final Instant LATER = World.START.plus(Duration.ofDays(2));
    static final Duration OVER = Duration.ofDays(100);
    private static final Identifier DEVICE = Identifier.deviceId("device-canary-81f2");
    private static final Identifier MAIL = Identifier.email("ann@canary-shop.org");
    private static final Identifier BOB = Identifier.userId("bob-1");
    private static final String PHONE = "+49301234567";
    private static final String NAME = "Canaria";
    private static final Segment VIEWERS =
            Segment.named("viewers").purpose(Purpose.ANALYTICS).when(did(CommerceEvents.PRODUCT_VIEWED));

    @TempDir
    Path directory;

    static List<CdpModule> modules() {
        return List.of(
                ConsentModule.optIn().retention(Retention.unlimited().keep(Category.BEHAVIOUR, Period.ofDays(90))),
                IdentityModule.standard(),
                SegmentModule.live());
    }

    private static Cdp open(Path where, ManualClock clock) {
        return FaultyCdp.open(where, clock, modules(), new FaultyCdp.Limits(World.MANY, 1_000, 1), real -> real);
    }

    private static void live(Path where) {
        ManualClock clock = ManualClock.at(World.START);
        try (Cdp cdp = open(where, clock)) {
            for (Identifier who : List.of(ANN, DEVICE, MAIL, BOB)) {
                Consents.of(cdp)
                        .record(
                                who,
                                c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.DEVICE_LINKING)
                                        .evidence("banner", "v1"));
            }
            Segments.of(cdp).define(VIEWERS);
            clock.advance(Duration.ofMinutes(1));
            cdp.identify(ANN, i -> i.sameAs(DEVICE).id("login-1"));
            clock.advance(Duration.ofMinutes(1));
            cdp.identify(
                    ANN,
                    i -> i.sameAs(MAIL)
                            .id("login-2")
                            .set(Trait.EMAIL, MAIL.value())
                            .set(Trait.PHONE, PHONE)
                            .set(Trait.FIRST_NAME, NAME));
            for (int n = 0; n < 20; n++) {
                clock.advance(Duration.ofMinutes(1));
                Identifier who = n % 3 == 0 ? BOB : n % 3 == 1 ? ANN : DEVICE;
                cdp.track(who, Commerce.productViewed("sku-" + n).id("view-" + n));
            }
            assertThat(Segments.of(cdp).count(VIEWERS)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"BEFORE,1", "AFTER,1", "BEFORE,2", "AFTER,2"})
    @Requirement("GDPR Art. 17")
    @Requirement("scenario 34")
    void killed_at_a_step_of_an_erasure_it_ends_the_same_once_opened(String when, int commit)
            throws IOException, InterruptedException {
        Path shop = directory.resolve("shop");
        live(shop);
        runUntilKilled(shop, "erase", commit, when);
        ManualClock clock = ManualClock.at(LATER.plus(Duration.ofHours(1)));
        try (Cdp cdp = open(shop, clock)) {
            SubjectRequests.of(cdp).proceed();
            boolean decided = commit > 1 || when.equals("AFTER");
            assertThat(cdp.profile(ANN).isPresent()).isEqualTo(!decided);
            if (!decided) {
                SubjectRequests.of(cdp).erase(ANN, "login");
            }
            assertGone(cdp);
            assertNowhere();
        }
        try (Cdp cdp = open(shop, clock)) {
            assertGone(cdp);
        }
        assertNowhere();
    }

    private static void assertGone(Cdp cdp) {
        List<Request> all = SubjectRequests.of(cdp).all();
        assertThat(all).hasSize(1).allMatch(request -> request.state() == Request.State.ANSWERED);
        for (Identifier each : List.of(ANN, DEVICE, MAIL)) {
            assertThat(cdp.profile(each)).isEmpty();
            assertThat(cdp.timeline(each)).isEmpty();
            assertThat(cdp.accept(Commerce.productViewed("sku-1").about(each, LATER, "unused"))
                            .kind())
                    .isEqualTo(Outcome.Kind.SUPPRESSED);
        }
        assertThat(cdp.timeline(BOB)).hasSize(7);
        assertThat(Segments.of(cdp).count(VIEWERS)).isEqualTo(1);
        assertThat(Maintenance.of(cdp).verify()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"BEFORE,1", "AFTER,1", "BEFORE,2", "AFTER,2"})
    @Requirement("GDPR Art. 5(1)(e)")
    @Requirement("scenario 45")
    void killed_within_a_purge_it_ends_the_same_once_opened(String when, int commit)
            throws IOException, InterruptedException {
        Path twin = directory.resolve("twin");
        live(twin);
        Map<String, String> expected = purged(twin);
        assertThat(expected.get("ann")).contains("Opening Balance").doesNotContain("view-1");
        Path shop = directory.resolve("shop");
        live(shop);
        runUntilKilled(shop, "purge", commit, when);
        assertThat(purged(shop)).isEqualTo(expected);
        assertThat(purged(shop)).as("once more").isEqualTo(expected);
    }

    private static Map<String, String> purged(Path where) {
        Map<String, String> state = new TreeMap<>();
        try (Cdp cdp = open(where, ManualClock.at(LATER.plus(OVER)))) {
            cdp.advance();
            state.put("ann", said(cdp.timeline(ANN)));
            state.put("bob", said(cdp.timeline(BOB)));
            state.put("activity", cdp.profile(ANN).orElseThrow().activity().toString());
            state.put("viewers", "" + Segments.of(cdp).count(VIEWERS));
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        return state;
    }

    private static String said(List<Event> events) {
        return events.stream()
                .map(event -> event.type() + " " + event.id() + " "
                        + event.properties().asMap() + " " + event.identifiers())
                .toList()
                .toString();
    }

    @Test
    @Requirement("GDPR Art. 17")
    void an_erasure_that_is_raced_with_what_comes_in_leaves_nothing_behind() throws Exception {
        Path shop = directory.resolve("shop");
        live(shop);
        ExecutorService feeders = Executors.newFixedThreadPool(3);
        try (Cdp cdp = open(shop, ManualClock.at(LATER))) {
            List<Future<Integer>> refused = new ArrayList<>();
            for (Identifier who : List.of(ANN, DEVICE, MAIL)) {
                refused.add(feeders.submit(() -> feed(cdp, who)));
            }
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json())
                    .contains("Product Viewed: 90 days or a little longer");
            assertThat(SubjectRequests.of(cdp).erase(ANN, "login").outcome().isStored())
                    .isTrue();
            int suppressed = 0;
            for (Future<Integer> each : refused) {
                suppressed += each.get();
            }
            assertThat(suppressed).isPositive();
            for (Identifier each : List.of(ANN, DEVICE, MAIL)) {
                assertThat(cdp.profile(each)).isEmpty();
                assertThat(cdp.timeline(each)).isEmpty();
            }
            assertThat(cdp.timeline(BOB)).hasSize(7);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
            assertNowhere();
        } finally {
            feeders.shutdownNow();
        }
        assertNowhere();
    }

    /** Hands in until twenty in a row are refused; all of it happened before or at the erasure. */
    private static int feed(Cdp cdp, Identifier who) {
        int refused = 0;
        for (int n = 0; refused < 20; n++) {
            Intake view = Commerce.productViewed("sku-canary-" + n).about(who, LATER, "-");
            refused = cdp.accept(view).kind() == Outcome.Kind.SUPPRESSED ? refused + 1 : 0;
        }
        return refused;
    }

    private void runUntilKilled(Path shop, String what, int commit, String when)
            throws IOException, InterruptedException {
        Process child = Doomed.process(
                        directory, DoomedEraser.class, shop.toString(), what, String.valueOf(commit), when)
                .redirectError(new File(directory.toFile(), "errors-and-logs"))
                .start();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).as("the step is reached").isEqualTo("stopped");
            child.toHandle().destroyForcibly();
        }
        child.waitFor();
    }

    /** Neither the person's values nor their plain hashes are in any file, what was logged included. */
    private void assertNowhere() throws IOException {
        List<String> canaries = new ArrayList<>();
        for (String value : List.of(ANN.value(), DEVICE.value(), MAIL.value(), PHONE, NAME)) {
            byte[] plain = value.getBytes(StandardCharsets.UTF_8);
            canaries.add(value);
            for (String hash : List.of("SHA-256", "SHA-1", "MD5")) {
                byte[] digest = digest(hash, plain);
                canaries.add(new String(digest, StandardCharsets.ISO_8859_1));
                canaries.add(HexFormat.of().formatHex(digest));
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(each -> !each.getFileName().toString().startsWith("sqlite-"))
                    .toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String canary : canaries) {
                    assertThat(bytes.contains(canary))
                            .as("a canary in %s", file.getFileName())
                            .isFalse();
                }
            }
        }
    }

    private static byte[] digest(String name, byte[] plain) {
        try {
            return MessageDigest.getInstance(name).digest(plain);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
